-- Which of these files were applied. Always run first; everything after it runs once.
CREATE TABLE IF NOT EXISTS migrations
(
    name       String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY name;
