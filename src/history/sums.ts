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
} as const;

export type Grouping = keyof typeof GROUPINGS;

/** What the database adds up, each by its SQL over rows of `summaries s`. Amounts in lamports. */
const FIGURES = {
  matches: 'count(*)',
  wins: `sum(s.settled AND s.outcome = 'win')`,
  losses: `sum(s.settled AND s.outcome = 'loss')`,
  draws: `sum(s.settled AND s.outcome = 'draw')`,
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

const FIGURE_NAMES = Object.keys(FIGURES) as (keyof typeof FIGURES)[];

type Figures = Readonly<Record<keyof typeof FIGURES, number>>;

/** What matches add up to. */
export interface MatchSums extends Figures {
  readonly games: ReadonlySet<string>;
}

/** Matches that have something in common. */
export interface MatchGroup extends MatchSums {
  readonly key: string;
  /** Of its newest match: what a person calls the group by. */
  readonly newest: Pick<
    MatchSummary,
    'startedAt' | 'game' | 'bot' | 'opponentId' | 'opponentName' | 'strategy' | 'strategyVersion'
  >;
}

/** A match among others, for what depends on their order. */
export interface MatchStep {
  /** Of its group. */
  readonly key: string;
  /** Null where its end is unknown. */
  readonly outcome: 'win' | 'loss' | 'draw' | null;
  readonly netLamports: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** How long its turns took to decide: whole microseconds, to three digits, with spaces between. */
  readonly decidedUs: string;
}

/** Which rows of `summaries s`: a condition in SQL, and the values of its numbered places. */
export interface Where {
  readonly sql: string;
  readonly values: readonly unknown[];
}

export function groupsIn(file: BookFile, { sql, values }: Where, by: Grouping): MatchGroup[] {
  const figures = FIGURE_NAMES.map((name) => `${FIGURES[name]} AS ${name}`);
  // What the newest match says is looked up afterwards: the fewer columns are sorted, the faster.
  const rows = file.all<Figures & MatchGroup['newest'] & { readonly key: string; readonly games: string }>(
    `SELECT sums.*, newest.started_at AS startedAt, newest.game, newest.bot, newest.opponent_id AS opponentId,
      newest.opponent_name AS opponentName, newest.strategy, newest.strategy_version AS strategyVersion
      FROM (SELECT ${GROUPINGS[by]} AS key, ${figures.join(', ')}, json_group_array(DISTINCT s.game) AS games,
        max(s.match) AS last FROM summaries s WHERE ${sql} GROUP BY key) sums
      JOIN summaries newest ON newest.match = sums.last`,
    ...values,
  );
  return rows.map(({ key, games, ...row }) => {
    const { startedAt, game, bot, opponentId, opponentName, strategy, strategyVersion } = row;
    return {
      ...figuresOf((name) => row[name]),
      key,
      newest: { startedAt, game, bot, opponentId, opponentName, strategy, strategyVersion },
      games: new Set(JSON.parse(games) as string[]),
    };
  });
}

/** Read together: as rows of their own they would take many times as long, and all at once much memory. */
const PAGE = 2_000;

/** Oldest first. */
export function* stepsIn(file: BookFile, { sql, values }: Where, by: Grouping): Generator<MatchStep, void> {
  const [after, limit] = [values.length + 1, values.length + 2];
  const page = `SELECT max(match) AS last, json_group_array(key) AS keys, json_group_array(outcome) AS outcomes,
    json_group_array(net) AS nets, json_group_array(started) AS started, json_group_array(decided) AS decided
    FROM (SELECT s.match, ${GROUPINGS[by]} AS key, iif(s.settled, s.outcome, NULL) AS outcome, s.net_lamports AS net,
      s.started_at AS started, coalesce(s.decided_us, '') AS decided
      FROM summaries s WHERE ${sql} AND s.match > ?${after} ORDER BY s.match LIMIT ?${limit})`;
  let last: number | null = 0;
  while (last !== null) {
    const row: Page | undefined = file.first<Page>(page, ...values, last, PAGE);
    if (!row) return;
    const list = <Value>(column: Exclude<keyof Page, 'last'>) => JSON.parse(row[column]) as Value[];
    const outcomes = list<MatchStep['outcome']>('outcomes');
    const [nets, started, decided] = [list<number>('nets'), list<number>('started'), list<string>('decided')];
    for (const [i, key] of list<string>('keys').entries()) {
      const [netLamports = 0, startedAt = 0, decidedUs = ''] = [nets[i], started[i], decided[i]];
      yield { key, outcome: outcomes[i] ?? null, netLamports, startedAt, decidedUs };
    }
    last = row.last;
  }
}

type Page = { readonly last: number | null } & Readonly<
  Record<'keys' | 'outcomes' | 'nets' | 'started' | 'decided', string>
>;

/** What all of them come to. */
export function sumOf(all: readonly MatchSums[]): MatchSums {
  return {
    ...figuresOf((name) => all.reduce((sum, one) => sum + one[name], 0)),
    games: new Set(all.flatMap(({ games }) => [...games])),
  };
}

function figuresOf(figure: (name: keyof Figures) => number): Figures {
  return Object.fromEntries(FIGURE_NAMES.map((name) => [name, figure(name)])) as Figures;
}
