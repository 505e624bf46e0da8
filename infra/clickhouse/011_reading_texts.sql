-- Plain texts: as dictionaries of each block, and twice within maps, they took a third of what storing a reading costs.
ALTER TABLE readings
    MODIFY COLUMN covariates Map(String, Nullable(Float64)),
    MODIFY COLUMN rungs Map(String, Nullable(Float64)),
    MODIFY COLUMN rung Nullable(String),
    MODIFY COLUMN alarm String;
