import { useEffect, useRef, useState } from 'preact/hooks';
import { formatCount } from '../../../lib/wording.js';
import type { WatchGrouping, WatchSummary } from '../../watch/answers.js';
import { durationText, percentText, placesIn } from '../format.js';
import { useAnswer, useSlowly } from '../load.js';
import { Nothing, Sol, Trouble } from '../parts.js';
import { go } from '../route.js';
import { Chart } from './chart.js';
import { type Filter, FilterBar, isFiltered, searchOf } from './filter.js';
import { Groups, Hours, Rate } from './groups.js';

const GROUPINGS: readonly (readonly [WatchGrouping, string])[] = [
  ['game', 'Games'],
  ['opponent', 'Opponents'],
  ['strategy', 'Strategies'],
  ['bot', 'Bots'],
];

/** The sums of a large book take a while, in which the server does nothing else: they may take a tenth of its time. */
const EVERY_MS = 3_000;
const TIMES_LONGER = 10;

interface Props {
  readonly filter: Filter;
  /** Another one says that the books have grown. */
  readonly version: number;
}

/** How did it go? What has been won and lost, and by what. */
export function Summary({ filter, version }: Props) {
  const [everyMs, setEveryMs] = useState(EVERY_MS);
  const slow = useSlowly(version, everyMs);
  const { value, problem, tookMs } = useAnswer<WatchSummary>(`/api/summary${searchOf(filter)}`, slow);
  useEffect(() => setEveryMs(Math.max(EVERY_MS, TIMES_LONGER * tookMs)), [tookMs]);
  return (
    <section aria-label="How did it go?" class="stack">
      <h2>How did it go?</h2>
      {value ? (
        <FilterBar filter={filter} path={[]} book={value.book} otherBook={value.otherBook} />
      ) : (
        <div class="filter" />
      )}
      {problem ? <Trouble title={problem.message}>{problem.hint}</Trouble> : null}
      {value ? (
        <Sums summary={value} filter={filter} />
      ) : problem ? null : (
        <p class="card space muted">Adding up …</p>
      )}
    </section>
  );
}

function Sums({ summary, filter }: { readonly summary: WatchSummary; readonly filter: Filter }) {
  const { all, profit, groups, groupCounts, play, book, problems } = summary;
  const choose = (since: number, until: number) =>
    go([], { ...filter, since: new Date(since).toISOString(), until: new Date(until).toISOString() });
  const known = useRef(new Map<string, readonly string[]>());
  // Others than those that were looked at: a new order is expected.
  const asked = searchOf(filter);
  useEffect(() => () => known.current.clear(), [asked]);
  return (
    <>
      {problems.map(({ message, hint }) => (
        <Trouble key={message} title={message}>
          {hint}
        </Trouble>
      ))}
      {all.matches === 0 ? (
        <Nothing
          title={
            isFiltered(filter) || filter.since
              ? 'No match fits the filter.'
              : book === 'real'
                ? 'Nothing has been played for money yet.'
                : 'No practice match has been played yet.'
          }
          type={
            book === 'real'
              ? 'botpit play rps --wager 0.01 --max-loss 0.05 --strategy ./my.ts'
              : 'botpit play rps --local --strategy ./my.ts --matches 100'
          }
        />
      ) : (
        <>
          <div class="card stack">
            <Facts summary={summary} />
            {all.netPerWager === null ? null : <Chart profit={profit} play={play} choose={choose} />}
          </div>
          <div class="groups">
            {GROUPINGS.map(([by, title]) =>
              groups[by].length < 2 && by === 'bot' && filter.bot === undefined ? null : (
                <Groups
                  key={by}
                  by={by}
                  title={title}
                  groups={inKnownOrder(known.current, by, groups[by])}
                  count={groupCounts[by]}
                  filter={filter}
                  play={play}
                />
              ),
            )}
            <Hours groups={groups.hour} filter={filter} play={play} />
          </div>
        </>
      )}
    </>
  );
}

/** As they stood when they were first shown: what is being read does not move because a match has ended. */
function inKnownOrder<Group extends { readonly key: string }>(
  known: Map<string, readonly string[]>,
  by: string,
  groups: readonly Group[],
): readonly Group[] {
  const order = known.get(by) ?? [];
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const sorted = [...groups].sort((a, b) => place(a.key) - place(b.key));
  known.set(
    by,
    sorted.map(({ key }) => key),
  );
  return sorted;
}

/** What all of them come to. */
function Facts({ summary: { all, play } }: { readonly summary: WatchSummary }) {
  const { matches, wins, losses, draws, unsettled, netLamports, feesLamports, feeRate, netPerWager } = all;
  const { longestWins, longestLosses, streak, fallbacks, timeouts } = all;
  const { decideP50Ms, decideP99Ms, decideMaxMs } = all;
  const places = placesIn([netLamports, feesLamports]);
  return (
    <dl class="facts night">
      <div class="first">
        <dt>net</dt>
        <dd class="huge">
          <Sol lamports={netLamports} places={places} net play={play} />
        </dd>
        <dd class="small muted">
          {netPerWager === null
            ? 'nothing was wagered'
            : `${netPerWager > 0 ? '+' : ''}${percentText(netPerWager, 2)} of what was wagered`}
          {unsettled > 0 && netPerWager !== null
            ? `; ${unsettled === 1 ? 'one open wager counts' : `${unsettled} open wagers count`} as lost until the result is known`
            : ''}
        </dd>
      </div>
      <div>
        <dt>matches</dt>
        <dd class="large">{formatCount(matches)}</dd>
        <dd class="small muted">
          {formatCount(wins)} won, {formatCount(losses)} lost
          {draws > 0 ? `, ${formatCount(draws)} drawn` : ''}
          {unsettled > 0 ? `, ${unsettled} open` : ''}
        </dd>
      </div>
      <div>
        <dt>win rate</dt>
        <dd>
          <Rate group={all} large />
        </dd>
        <dd class="small muted">{verdictOf(all)}</dd>
      </div>
      <div>
        <dt>fees</dt>
        <dd class="large">
          <Sol lamports={feesLamports} places={places} play={play} />
        </dd>
        <dd class="small muted">
          {feeRate === null ? 'not known before a pot is won' : `${percentText(feeRate, 2)} of the pots won`}
        </dd>
      </div>
      <div>
        <dt>streaks</dt>
        <dd class="large">
          {longestWins} <span class="unit">won</span> {longestLosses} <span class="unit">lost in a row</span>
        </dd>
        <dd class="small muted">
          {streak ? `now ${streak.length} ${streak.outcome === 'win' ? 'won' : 'lost'}` : 'none now'}
        </dd>
      </div>
      <div>
        <dt>fallback moves</dt>
        <dd class={`large ${fallbacks > 0 ? 'warn' : ''}`}>{formatCount(fallbacks)}</dd>
        <dd class="small muted">
          {timeouts === 0 ? 'none out of time' : `${formatCount(timeouts)} out of time`}
        </dd>
      </div>
      <div>
        <dt>decision time, median</dt>
        <dd class="large">{decideP50Ms === null ? '–' : durationText(decideP50Ms)}</dd>
        <dd class="small muted">
          {decideP99Ms === null || decideMaxMs === null
            ? 'no turn was decided'
            : `99 % ${durationText(decideP99Ms)}, slowest ${durationText(decideMaxMs)}`}
        </dd>
      </div>
    </dl>
  );
}

function verdictOf({ standpoint, pureChance, breakEven }: WatchSummary['all']): string {
  if (breakEven === null) return 'break-even is not known before a pot is won';
  if (pureChance) return 'pure chance: the fee makes it a loss in the long run';
  const at = percentText(breakEven, 2);
  if (standpoint === 'above') return `above break-even, ${at}, beyond doubt`;
  if (standpoint === 'below') return `below break-even, ${at}, beyond doubt`;
  return `cannot tell yet: break-even, ${at}, is within its range`;
}
