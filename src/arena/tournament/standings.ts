/*
 * The table of a tournament: points first, then tie-breaks. They are those of the FIDE Handbook (C.07, Play-Off and Tie-Break
 * Regulations, in force since 1 August 2024): Buchholz, Sonneborn-Berger, direct encounter.
 */

/** A pairing that is over. Points are those of its matches, in halves: 2 for a win, 1 for a draw. */
export interface PairingResult {
  readonly agents: readonly [number, number];
  readonly halfPoints: readonly [number, number];
}

export interface Results {
  /** How many. */
  readonly agents: number;
  readonly pairings: readonly PairingResult[];
  /** Who had no opponent, once for each time. */
  readonly byes: readonly number[];
  /** Whether a bye counts as a pairing won. In a round-robin everybody has as many, and they count nothing. */
  readonly byesCount: boolean;
}

/** All numbers are in halves, and `sonnebornBerger` in quarters. */
export interface Standing {
  readonly agent: number;
  readonly rank: number;
  readonly halfPoints: number;
  readonly buchholz: number;
  readonly sonnebornBerger: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  readonly byes: number;
}

interface Row extends Omit<Standing, 'rank'> {
  /** Against those who are level up to here, where all of them have met. */
  readonly direct: number;
  readonly matchHalfPoints: number;
}

/** What an agent got of another, in halves: of its pairings, and of their matches. */
interface Meeting {
  readonly earned: number;
  readonly points: number;
  readonly times: number;
}

type Met = Map<number, Meeting>;

/** 2 for a pairing won, 1 for one that was level, 0 for one that was lost. Both lose where neither got a point. */
function earned([mine, theirs]: readonly [number, number]): number {
  return mine > theirs ? 2 : mine === theirs && mine > 0 ? 1 : 0;
}

/** The points of each agent, in halves. */
export function halfPointsOf({ agents, pairings, byes, byesCount }: Results): number[] {
  const points = new Array<number>(agents).fill(0);
  const add = (agent: number, half: number) => {
    points[agent] = (points[agent] ?? 0) + half;
  };
  for (const { agents: pair, halfPoints } of pairings) {
    for (const { agent, own } of sidesOf(pair, halfPoints)) add(agent, earned(own));
  }
  if (byesCount) for (const agent of byes) add(agent, 2);
  return points;
}

/** Best first. */
export function standingsOf(results: Results): Standing[] {
  const { agents, pairings, byes, byesCount } = results;
  const points = halfPointsOf(results);
  const pointsOf = (agent: number) => points[agent] ?? 0;
  const met: Met[] = Array.from({ length: agents }, () => new Map());
  const outcomes = met.map(() => [0, 0, 0]);
  for (const { agents: pair, halfPoints } of pairings) {
    for (const { agent, other, own } of sidesOf(pair, halfPoints)) {
      const half = earned(own);
      const before = met[agent]?.get(other) ?? { earned: 0, points: 0, times: 0 };
      met[agent]?.set(other, {
        earned: before.earned + half,
        points: before.points + own[0],
        times: before.times + 1,
      });
      const counts = outcomes[agent];
      if (counts) counts[half] = (counts[half] ?? 0) + 1;
    }
  }
  const byesOf = new Array<number>(agents).fill(0);
  for (const agent of byes) byesOf[agent] = (byesOf[agent] ?? 0) + 1;
  const rows = met.map((opponents, agent): Row => {
    const all = [...opponents];
    const sum = (of: (other: number, result: Meeting) => number) =>
      all.reduce((total, [other, result]) => total + of(other, result), 0);
    const satOut = byesOf[agent] ?? 0;
    // A bye is a meeting with somebody who has as many points as oneself (article 16 of the regulations).
    const asBye = byesCount ? satOut * pointsOf(agent) : 0;
    const [losses = 0, draws = 0, wins = 0] = outcomes[agent] ?? [];
    return {
      agent,
      halfPoints: pointsOf(agent),
      buchholz: sum((other, { times }) => pointsOf(other) * times) + asBye,
      sonnebornBerger: sum((other, result) => pointsOf(other) * result.earned) + 2 * asBye,
      wins,
      draws,
      losses,
      byes: satOut,
      direct: 0,
      matchHalfPoints: sum((_other, result) => result.points),
    };
  });
  rows.sort(byTieBreaks);
  const ranked = groupsOf(rows, (a, b) => byTieBreaks(a, b) === 0).flatMap((group) =>
    withDirect(group, met).sort((a, b) => byDirect(a, b) || a.agent - b.agent),
  );
  let rank = 0;
  return ranked.map(({ direct: _direct, matchHalfPoints: _points, ...row }, i) => {
    const before = ranked[i - 1];
    const here = ranked[i];
    if (!before || !here || byTieBreaks(before, here) || byDirect(before, here)) rank = i + 1;
    return { rank, ...row };
  });
}

/** What each side of a pairing got, its own points first. */
function sidesOf([a, b]: readonly [number, number], halfPoints: readonly [number, number]) {
  return [
    { agent: a, other: b, own: halfPoints },
    { agent: b, other: a, own: turned(halfPoints) },
  ];
}

function turned([a, b]: readonly [number, number]): readonly [number, number] {
  return [b, a];
}

function byTieBreaks(a: Row, b: Row): number {
  return b.halfPoints - a.halfPoints || b.buchholz - a.buchholz || b.sonnebornBerger - a.sonnebornBerger;
}

function byDirect(a: Row, b: Row): number {
  return b.direct - a.direct || b.matchHalfPoints - a.matchHalfPoints;
}

/** The direct encounter counts where everybody in the group has met everybody else in it. */
function withDirect(group: readonly Row[], met: readonly Met[]): Row[] {
  const haveMet = (a: Row, b: Row) => a === b || met[a.agent]?.has(b.agent) === true;
  if (!group.every((one) => group.every((other) => haveMet(one, other)))) return [...group];
  return group.map((row) => ({
    ...row,
    direct: group.reduce((total, other) => total + (met[row.agent]?.get(other.agent)?.earned ?? 0), 0),
  }));
}

function groupsOf<Item>(items: readonly Item[], isSame: (a: Item, b: Item) => boolean): Item[][] {
  const groups: Item[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && isSame(last[0], item)) last.push(item);
    else groups.push([item]);
  }
  return groups;
}
