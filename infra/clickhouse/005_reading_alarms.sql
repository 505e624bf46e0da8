-- How strange a reading was when it came, 0 to 1, and what it is a sign of; 0 and empty where it is like those before.
ALTER TABLE readings
    ADD COLUMN IF NOT EXISTS score Float64,
    ADD COLUMN IF NOT EXISTS alarm String;
