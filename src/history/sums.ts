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
  wonWagersLamports: `sum(iif(s.settled AND s.outcome = 'win' AND NOT s.disputed, s.wager_lamports, 0))`,
  wonPayoutsLamports: `sum(iif(s.settled AND s.outcome = 'win' AND NOT s.disputed AND s.wager_lamports > 0, s.payout_lamports, 0))`,
  /** Matches about money that is not play money. */
  forMoney: `sum(s.wager_lamports > 0 AND NOT s.sandbox AND s.arena <> 'local')`,
  fallbacks: 'sum(s.fallbacks)',
  timeouts: 'sum(s.timeouts)',
} as const;

const FIGURE_NAMES = Object.keys(FIGURES) as (keyof typeof FIGURES)[];

type Figures = Readonly<Record<keyof typeof FIGURES, number>>;

/** What matches add up to. */
export interface MatchSums extends Figures {
  readonly games: ReadonlySet<string>;
  /** How many turns took so long to decide: by microseconds, to three digits. */
  readonly decided: ReadonlyMap<number, number>;
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

/** Matches one after the other, oldest first. */
export interface MatchOrder {
  /** Of their groups. */
  readonly keys: readonly string[];
  /** A letter each: `w`on, `l`ost, `d`rawn, `u`nsettled. */
  readonly outcomes: string;
  readonly netsLamports: readonly number[];
  /** Epoch milliseconds. */
  readonly startedAt: readonly number[];
}

/** Which rows of `summaries s`: a condition in SQL, and the values of its numbered places. */
export interface Where {
  readonly sql: string;
  readonly values: readonly unknown[];
}

export function groupsIn(file: BookFile, { sql, values }: Where, by: Grouping): MatchGroup[] {
  const figures = FIGURE_NAMES.map((name) => `${FIGURES[name]} AS ${name}`);
  // The columns beside the only `max` are those of the row that has it.
  const rows = file.all<GroupRow>(
    `SELECT ${GROUPINGS[by]} AS key, ${figures.join(', ')}, json_group_array(DISTINCT s.game) AS games,
      group_concat(s.decided_us, ' ') AS decidedUs, max(s.match), s.started_at AS startedAt, s.game, s.bot,
      s.opponent_id AS opponentId, s.opponent_name AS opponentName, s.strategy, s.strategy_version AS strategyVersion
      FROM summaries s WHERE ${sql} GROUP BY key`,
    ...values,
  );
  return rows.map(({ key, games, decidedUs, ...row }) => {
    const { startedAt, game, bot, opponentId, opponentName, strategy, strategyVersion } = row;
    return {
      ...figuresOf((name) => row[name]),
      key,
      newest: { startedAt, game, bot, opponentId, opponentName, strategy, strategyVersion },
      games: new Set(JSON.parse(games) as string[]),
      decided: countsIn(decidedUs ?? ''),
    };
  });
}

type GroupRow = Figures &
  MatchGroup['newest'] & { readonly key: string; readonly games: string; readonly decidedUs: string | null };

/** As four long texts: so many rows would take many times as long. */
export function orderIn(file: BookFile, { sql, values }: Where, by: Grouping): MatchOrder {
  const row = file.first<Readonly<Record<'keys' | 'outcomes' | 'nets' | 'started', string | null>>>(
    `SELECT json_group_array(key) AS keys, group_concat(outcome, '') AS outcomes, json_group_array(net) AS nets,
      json_group_array(started) AS started
      FROM (SELECT ${GROUPINGS[by]} AS key, iif(s.settled, substr(s.outcome, 1, 1), 'u') AS outcome,
        s.net_lamports AS net, s.started_at AS started FROM summaries s WHERE ${sql} ORDER BY s.match)`,
    ...values,
  );
  return {
    keys: JSON.parse(row?.keys ?? '[]') as string[],
    outcomes: row?.outcomes ?? '',
    netsLamports: JSON.parse(row?.nets ?? '[]') as number[],
    startedAt: JSON.parse(row?.started ?? '[]') as number[],
  };
}

/** What all of them come to. */
export function sumOf(all: readonly MatchSums[]): MatchSums {
  const decided = new Map<number, number>();
  for (const one of all) {
    for (const [us, turns] of one.decided) decided.set(us, (decided.get(us) ?? 0) + turns);
  }
  return {
    ...figuresOf((name) => all.reduce((sum, one) => sum + one[name], 0)),
    games: new Set(all.flatMap(({ games }) => [...games])),
    decided,
  };
}

function figuresOf(figure: (name: keyof Figures) => number): Figures {
  return Object.fromEntries(FIGURE_NAMES.map((name) => [name, figure(name)])) as Figures;
}

/** How often each of the whole numbers stands in a text, between spaces. There are millions of them. */
function countsIn(text: string): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  let number = 0;
  for (let i = 0; i <= text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0) number = 10 * number + digit;
    else if (i > 0) {
      counts.set(number, (counts.get(number) ?? 0) + 1);
      number = 0;
    }
  }
  return counts;
}
