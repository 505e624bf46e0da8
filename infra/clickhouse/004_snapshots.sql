-- The state of every partition. A snapshot is a manifest (JSON) that names chunks by the SHA-256 of their bytes. Each
-- (stream, topic, partition) owns its chunks, so that dropping those of one never touches another's. What is dropped is
-- masked at once and leaves the disk with the next merge. Not partitioned: a deletion visits every part of the table, and
-- parts of different partitions never merge.

-- The row written last stays: weights may change at an offset that already has a snapshot.
CREATE TABLE IF NOT EXISTS snapshots
(
    stream     LowCardinality(String),
    topic      LowCardinality(String),
    partition  UInt16,
    generation UInt32,
    offset     UInt64,
    created_at DateTime64(3, 'UTC'),
    manifest   String CODEC(ZSTD(1)),
    checksum   String COMMENT 'SHA-256 of manifest, hexadecimal'
)
ENGINE = ReplacingMergeTree
ORDER BY (stream, topic, partition, generation, offset);

-- `data` is base64, which travels as JSON; ZSTD takes back what that adds.
CREATE TABLE IF NOT EXISTS snapshot_chunks
(
    stream     LowCardinality(String),
    topic      LowCardinality(String),
    partition  UInt16,
    hash       String,
    size       UInt32,
    written_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
    data       String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(written_at)
ORDER BY (stream, topic, partition, hash)
SETTINGS index_granularity_bytes = 1048576, exclude_deleted_rows_for_part_size_in_merge = 1;

-- Raised by a reset by hand; snapshots of an older generation are never read again.
CREATE TABLE IF NOT EXISTS generations
(
    stream     LowCardinality(String),
    generation UInt32,
    raised_at  DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(generation)
ORDER BY stream;
