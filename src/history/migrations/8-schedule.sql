  -- Until when a session waits for its hours of play; null where it does not.
  ALTER TABLE sessions ADD COLUMN rests_until INTEGER;
  -- Up to when the daily summary of an account has been told.
  CREATE TABLE days_told (
    account TEXT PRIMARY KEY,
    told_until INTEGER NOT NULL
  ) STRICT;
