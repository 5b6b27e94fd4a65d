  -- The name of the bot, where a profile gave it one, and its account as the arena knows it.
  ALTER TABLE sessions ADD COLUMN bot TEXT;
  ALTER TABLE sessions ADD COLUMN agent_id TEXT;
  ALTER TABLE sessions ADD COLUMN agent_name TEXT;
  ALTER TABLE matches ADD COLUMN bot TEXT;
