import { useRef } from 'preact/hooks';
import { GAME_IDS, isGameId } from '../../../games/index.js';
import type { ArenaStandings } from '../../arena/answers.js';
import { gameName } from '../../boards/read.js';
import { Find } from '../find.js';
import { useKeys } from '../keys.js';
import { useAnswer } from '../load.js';
import { Trouble } from '../parts.js';
import { go, hrefOf } from '../route.js';
import type { Arena } from './live.js';
import { Standings } from './standings.js';

const POLL_MS = 3_000;

interface Props {
  readonly arena: Arena;
  /** Null, and whatever is not a game, stand for all together. */
  readonly game: string | undefined;
  /** Only those whose name has it in it. */
  readonly find: string;
}

export function AllStandings({ arena, game, find }: Props) {
  const chosen = isGameId(game) ? game : null;
  const input = useRef<HTMLInputElement>(null);
  useKeys([{ keys: ['/'], does: 'finds a bot', act: () => input.current?.focus() }]);
  const version = Math.floor(Date.now() / POLL_MS);
  return (
    <section class="stack" aria-label="Standings">
      <h1>Standings</h1>
      <GameChoice game={chosen} />
      <Find
        input={input}
        find={find}
        what="Find a bot"
        change={(text) => go(['standings'], { game: chosen ?? '', find: text })}
      />
      {chosen === null ? (
        arena.standings ? (
          <StandingsCard standings={arena.standings} find={find} />
        ) : null
      ) : (
        <OfGame key={chosen} game={chosen} version={version} find={find} />
      )}
    </section>
  );
}

/** Asked again as the page hears from the arena, at most every few seconds. */
function OfGame({
  game,
  version,
  find,
}: {
  readonly game: string;
  readonly version: number;
  readonly find: string;
}) {
  const { value, problem } = useAnswer<ArenaStandings>(`/api/standings?game=${game}`, version);
  if (problem) return <Trouble title={problem.message}>{problem.hint}</Trouble>;
  return value ? <StandingsCard standings={value} find={find} /> : null;
}

function StandingsCard({ standings, find }: { readonly standings: ArenaStandings; readonly find: string }) {
  return (
    <>
      <div class="card">
        <Standings standings={standings} find={find} />
      </div>
      {standings.rows.length > 0 ? <StandingsNotes standings={standings} /> : null}
    </>
  );
}

/** Which games standings are of. */
function GameChoice({ game }: { readonly game: string | null }) {
  return (
    <nav class="row games" aria-label="Games">
      {[null, ...GAME_IDS].map((id) => (
        <a
          key={id}
          class="game-link"
          href={hrefOf(['standings'], { game: id ?? '' })}
          aria-current={id === game ? 'page' : undefined}
        >
          {id === null ? 'All games' : gameName(id)}
        </a>
      ))}
    </nav>
  );
}

function StandingsNotes({ standings: { rows, isCut } }: { readonly standings: ArenaStandings }) {
  const groups = new Set(rows.map(({ group }) => group)).size;
  return (
    <div class="small muted stack">
      <p>
        The point is the rating of a bot by its matches so far: 100 more win 64 of 100 matches. The bar is the
        95 % interval of the rating: bots whose bars overlap can hardly be told apart yet.
      </p>
      {groups > 1 ? (
        <p>
          A thicker line stands between groups that have never met: points on both sides of it cannot be
          compared.
        </p>
      ) : null}
      {isCut ? <p>Only the first {rows.length} are shown.</p> : null}
    </div>
  );
}
