import { useState } from 'preact/hooks';
import { Board } from '../../boards/index.js';
import type { Replay } from '../../replay.js';

/** A match to step through. */
export function Player({ match }: { readonly match: Replay }) {
  const [shown, show] = useState(match.rounds.length);
  return (
    <section>
      <h1>
        {match.mine.name} against {match.theirs.name}
      </h1>
      <Board match={match} shown={shown} />
      <button type="button" onClick={() => show(Math.max(0, shown - 1))}>
        Back
      </button>
      <button type="button" onClick={() => show(Math.min(match.rounds.length, shown + 1))}>
        Next
      </button>
    </section>
  );
}
