-- What administrators had done, for whoever has to prove it. Kept for ever; names nobody but the key that asked.
CREATE TABLE IF NOT EXISTS audit
(
    at         DateTime64(3, 'UTC'),
    action     LowCardinality(String),
    subject    String COMMENT 'SHA-256 of the user id, hexadecimal',
    asked_by   LowCardinality(String) COMMENT 'name of the key; empty where there are none',
    request_id String,
    details    String COMMENT 'JSON object of numbers'
)
ENGINE = ReplacingMergeTree
ORDER BY (at, action, subject, request_id);
