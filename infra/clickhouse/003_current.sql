-- What is, one row per thing: the row with the greatest (generation, offset) stays. Read with FINAL.

-- The catalogue.
CREATE TABLE IF NOT EXISTS items
(
    item_id     String,
    partition   UInt16,
    offset      UInt64,
    generation  UInt32,
    row_version UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(generation), 48), offset),
    title       Nullable(String),
    description Nullable(String) CODEC(ZSTD(1)),
    categories  Array(String),
    price       Nullable(Float64),
    available   Nullable(Bool),
    deleted     Bool,
    event_time  DateTime64(3, 'UTC'),
    appended_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(row_version)
ORDER BY item_id
SETTINGS non_replicated_deduplication_window = 1000;

-- Which network weights a partition took into use, and after which offset.
CREATE TABLE IF NOT EXISTS model_swaps
(
    stream      LowCardinality(String),
    partition   UInt16,
    kind        LowCardinality(String),
    offset      UInt64,
    generation  UInt32,
    row_version UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(generation), 48), offset),
    version     String COMMENT 'of the weights',
    adopted_at  DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(row_version)
ORDER BY (stream, partition, kind, offset, version)
SETTINGS non_replicated_deduplication_window = 1000;
