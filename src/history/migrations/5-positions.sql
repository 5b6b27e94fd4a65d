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
