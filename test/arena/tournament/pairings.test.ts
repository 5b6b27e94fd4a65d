import { describe, expect, test } from 'vitest';
import { type Pair, roundRobin, swissRound } from '../../../src/arena/tournament/pairings.js';
import { createRng } from '../../../src/lib/rng.js';

const key = ([a, b]: Pair) => (a < b ? `${a} ${b}` : `${b} ${a}`);

describe.each([2, 3, 4, 5, 7, 12])('a round-robin of %i', (agents) => {
  const rounds = roundRobin(agents);

  test('everybody meets everybody once', () => {
    const met = rounds.flatMap(({ pairs }) => pairs.map(key));
    expect(met).toHaveLength((agents * (agents - 1)) / 2);
    expect(new Set(met).size).toBe(met.length);
  });

  test('everybody plays once a round, or sits out', () => {
    const everybody = Array.from({ length: agents }, (_, agent) => agent);
    for (const { pairs, bye } of rounds) {
      const seen = [...pairs.flat(), ...(bye === null ? [] : [bye])];
      expect(seen.sort((a, b) => a - b)).toEqual(everybody);
    }
    const byes = rounds.flatMap(({ bye }) => bye ?? []);
    expect(new Set(byes).size).toBe(agents % 2 === 1 ? agents : 0);
  });
});

/** Plays rounds in which the agent with the lower number mostly wins. */
function playSwiss(agents: number, rounds: number, seed: string) {
  const random = createRng(seed);
  const halfPoints = new Array<number>(agents).fill(0);
  const byes = new Array<number>(agents).fill(0);
  const meetings = new Map<string, number>();
  let widest = 0;
  for (let round = 1; round <= rounds; round++) {
    const met = (a: number, b: number) => meetings.get(key([a, b])) ?? 0;
    const { pairs, bye } = swissRound({ halfPoints, byes, met, random });
    expect(pairs.flat().length + (bye === null ? 0 : 1)).toBe(agents);
    expect(new Set(pairs.flat()).size).toBe(pairs.length * 2);
    if (bye !== null) {
      const fewest = Math.min(...byes);
      const lowest = Math.min(...halfPoints.filter((_, agent) => byes[agent] === fewest));
      expect([byes[bye], halfPoints[bye]]).toEqual([fewest, lowest]);
      byes[bye] = (byes[bye] ?? 0) + 1;
      halfPoints[bye] = (halfPoints[bye] ?? 0) + 2;
    }
    for (const [a, b] of pairs) {
      widest = Math.max(widest, Math.abs((halfPoints[a] ?? 0) - (halfPoints[b] ?? 0)));
      meetings.set(key([a, b]), met(a, b) + 1);
      const winner = random() < 0.8 ? Math.min(a, b) : Math.max(a, b);
      halfPoints[winner] = (halfPoints[winner] ?? 0) + 2;
    }
  }
  return { rematches: [...meetings.values()].filter((times) => times > 1).length, widest, byes, halfPoints };
}

describe('a Swiss tournament', () => {
  test.each([
    [8, 3],
    [9, 4],
    [30, 5],
    [31, 5],
    [151, 8],
  ])('%i agents in %i rounds: nobody meets twice, and points are close', (agents, rounds) => {
    const { rematches, widest } = playSwiss(agents, rounds, `close ${agents}`);
    expect(rematches).toBe(0);
    // A win apart, where a group has an odd number of agents; two in the small ones.
    expect(widest).toBeLessThanOrEqual(agents > 20 ? 2 : 4);
  });

  test('as many rounds as there are opponents: everybody is paired, and a rematch is the last resort', () => {
    const { rematches } = playSwiss(6, 5, 'all');
    expect(rematches).toBeLessThanOrEqual(3);
    playSwiss(5, 5, 'all');
    playSwiss(2, 1, 'all');
    playSwiss(3, 3, 'all');
  });

  test('a bye goes round before anybody has a second one', () => {
    expect(Math.max(...playSwiss(7, 7, 'byes').byes)).toBe(1);
  });

  test('the same lots bring the same pairs', () => {
    const round = (seed: string) =>
      swissRound({
        halfPoints: new Array<number>(20).fill(0),
        byes: new Array<number>(20).fill(0),
        met: () => 0,
        random: createRng(seed),
      });
    expect(round('one')).toEqual(round('one'));
    expect(round('one')).not.toEqual(round('two'));
  });
});
