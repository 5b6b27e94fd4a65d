import type { BookFile } from './database.js';
import type { MatchSummary } from './record.js';

/**
 * What matches can be grouped by: what tells the groups apart, as SQL over a row of `summaries s`. What is added here is one
 * more choice of `stats --by`.
 */
export const GROUPINGS = {
  game: 's.game',
  opponent: 's.opponent_id',
  bot: `coalesce(s.bot, '')`,
  strategy: `s.strategy || coalesce('@' || nullif(s.strategy_version, ''), '')`,
  /** Of the day, on the computer's own clock: `00` to `23`. */
  hour: `strftime('%H', s.started_at / 1000.0, 'unixepoch', 'localtime')`,
} as const;

export type Grouping = keyof typeof GROUPINGS;

/** Which matches of a book are wanted; what is absent or null does not matter. */
export interface MatchFilter {
  readonly game?: string | null;
  /** Empty for those that have no name. */
  readonly bot?: string | null;
  /** An agent id, or any part of the name, in any case. */
  readonly opponent?: string | null;
  /** As `opponent`, or the beginning of a match id. */
  readonly find?: string | null;
  readonly outcome?: 'win' | 'loss' | 'draw' | null;
  /** A name, with parameters or without, or `name@` and the beginning of a version's digits. */
  readonly strategy?: string | null;
  /** Of the day, on the computer's own clock, in which it began. */
  readonly hour?: number | null;
  /** Epoch milliseconds: begun at or after, begun before. */
  readonly since?: number | null;
  readonly until?: number | null;
  /** The newest so many. */
  readonly limit?: number | null;
}

/** By a name without parameters (`?` is 63) all settings of them are meant. */
const STRATEGY = `(s.strategy = ?1 OR instr(s.strategy, ?1 || char(63)) = 1
  OR (length(?1) > length(s.strategy) + 1 AND instr(s.strategy || '@'
  || replace(s.strategy_version, 'sha256:', ''), replace(?1, 'sha256:', '')) = 1))`;

/** The rows of `summaries s` that a filter lets through, whatever its limit. */
export function whereOf(filter: MatchFilter): Where {
  const all: readonly (readonly [string, unknown])[] = [
    ['s.game = ?', filter.game],
    ["s.bot IS nullif(?, '')", filter.bot],
    ['(s.opponent_id = ?1 OR instr(lower(s.opponent_name), lower(?1)) > 0)', filter.opponent],
    [
      `(s.opponent_id = ?1 OR instr(lower(s.opponent_name), lower(?1)) > 0
        OR s.match IN (SELECT id FROM matches WHERE match_id >= ?1 AND match_id < ?1 || char(1114111)))`,
      filter.find,
    ],
    ['s.outcome = ?', filter.outcome],
    [STRATEGY, filter.strategy],
    [`${GROUPINGS.hour} = printf('%02d', ?)`, filter.hour],
    ['s.started_at >= ?', filter.since],
    ['s.started_at < ?', filter.until],
  ];
  const wanted = all.filter(([, value]) => value !== undefined && value !== null);
  // Numbered places keep the order of the values whatever is asked for.
  const conditions = wanted.map(([condition], index) => condition.replaceAll(/\?1?/g, `?${index + 1}`));
  return { sql: conditions.join(' AND ') || 'true', values: wanted.map(([, value]) => value) };
}

/** What the database adds up, each by its SQL over rows of `summaries s`. Amounts in lamports. */
const FIGURES = {
  matches: 'count(*)',
  netLamports: 'sum(s.net_lamports)',
  wageredLamports: 'sum(s.wager_lamports)',
  /** The wagers of what was won, and what was paid for them, where the arena's account of the money is right. */
  wonWagersLamports: 'sum(s.won_wager_lamports)',
  wonPayoutsLamports: 'sum(s.won_payout_lamports)',
  /** Matches about money that is not play money. */
  forMoney: 'sum(s.for_money)',
  fallbacks: 'sum(s.fallbacks)',
  timeouts: 'sum(s.timeouts)',
} as const;

/** What is counted in the letters of a course. */
const LETTERS = { wins: 'w', losses: 'l', draws: 'd' } as const;

type AddedUp = Readonly<Record<keyof typeof FIGURES, number>>;
type Figures = AddedUp & Readonly<Record<keyof typeof LETTERS, number>>;

const FIGURE_NAMES = [...Object.keys(FIGURES), ...Object.keys(LETTERS)] as (keyof Figures)[];

/** What matches add up to. */
export interface MatchSums extends Figures {
  readonly games: ReadonlySet<string>;
  /** How long each turn took to decide: whole microseconds, to three digits, with spaces between, in any order. */
  readonly decidedUs: string;
}

/** Matches that have something in common. */
export interface MatchGroup extends MatchSums, Pick<MatchCourse, 'outcomes' | 'startedAt'> {
  readonly key: string;
  /** Of its newest match: what a person calls the group by. */
  readonly newest: Pick<
    MatchSummary,
    'startedAt' | 'game' | 'bot' | 'opponentId' | 'opponentName' | 'strategy' | 'strategyVersion'
  >;
}

/** Matches one after the other, oldest first. */
export interface MatchCourse {
  /** A letter each: `w`on, `l`ost, `d`rawn, or `?` where the end is unknown. */
  readonly outcomes: string;
  readonly netsLamports: readonly number[];
  /** What the arena kept of each pot that was won, 0 for every other match; empty where nobody asked. */
  readonly feesLamports: readonly number[];
  /** Epoch milliseconds; empty where nobody asked. */
  readonly startedAt: readonly number[];
}

/** Which rows of `summaries s`: a condition in SQL, and the values of its numbered places. */
export interface Where {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const OUTCOME = `iif(s.settled, substr(s.outcome, 1, 1), '?')`;

/** @param withTimes whether it is wanted when each match began */
export function groupsIn(
  file: BookFile,
  { sql, values }: Where,
  by: Grouping,
  withTimes: boolean,
): MatchGroup[] {
  const figures = Object.entries(FIGURES).map(([name, figure]) => `${figure} AS ${name}`);
  const started = withTimes ? 'json_group_array(s.started_at ORDER BY s.match)' : `'[]'`;
  // What the newest match says is looked up afterwards: the fewer columns are sorted, the faster.
  const rows = file.all<GroupRow>(
    `SELECT sums.*, newest.started_at AS startedAt, newest.game, newest.bot, newest.opponent_id AS opponentId,
      newest.opponent_name AS opponentName, newest.strategy, newest.strategy_version AS strategyVersion
      FROM (SELECT ${GROUPINGS[by]} AS key, ${figures.join(', ')}, json_group_array(DISTINCT s.game) AS games,
        group_concat(${OUTCOME}, '' ORDER BY s.match) AS outcomes, group_concat(s.decided_us, ' ') AS decidedUs,
        ${started} AS started, max(s.match) AS last FROM summaries s WHERE ${sql} GROUP BY key) sums
      JOIN summaries newest ON newest.match = sums.last`,
    ...values,
  );
  return rows.map(({ key, games, outcomes, decidedUs, started, ...row }) => {
    const { startedAt, game, bot, opponentId, opponentName, strategy, strategyVersion } = row;
    const figures = { ...row, ...countsOf(outcomes) };
    return {
      ...figuresOf((name) => figures[name]),
      key,
      newest: { startedAt, game, bot, opponentId, opponentName, strategy, strategyVersion },
      games: new Set(JSON.parse(games) as string[]),
      outcomes,
      decidedUs: decidedUs ?? '',
      startedAt: JSON.parse(started) as number[],
    };
  });
}

type GroupRow = AddedUp &
  MatchGroup['newest'] & { readonly decidedUs: string | null } & Readonly<
    Record<'key' | 'games' | 'outcomes' | 'started', string>
  >;

/** What else is wanted of each match of a course. */
export interface CourseDetails {
  readonly times?: boolean;
  readonly fees?: boolean;
}

/** As long texts: so many rows would take many times as long. */
export function courseIn(
  file: BookFile,
  { sql, values }: Where,
  { times = false, fees = false }: CourseDetails,
): MatchCourse {
  const list = (column: string, isWanted: boolean) => (isWanted ? `json_group_array(${column})` : `'[]'`);
  const row = file.first<Readonly<Record<'outcomes' | 'nets' | 'fees' | 'started', string | null>>>(
    `SELECT group_concat(outcome, '') AS outcomes, json_group_array(net) AS nets,
      ${list('fee', fees)} AS fees, ${list('started', times)} AS started
      FROM (SELECT ${OUTCOME} AS outcome, s.net_lamports AS net, s.started_at AS started,
        iif(s.won_wager_lamports > 0, 2 * s.won_wager_lamports - s.won_payout_lamports, 0) AS fee
        FROM summaries s WHERE ${sql} ORDER BY s.match)`,
    ...values,
  );
  return {
    outcomes: row?.outcomes ?? '',
    netsLamports: JSON.parse(row?.nets ?? '[]') as number[],
    feesLamports: JSON.parse(row?.fees ?? '[]') as number[],
    startedAt: JSON.parse(row?.started ?? '[]') as number[],
  };
}

/** What all of them come to. */
export function sumOf(all: readonly MatchSums[]): MatchSums {
  return {
    ...figuresOf((name) => all.reduce((sum, one) => sum + one[name], 0)),
    games: new Set(all.flatMap(({ games }) => [...games])),
    decidedUs: all
      .map(({ decidedUs }) => decidedUs)
      .filter((text) => text !== '')
      .join(' '),
  };
}

function countsOf(outcomes: string): Record<keyof typeof LETTERS, number> {
  const counts: Record<string, number> = {};
  for (const letter of outcomes) counts[letter] = (counts[letter] ?? 0) + 1;
  const count = (name: keyof typeof LETTERS) => counts[LETTERS[name]] ?? 0;
  return { wins: count('wins'), losses: count('losses'), draws: count('draws') };
}

function figuresOf(figure: (name: keyof Figures) => number): Figures {
  return Object.fromEntries(FIGURE_NAMES.map((name) => [name, figure(name)])) as Figures;
}
