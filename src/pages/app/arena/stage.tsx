import { useEffect, useState } from 'preact/hooks';
import { ROUND_MS } from '../../arena/stage.js';
import { Board } from '../../boards/index.js';
import { gameName } from '../../boards/read.js';
import type { Replay } from '../../replay.js';
import { Name, Outcome } from '../parts.js';
import { hrefOf } from '../route.js';

interface Props {
  readonly matches: readonly (Replay | null)[];
  readonly isPaused: boolean;
}

/** The boards that everybody sees. */
export function Stage({ matches, isPaused }: Props) {
  const shown = matches.flatMap((match, place) => (match ? [{ match, place }] : []));
  return (
    <div class={`stage of-${Math.min(4, shown.length)}`}>
      {shown.map(({ match, place }) => (
        <Played key={`${place} ${match.matchId}`} match={match} isPaused={isPaused} />
      ))}
    </div>
  );
}

/** A match round by round, at the pace of a person. */
function Played({ match, isPaused }: { readonly match: Replay; readonly isPaused: boolean }) {
  const { rounds, end, game, matchId } = match;
  const [shown, show] = useState(end ? 0 : rounds.length);
  const isBehind = shown < rounds.length;
  useEffect(() => {
    if (!isBehind || isPaused) return;
    const timer = setTimeout(() => show(shown + 1), ROUND_MS);
    return () => clearTimeout(timer);
  }, [shown, isBehind, isPaused]);
  const isOver = end !== null && !isBehind;
  return (
    <article class={`played${isOver ? ' over' : ''}`}>
      <a class="board-link board-view" href={hrefOf(['match', matchId])} title="Look at this match">
        <Board match={match} shown={shown} />
      </a>
      <p class="row legend">
        <strong>{gameName(game)}</strong>
        <Ending match={match} isOver={isOver} />
      </p>
    </article>
  );
}

function Ending({ match: { end, mine, theirs, rounds }, isOver }: { match: Replay; isOver: boolean }) {
  if (!isOver || !end)
    return (
      <span class="muted end">{end ? 'just played' : rounds.length === 0 ? 'begins' : 'under way'}</span>
    );
  if (end.outcome === 'draw')
    return (
      <span class="end">
        <Outcome of="draw" />
      </span>
    );
  const isMine = end.outcome === 'win';
  return (
    <span class="end winner">
      <span class={`side ${isMine ? 'mine' : 'theirs'}`} aria-hidden="true" />
      <Name of={(isMine ? mine : theirs).name} /> wins
    </span>
  );
}
