import type { ArenaHere, MatchRow } from '../../arena/answers.js';
import { gameName } from '../../boards/read.js';
import { placesFor, timeText } from '../format.js';
import { useAnswer } from '../load.js';
import { Name, Nothing, Sol, Trouble } from '../parts.js';
import { ProvenPlayer } from '../replay/player.js';
import { hrefOf } from '../route.js';
import { useMatch } from './live.js';

/** Matches, one a line, each a link to its replay. */
export function MatchList({ rows, label }: { readonly rows: readonly MatchRow[]; readonly label: string }) {
  const places = placesFor(rows.map(({ wagerLamports }) => wagerLamports));
  return (
    <ol class="match-list" aria-label={label}>
      {rows.map((row) => (
        <li key={row.matchId}>
          <a href={hrefOf(['match', row.matchId])}>
            <Side row={row} side="a" />
            <span class="score">
              {row.score[0]}–{row.score[1]}
            </span>
            <Side row={row} side="b" />
            <span class="unit what">
              {gameName(row.game)}
              {row.wagerLamports > 0 ? (
                <>
                  {' for '}
                  <Sol lamports={row.wagerLamports} places={places} play />
                </>
              ) : null}
              {why(row)}
            </span>
            <span class="unit num">{timeText(row.end?.endedAt ?? row.startedAt)}</span>
          </a>
        </li>
      ))}
    </ol>
  );
}

function Side({ row, side }: { readonly row: MatchRow; readonly side: 'a' | 'b' }) {
  const winner = row.end?.winner;
  const isWinner = winner === side;
  return (
    <span class={`side-of ${side}${isWinner ? ' won' : ''}`}>
      {isWinner ? <span class="unseen">won: </span> : null}
      <Name of={row[side].name} />
    </span>
  );
}

function why({ end }: MatchRow): string {
  if (end === null) return '';
  if (end.termination === 'resign') return ', resigned';
  if (end.termination === 'timeout') return ', too late';
  return end.winner === null ? ', a draw' : '';
}

/** All matches that are kept. */
export function Recent({ version }: { readonly version: number }) {
  const { value, problem } = useAnswer<readonly MatchRow[]>('/api/recent', Math.floor(version / 10));
  return (
    <section class="stack" aria-label="Recent matches">
      <h1>Recent matches</h1>
      <p class="muted">Those that the arena still has, newest first. Each can be played again and checked.</p>
      {problem ? <Trouble title={problem.message}>{problem.hint}</Trouble> : null}
      {value && value.length > 0 ? (
        <div class="card">
          <MatchList rows={value} label="Recent matches" />
        </div>
      ) : value ? (
        <Nothing title="No match is over yet." />
      ) : null}
    </section>
  );
}

/** One match: under way, or as a replay with its proof. */
export function OneMatch({ id }: { readonly id: string }) {
  const { match, problem } = useMatch(id);
  return (
    <section class="stack replay" aria-label="Match">
      {match ? null : <h1 class="unseen">A match</h1>}
      <p>
        <a href={hrefOf([])}>← The arena</a>
      </p>
      {problem ? <Trouble title={problem.message}>{problem.hint}</Trouble> : null}
      {match ? <ProvenPlayer match={match} /> : null}
      {match && match.end === null && !problem ? (
        <p class="muted">
          Under way. A round shows up here once both sides have been told its result; the seed is revealed at
          the end.
        </p>
      ) : null}
    </section>
  );
}

const STATES = { playing: 'playing', waiting: 'waiting', idle: 'here' } as const;

/** Who is here. */
export function Here({ here }: { readonly here: ArenaHere }) {
  const { agents, connected } = here;
  return (
    <ul class="here" aria-label="Who is here">
      {agents.map(({ id, name, state, game }) => (
        <li key={id} class={`who ${state}`}>
          <span class="dot" aria-hidden="true" />
          <Name of={name} />
          <span class="unit">{game === null ? STATES[state] : `${STATES[state]}: ${gameName(game)}`}</span>
        </li>
      ))}
      {connected > agents.length ? <li class="who muted">and {connected - agents.length} more</li> : null}
    </ul>
  );
}
