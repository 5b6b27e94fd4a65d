  -- JSON: SessionLimits. Null for the sessions of earlier versions.
  ALTER TABLE sessions ADD COLUMN limits TEXT;
