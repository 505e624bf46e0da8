-- What happened, one row per event. Rows are upserts: a replay writes the same key again, and the row with the greatest
-- (generation, offset) stays. Read with FINAL. Times are written as whole milliseconds since 1970.
-- Partitions by append time let retention drop whole months; the append time of a record never changes, so both writings
-- of one event fall into the same partition.

CREATE TABLE IF NOT EXISTS baskets
(
    partition   UInt16,
    offset      UInt64,
    generation  UInt32,
    row_version UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(generation), 48), offset),
    id          String,
    user_id     Nullable(String),
    items       Array(String),
    quantities  Array(Nullable(Float64)),
    prices      Array(Nullable(Float64)),
    event_time  DateTime64(3, 'UTC'),
    appended_at DateTime64(3, 'UTC'),
    INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(appended_at)
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS clicks
(
    partition   UInt16,
    offset      UInt64,
    generation  UInt32,
    row_version UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(generation), 48), offset),
    id          String,
    session_id  String,
    user_id     Nullable(String),
    item_id     String,
    action      LowCardinality(String),
    event_time  DateTime64(3, 'UTC'),
    appended_at DateTime64(3, 'UTC'),
    INDEX by_session session_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(appended_at)
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 1000;

-- `score` is the probability of positive, `rungs` that of every rung that scored the text.
CREATE TABLE IF NOT EXISTS reviews
(
    partition   UInt16,
    offset      UInt64,
    generation  UInt32,
    row_version UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(generation), 48), offset),
    id          String,
    user_id     String,
    item_id     String,
    rating      Nullable(Float64),
    text        Nullable(String) CODEC(ZSTD(1)),
    deleted     Bool,
    label       LowCardinality(Nullable(String)),
    score       Nullable(Float64),
    rung        LowCardinality(Nullable(String)),
    rungs       Map(LowCardinality(String), Nullable(Float64)),
    event_time  DateTime64(3, 'UTC'),
    appended_at DateTime64(3, 'UTC'),
    INDEX by_id id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_item item_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(appended_at)
ORDER BY (partition, offset)
SETTINGS non_replicated_deduplication_window = 1000;

-- Beside each value stands the forecast that was made for it before it came: `predicted` with its interval by the rung
-- that answered, `rungs` by every rung. Plain texts: as dictionaries of each block, and within maps, they took a third of
-- what storing a reading costs.
CREATE TABLE IF NOT EXISTS readings
(
    series_id   String,
    event_time  DateTime64(3, 'UTC') CODEC(DoubleDelta, LZ4),
    partition   UInt16,
    offset      UInt64,
    generation  UInt32,
    row_version UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(generation), 48), offset),
    value       Float64,
    covariates  Map(String, Nullable(Float64)),
    predicted   Nullable(Float64),
    lower       Nullable(Float64),
    upper       Nullable(Float64),
    rung        Nullable(String),
    rungs       Map(String, Nullable(Float64)),
    appended_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(appended_at)
ORDER BY (series_id, event_time, partition, offset)
SETTINGS non_replicated_deduplication_window = 1000;

-- The original bytes of key and value in base64; headers as a JSON object of base64.
CREATE TABLE IF NOT EXISTS dead_letters
(
    stream      LowCardinality(String),
    topic       LowCardinality(String),
    partition   UInt16,
    offset      UInt64,
    generation  UInt32,
    row_version UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(generation), 48), offset),
    reason      LowCardinality(String),
    detail      String,
    key         Nullable(String) CODEC(ZSTD(1)),
    value       Nullable(String) CODEC(ZSTD(1)),
    headers     String CODEC(ZSTD(1)),
    appended_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(appended_at)
ORDER BY (stream, topic, partition, offset)
SETTINGS non_replicated_deduplication_window = 1000;

-- Test-then-train metrics of one model in one partition as they stood after `offset`.
CREATE TABLE IF NOT EXISTS scores
(
    stream      LowCardinality(String),
    partition   UInt16,
    model       LowCardinality(String),
    offset      UInt64,
    generation  UInt32,
    row_version UInt64 MATERIALIZED bitOr(bitShiftLeft(toUInt64(generation), 48), offset),
    metrics     Map(LowCardinality(String), Nullable(Float64)),
    appended_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(row_version)
PARTITION BY toYYYYMM(appended_at)
ORDER BY (stream, model, partition, offset)
SETTINGS non_replicated_deduplication_window = 1000;
