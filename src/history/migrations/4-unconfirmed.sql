  ALTER TABLE matches ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE matches ADD COLUMN rounds_left_out INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE matches ADD COLUMN draws TEXT;
  -- A hash has one spelling.
  UPDATE OR IGNORE matches SET server_seed_hash = lower(server_seed_hash) WHERE server_seed_hash <> lower(server_seed_hash);
