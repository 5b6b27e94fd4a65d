import { useRef, useState } from 'preact/hooks';
import { formatCount } from '../../../lib/wording.js';
import type { WatchMatch, WatchMatches, WatchMatchRow } from '../../watch/answers.js';
import { Find } from '../find.js';
import { durationText, placesIn, timeText } from '../format.js';
import { useKeys } from '../keys.js';
import { useAnswer } from '../load.js';
import { Name, Nothing, Outcome, Sol, Trouble } from '../parts.js';
import { ProvenPlayer } from '../replay/player.js';
import { go, hrefOf, type Route } from '../route.js';
import { type Filter, FilterBar, filterOf, isFiltered, searchOf } from './filter.js';
import { LongList } from './list.js';
import { useRows } from './rows.js';

interface Props {
  readonly route: Route;
  /** Grows as matches end. */
  readonly ended: number;
  readonly book: 'real' | 'practice';
}

const ROW_HEIGHT = 60;

/** Why? Every match: a list to find one in, and the one that is looked at. */
export function Matches({ route, ended, book }: Props) {
  const [place, key] = route.path;
  const filter = filterOf(route);
  const find = route.query.find ?? '';
  // Matches that end while the list is read are announced, and come when they are asked for.
  const [version, setVersion] = useState(ended);
  const { rows, count, problems, need } = useRows(filter, find, version);
  const isOne = place === 'match' && key !== undefined;
  const selected = isOne ? rows.findIndex((row) => row.key === key) : -1;
  const query = { ...filter, ...(find === '' ? {} : { find }) };
  const open = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row) go(['match', row.key], query);
    if (index > rows.length - 20) need(rows.length + 1);
  };
  const hrefTo = (index: number) => {
    const row = rows[index];
    return row ? hrefOf(['match', row.key], query) : null;
  };
  const input = useRef<HTMLInputElement>(null);
  useKeys([
    { keys: ['/'], does: 'finds matches', act: () => input.current?.focus() },
    { keys: ['j'], does: 'the next older match of the list', act: () => open(selected + 1) },
    { keys: ['k'], does: 'the next newer one', act: () => open(selected - 1) },
    { keys: ['Escape'], does: 'back to the list', act: () => go(['matches'], query) },
  ]);
  const places = placesIn(rows.slice(0, 200).flatMap(({ netLamports }) => netLamports));
  const fresh = ended - version;
  return (
    <div class={`matches ${isOne ? 'one' : ''}`}>
      <h1 class="unseen">Matches</h1>
      <section class="stack list" aria-label="Matches">
        <FilterBar
          filter={filter}
          path={['matches']}
          book={filter.book === 'practice' || filter.book === 'real' ? filter.book : book}
          otherBook={0}
        />
        <Find
          input={input}
          find={find}
          what="Find by opponent or match id"
          change={(text) => go(isOne ? route.path : ['matches'], { ...filter, find: text })}
        />
        {problems.map(({ message, hint }) => (
          <Trouble key={message} title={message}>
            {hint}
          </Trouble>
        ))}
        <p class="row small muted" aria-live="polite">
          {count === null ? 'Loading …' : `${formatCount(count)} ${count === 1 ? 'match' : 'matches'}`}
          {fresh > 0 ? (
            <button type="button" class="plain" onClick={() => setVersion(ended)}>
              {freshText(fresh)}
            </button>
          ) : null}
        </p>
        {count === 0 && problems.length === 0 ? (
          <Nothing
            title={
              find !== '' || isFiltered(filter)
                ? 'No match fits the filter.'
                : 'No match has been played yet.'
            }
            {...(find === '' && !isFiltered(filter) ? { type: 'botpit play rps --local --matches 10' } : {})}
          />
        ) : (
          <LongList
            label="Matches, the newest first"
            count={count ?? 0}
            rowHeight={ROW_HEIGHT}
            selected={selected < 0 ? null : selected}
            seen={(_, to) => need(to)}
            row={(index) => {
              const row = rows[index];
              return row ? (
                <Row
                  row={row}
                  places={places}
                  href={hrefOf(['match', row.key], query)}
                  isShown={index === selected}
                />
              ) : (
                <span class="match-row muted">…</span>
              );
            }}
          />
        )}
      </section>
      {isOne ? (
        <One
          key={key}
          matchKey={key}
          back={hrefOf(['matches'], query)}
          newer={selected > 0 ? hrefTo(selected - 1) : null}
          older={selected >= 0 ? hrefTo(selected + 1) : null}
        />
      ) : null}
    </div>
  );
}

/** How many of the newest the overview shows. */
const LATEST = 6;

/** The newest matches, for a start. What ends meanwhile is announced, and moves nothing. */
export function Latest({ filter, ended }: { readonly filter: Filter; readonly ended: number }) {
  const [version, setVersion] = useState(ended);
  const search = searchOf(filter, { count: String(LATEST) });
  const { value, problem } = useAnswer<WatchMatches>(`/api/matches${search}`, version);
  const fresh = ended - version;
  const places = placesIn(value?.matches.map(({ netLamports }) => netLamports) ?? []);
  return (
    <section aria-label="Latest matches">
      <div class="row head">
        <h2>Latest matches</h2>
        <span class="end small">
          {fresh > 0 ? (
            <button type="button" class="plain" onClick={() => setVersion(ended)}>
              {freshText(fresh)}
            </button>
          ) : null}
        </span>
      </div>
      {problem ? <Trouble title={problem.message}>{problem.hint}</Trouble> : null}
      {value === null || value.count === 0 ? null : (
        <div class="latest">
          <ol>
            {value.matches.map((row) => (
              <li key={row.key}>
                <Row row={row} places={places} href={hrefOf(['match', row.key], filter)} isShown={false} />
              </li>
            ))}
          </ol>
          <a class="all" href={hrefOf(['matches'], filter)}>
            {value.count > LATEST ? `All ${formatCount(value.count)} matches` : 'Find a match'}
          </a>
        </div>
      )}
    </section>
  );
}

function freshText(count: number): string {
  return count === 1 ? 'One more has ended: show it' : `${formatCount(count)} more have ended: show them`;
}

interface RowProps {
  readonly row: WatchMatchRow;
  readonly places: number;
  readonly href: string;
  readonly isShown: boolean;
}

export function Row({ row, places, href, isShown }: RowProps) {
  const { outcome, settled, state, opponentName, opponentId, game, bot, score, startedAt, durationMs } = row;
  const { netLamports, wagerLamports, playMoney, fallbacks, fair, strategy, strategyVersion } = row;
  const isOpen = !settled || state === 'playing';
  return (
    <a class="match-row" href={href} aria-current={isShown ? 'true' : undefined}>
      <span class="cell came">
        <Outcome of={isOpen ? 'open' : outcome} />
        <span class="unit">
          {score[0]}–{score[1]}
        </span>
      </span>
      <span class="cell whom">
        <Name of={opponentName === '' ? opponentId : opponentName} />
        <span class="unit">
          {game}
          {bot === null ? null : (
            <>
              {' · '}
              <Name of={bot} />
            </>
          )}
          {fallbacks > 0 ? (
            <span class="warn">
              {' '}
              · {fallbacks} fallback{fallbacks === 1 ? '' : 's'}
            </span>
          ) : null}
          {fair === false ? <span class="loss"> · not fair</span> : null}
        </span>
      </span>
      <span class="cell by">
        <Name of={strategy} />
        <span class="unit">{strategyVersion === null ? '' : <Name of={strategyVersion} />}</span>
      </span>
      <span class="cell what num">
        {wagerLamports === 0 ? (
          <span class="unit">practice</span>
        ) : isOpen ? (
          <span class="warn">
            <Sol lamports={wagerLamports} places={places} play={playMoney} />
          </span>
        ) : (
          <Sol lamports={netLamports} places={places} net play={playMoney} />
        )}
        <span class="unit">
          {timeText(startedAt)}
          {state === 'playing' ? ', playing' : `, ${durationText(durationMs)}`}
        </span>
      </span>
    </a>
  );
}

interface OneProps {
  readonly matchKey: string;
  readonly back: string;
  /** The matches beside it in the list; null where there is none. */
  readonly newer: string | null;
  readonly older: string | null;
}

/** One match, round by round. */
function One({ matchKey, back, newer, older }: OneProps) {
  const { value, problem } = useAnswer<WatchMatch>(`/api/match?key=${encodeURIComponent(matchKey)}`);
  return (
    <section class="stack replay" aria-label="Match">
      <p class="row">
        <a href={back}>All matches</a>
        {newer === null ? null : <a href={newer}>Newer</a>}
        {older === null ? null : <a href={older}>Older</a>}
        {value ? <code class="muted end">botpit show {value.replay.matchId}</code> : null}
      </p>
      {problem ? <Trouble title={problem.message}>{problem.hint}</Trouble> : null}
      {value?.disputed ? (
        <Trouble title={`The arena’s account of the money is wrong: ${value.disputed}.`} />
      ) : null}
      {value ? <ProvenPlayer match={value.replay} /> : null}
    </section>
  );
}
