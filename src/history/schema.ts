/** The columns of a match, as the first and the third step write them. */
const MATCH_COLUMNS = `id INTEGER PRIMARY KEY AUTOINCREMENT,
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
    strategy_version TEXT,`;

const MATCH_INDEXES = `CREATE INDEX matches_of_opponent ON matches (arena, game, opponent_id, id);
  CREATE INDEX matches_of_account ON matches (account, ended_at);
  CREATE INDEX matches_of_hash ON matches (server_seed_hash);
  CREATE INDEX matches_of_id ON matches (match_id);`;

/**
 * The tables, as the steps that lead to them: the database's `user_version` says how many of them have been taken. A
 * step that has been published is never changed.
 */
export const MIGRATIONS: readonly string[] = [
  `
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
    ${MATCH_COLUMNS}
    -- JSON: RoundRecord[] and TauntRecord[].
    rounds TEXT NOT NULL,
    taunts TEXT NOT NULL,
    -- Frame[] as JSON, deflated.
    frames BLOB,
    UNIQUE (account, match_id)
  ) STRICT;
  ${MATCH_INDEXES}

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
  `,
  `
  -- JSON: SessionLimits. Null for the sessions of earlier versions.
  ALTER TABLE sessions ADD COLUMN limits TEXT;
  `,
  `
  -- A match is known by its arena, its id and the commitment: an arena that was restarted may use its ids again.
  CREATE TABLE matches_by_commitment (
    ${MATCH_COLUMNS}
    rounds TEXT NOT NULL,
    taunts TEXT NOT NULL,
    frames BLOB,
    -- What its owner said of it with \`botpit settle\`. It stays when the arena tells the end after all.
    operator_net_lamports INTEGER,
    UNIQUE (account, arena, match_id, server_seed_hash)
  ) STRICT;
  INSERT INTO matches_by_commitment SELECT *, NULL FROM matches;
  DROP TABLE matches;
  ALTER TABLE matches_by_commitment RENAME TO matches;
  ${MATCH_INDEXES}

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
  `,
  `
  ALTER TABLE matches ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE matches ADD COLUMN rounds_left_out INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE matches ADD COLUMN draws TEXT;
  -- A hash has one spelling.
  UPDATE OR IGNORE matches SET server_seed_hash = lower(server_seed_hash) WHERE server_seed_hash <> lower(server_seed_hash);
  `,
  `
  -- The order of all that happens to intents: a new position when one is written, and when its state changes. What
  -- belongs to a session, or was released, is found by positions; the clock may have been set back.
  ALTER TABLE intents ADD COLUMN position INTEGER;
  UPDATE intents SET position = id;
  CREATE UNIQUE INDEX intents_position ON intents (position);
  CREATE TRIGGER intents_written AFTER INSERT ON intents BEGIN
    UPDATE intents SET position = (SELECT coalesce(max(position), 0) + 1 FROM intents) WHERE id = NEW.id;
  END;
  CREATE TRIGGER intents_changed AFTER UPDATE OF state ON intents WHEN NEW.state <> OLD.state BEGIN
    UPDATE intents SET position = (SELECT max(position) + 1 FROM intents) WHERE id = NEW.id;
  END;
  DROP INDEX intents_settled;
  CREATE INDEX intents_closed ON intents (closed_at) WHERE state = 'settled';

  -- The positions after which the limits of a session count, in place of a time: of its account, and of all accounts of
  -- the folder together.
  ALTER TABLE sessions ADD COLUMN counted_after INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN folder_counted_after INTEGER NOT NULL DEFAULT 0;
  UPDATE sessions SET counted_after = coalesce(
    (SELECT min(position) - 1 FROM intents i WHERE i.account = sessions.account
      AND (coalesce(closed_at, created_at) >= sessions.counted_from OR i.session_id = sessions.id)),
    (SELECT max(position) FROM intents),
    0
  );
  UPDATE sessions SET folder_counted_after = counted_after;
  ALTER TABLE sessions DROP COLUMN counted_from;

  -- 'released_at' is set when a cool-down is over, too. What happened up to 'released_position' does not count any more.
  ALTER TABLE latches ADD COLUMN released_position INTEGER;
  UPDATE latches SET released_at = until
    WHERE released_at IS NULL AND until <= CAST(strftime('%s', 'now') AS INTEGER) * 1000;
  UPDATE latches SET released_position = coalesce(
    (SELECT min(position) - 1 FROM intents i WHERE i.account = latches.account
      AND coalesce(closed_at, created_at) >= latches.released_at),
    (SELECT max(position) FROM intents),
    0
  ) WHERE released_at IS NOT NULL;
  `,
];
