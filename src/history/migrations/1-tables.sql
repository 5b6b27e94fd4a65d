  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    arena TEXT NOT NULL,
    strategy TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    -- Where an earlier session did not end by itself, this one goes on with it: its limits count from the start of that one.
    counted_from INTEGER NOT NULL,
    ended_at INTEGER,
    reason TEXT,
    exit_code INTEGER
  ) STRICT;
  CREATE INDEX sessions_of_account ON sessions (account, started_at);

  -- One row for each time that money (or a place in a free match) was committed to.
  CREATE TABLE intents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL,
    account TEXT NOT NULL,
    arena TEXT NOT NULL,
    entry TEXT NOT NULL,
    game TEXT NOT NULL,
    wager_lamports INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    match_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'void')),
    net_lamports INTEGER NOT NULL DEFAULT 0,
    closed_at INTEGER
  ) STRICT;
  CREATE INDEX intents_open ON intents (account) WHERE state = 'open';
  CREATE INDEX intents_settled ON intents (account, closed_at) WHERE state = 'settled';
  CREATE INDEX intents_of_match ON intents (match_id);

  CREATE TABLE matches (
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
    -- JSON: RoundRecord[] and TauntRecord[].
    rounds TEXT NOT NULL,
    taunts TEXT NOT NULL,
    -- Frame[] as JSON, deflated.
    frames BLOB,
    UNIQUE (account, match_id)
  ) STRICT;
  CREATE INDEX matches_of_opponent ON matches (arena, game, opponent_id, id);
  CREATE INDEX matches_of_account ON matches (account, ended_at);
  CREATE INDEX matches_of_hash ON matches (server_seed_hash);
  CREATE INDEX matches_of_id ON matches (match_id);

  -- A limit that has tripped. Until 'released_at' (by a person) or 'until' (a cool-down) nothing more is committed.
  CREATE TABLE latches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    limit_name TEXT NOT NULL,
    message TEXT NOT NULL,
    tripped_at INTEGER NOT NULL,
    until INTEGER,
    released_at INTEGER
  ) STRICT;
  CREATE INDEX latches_of_account ON latches (account, limit_name);
