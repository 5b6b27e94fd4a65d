  -- A match is known by its arena, its id and the commitment: an arena that was restarted may use its ids again.
  CREATE TABLE matches_by_commitment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    match_id TEXT NOT NULL,
    account TEXT NOT NULL,
    arena TEXT NOT NULL,
    session_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('playing', 'ended')),
    game TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    opponent_id TEXT NOT NULL,
    opponent_name TEXT NOT NULL,
    side TEXT NOT NULL,
    wager_lamports INTEGER NOT NULL,
    sandbox INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    score_mine REAL NOT NULL,
    score_theirs REAL NOT NULL,
    payout_lamports INTEGER NOT NULL,
    fee_lamports INTEGER NOT NULL,
    net_lamports INTEGER NOT NULL,
    disputed TEXT,
    server_seed_hash TEXT NOT NULL,
    server_seed TEXT NOT NULL,
    fair INTEGER,
    commitment_over TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    fallbacks INTEGER NOT NULL,
    timeouts INTEGER NOT NULL,
    botpit_version TEXT NOT NULL,
    strategy TEXT NOT NULL,
    strategy_version TEXT,
    rounds TEXT NOT NULL,
    taunts TEXT NOT NULL,
    frames BLOB,
    -- What its owner said of it with `botpit settle`. It stays when the arena tells the end after all.
    operator_net_lamports INTEGER,
    UNIQUE (account, arena, match_id, server_seed_hash)
  ) STRICT;
  INSERT INTO matches_by_commitment SELECT *, NULL FROM matches;
  DROP TABLE matches;
  ALTER TABLE matches_by_commitment RENAME TO matches;
  CREATE INDEX matches_of_opponent ON matches (arena, game, opponent_id, id);
  CREATE INDEX matches_of_account ON matches (account, ended_at);
  CREATE INDEX matches_of_hash ON matches (server_seed_hash);
  CREATE INDEX matches_of_id ON matches (match_id);

  -- Its match: matches.id. The column match_id is only what the arena calls it.
  ALTER TABLE intents ADD COLUMN match INTEGER;
  UPDATE intents SET match = (
    SELECT m.id FROM matches m WHERE m.account = intents.account AND m.match_id = intents.match_id
  ) WHERE match_id IS NOT NULL;
  DROP INDEX intents_of_match;
  CREATE INDEX intents_of_match ON intents (match);
  -- Whose word closed it, and what its owner said, whatever the arena told afterwards.
  ALTER TABLE intents ADD COLUMN settled_by TEXT CHECK (settled_by IN ('arena', 'operator'));
  ALTER TABLE intents ADD COLUMN operator_net_lamports INTEGER;
  UPDATE intents SET settled_by = 'arena' WHERE state = 'settled';
