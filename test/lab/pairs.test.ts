import { expect, test } from 'vitest';
import { GAME_IDS } from '../../src/games/index.js';
import { match, prepareMatch, type RunResult } from '../../src/lab/index.js';
import { playTask } from '../../src/lab/task.js';
import { defineStrategy, type Strategy } from '../../src/strategy/index.js';
import { matchUntried } from './support.js';

/** Of each game one that plays the same in the same situation. */
const FIXED: Readonly<Record<string, string>> = {
  math_duel: 'calculator',
  dice_duel: 'roller',
  high_card_duel: 'roller',
};

function pairsOf({ pairings }: RunResult) {
  const { wins, losses, draws, score, matches } = pairings[0]?.summary ?? { wins: -1, losses: -1 };
  return { wins, losses, draws, score, matches };
}

test.each(GAME_IDS)('a deterministic strategy splits every pair with itself: %s', async (game) => {
  const strategy = await built(FIXED[game] ?? 'always');
  const options = { game, matches: 60, series: 30, seed: game };
  const { plan, openers } = await prepareMatch(strategy, strategy, options);
  const { tallies } = await playTask(plan, 0, { openers });
  const [tally] = tallies;
  // Two draws, or a win and a loss.
  const [ll, ld, dd = 0, wl = 0, wd, ww] = tally?.pairs ?? [];
  expect([ll, ld, wd, ww]).toEqual([0, 0, 0, 0]);
  expect(dd + wl).toBe(30);
  expect(tally?.conduct.map(({ faults }) => faults)).toEqual([{}, {}]);
  const { pairings } = await match(strategy, strategy, options);
  expect(pairings[0]?.summary.score).toBe(0.5);
});

test('chance is the same in both matches of a pair, and another in the next', async () => {
  const seen: string[] = [];
  const watcher = defineStrategy({
    name: 'watcher',
    games: ['hi_lo'],
    memoryDepth: 0,
    move({ matchId, state, round }) {
      seen.push(`${Number(matchId.slice(4))} ${round} ${JSON.stringify(state)}`);
      return 'higher';
    },
  });
  const options = { game: 'hi_lo', matches: 8, series: 'all', seed: 'cards' } as const;
  await matchUntried(watcher, 'long-shot', options);
  /** What it saw in a match of the lane, and then in that of the mirror. */
  const cards = (of: number) => {
    const all = seen
      .filter((line) => line.startsWith(`${of} `))
      .map((line) => line.slice(line.indexOf(' ') + 1));
    return [all.slice(0, all.length / 2), all.slice(all.length / 2)];
  };
  for (const number of [1, 2, 3, 4]) {
    const [lane, mirror] = cards(number);
    expect(lane?.length).toBeGreaterThan(1);
    expect(mirror).toEqual(lane);
  }
  expect(cards(3)).not.toEqual(cards(1));
});

test('with a and b exchanged, the result is the mirror image', async () => {
  const bold = guessing('bold', 9);
  const timid = guessing('timid', 4);
  const options = { game: 'hi_lo', matches: 400, series: 40, seed: 'mirror' } as const;
  const [there, back] = [
    pairsOf(await match(bold, timid, options)),
    pairsOf(await match(timid, bold, options)),
  ];
  expect(there.score).not.toBe(0.5);
  expect(back).toEqual({ ...there, wins: there.losses, losses: there.wins, score: expect.anything() });
  expect(back.score).toBeCloseTo(1 - (there.score ?? 0), 12);
});

test('an odd number of matches is made even, an odd lane is as good as any', async () => {
  const result = await match(guessing('one', 7), guessing('two', 8), {
    game: 'hi_lo',
    matches: 5,
    series: 3,
  });
  expect(result).toMatchObject({ matches: 6, plan: { matches: 6, series: 3 } });
});

function guessing(name: string, pivot: number): Strategy<'hi_lo'> {
  return {
    name,
    games: ['hi_lo'],
    memoryDepth: 0,
    move: ({ state }) => (Number(state.dealer_card) < pivot ? 'higher' : 'lower'),
  };
}

async function built(name: string): Promise<Strategy> {
  const module = (await import(`../../strategies/${name}.ts`)) as { default: Strategy };
  return module.default;
}

test('moves and times are sampled all over the series, as a learner changes in it', async () => {
  const paper = defineStrategy({ name: 'paper', games: ['rps'], move: () => 'paper' });
  const changes = defineStrategy({
    name: 'changes',
    games: ['rps'],
    move: ({ matchId }) => (Number(matchId.slice(4)) <= 10 ? 'rock' : 'scissors'),
  });
  const options = { game: 'rps', matches: 16_000, series: 20, seed: '1' } as const;
  const { entrants } = await match(changes, paper, options);
  const counts = { rock: 0, scissors: 0, ...entrants[0]?.moves.level };
  // Half of each lane.
  expect(counts.rock / (counts.rock + counts.scissors)).toBeGreaterThan(0.4);
  expect(counts.rock / (counts.rock + counts.scissors)).toBeLessThan(0.6);
});
