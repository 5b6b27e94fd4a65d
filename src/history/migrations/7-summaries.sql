  -- What `stats` adds up of a match, in a row of its own: those of `matches` are long, as they hold rounds and frames.
  -- A column that is added stands at the end of both, since rows are copied by the order of their columns.
  CREATE VIEW match_summaries AS
    SELECT id AS match, started_at, game, opponent_id, opponent_name, strategy, strategy_version, outcome, settled,
      wager_lamports, net_lamports,
      -- Of what was won for a wager, where the arena's account of the money is right.
      iif(settled AND outcome = 'win' AND disputed IS NULL, wager_lamports, 0) AS won_wager_lamports,
      iif(settled AND outcome = 'win' AND disputed IS NULL AND wager_lamports > 0, payout_lamports, 0) AS won_payout_lamports,
      -- Not for play money.
      wager_lamports > 0 AND NOT sandbox AND arena <> 'local' AS for_money,
      fallbacks, timeouts,
      -- How long each turn took to decide, in microseconds to three digits. After a refusal nothing was decided.
      (SELECT group_concat(CAST(CAST(printf('%.2e', 1000 * (value ->> 'decideMs')) AS REAL) AS INTEGER), ' ')
        FROM json_each(iif(json_valid(rounds), rounds, '[]')) WHERE value ->> 'source' IS NOT NULL AND value ->> 'decideMs' IS NOT NULL
        AND value ->> 'reason' IS NOT 'refused') AS decided_us,
      bot
    FROM matches;
  CREATE TABLE summaries (
    match INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    game TEXT NOT NULL,
    opponent_id TEXT NOT NULL,
    opponent_name TEXT NOT NULL,
    strategy TEXT NOT NULL,
    strategy_version TEXT,
    outcome TEXT NOT NULL,
    settled INTEGER NOT NULL,
    wager_lamports INTEGER NOT NULL,
    net_lamports INTEGER NOT NULL,
    won_wager_lamports INTEGER NOT NULL,
    won_payout_lamports INTEGER NOT NULL,
    for_money INTEGER NOT NULL,
    fallbacks INTEGER NOT NULL,
    timeouts INTEGER NOT NULL,
    decided_us TEXT,
    bot TEXT
  ) STRICT;
  INSERT INTO summaries SELECT * FROM match_summaries;
  CREATE TRIGGER match_written AFTER INSERT ON matches BEGIN
    INSERT INTO summaries SELECT * FROM match_summaries WHERE match = NEW.id;
  END;
  -- Not REPLACE: an upsert has its triggers fail where a row is there.
  CREATE TRIGGER match_changed AFTER UPDATE ON matches BEGIN
    DELETE FROM summaries WHERE match = NEW.id;
    INSERT INTO summaries SELECT * FROM match_summaries WHERE match = NEW.id;
  END;
  CREATE TRIGGER match_deleted AFTER DELETE ON matches BEGIN
    DELETE FROM summaries WHERE match = OLD.id;
  END;

  -- What a session asks when it starts must not look at every match.
  CREATE INDEX matches_weakly_proven ON matches (arena) WHERE draws IS NOT NULL AND commitment_over = 'bytes';
