import { describe, expect, test } from 'vitest';
import type { GameId } from '../../src/games/index.js';
import { compare, type LabOptions, match, tournament } from '../../src/lab/index.js';
import biased from '../../strategies/biased.js';
import cautious from '../../strategies/cautious.js';
import { playSeries, Seat } from '../strategies/opponents/series.js';
import { tempFolder } from '../support/run-cli.js';
import peek from './strategies/peek.js';
import recalls from './strategies/recalls.js';
import { fixture } from './support.js';

/** Who plays, and an opponent that nobody gains on. */
const GAMES: readonly (readonly [game: GameId, opponent: string])[] = [
  ['crash', 'equilibrium'],
  ['mines', 'equilibrium'],
  ['hi_lo', 'equilibrium'],
  ['coinflip', 'equilibrium'],
  ['reaction_ring', 'equilibrium'],
  ['dice_duel', 'roller'],
  ['high_card_duel', 'roller'],
];

const MATCHES = 6_000;
/** The lanes are what is looked at, not the threads. */
const jobs = 1;

describe('a strategy that remembers the draws of earlier matches gains nothing by it', () => {
  test.each(GAMES)('%s, against %s', async (game, opponent) => {
    const options = { game, matches: MATCHES, seed: `peek/${game}`, jobs } satisfies LabOptions;
    const { entrants, pairings } = await match(fixture('peek'), opponent, options);
    expect(entrants.map(({ faults }) => faults)).toEqual([{}, {}]);
    const { score, score95 } = pairings[0]?.summary ?? {};
    expect(score95?.low).toBeLessThanOrEqual(0.5);
    // Nor does it lose by it, beyond what its guesses cost.
    expect(score).toBeGreaterThan(0.4);
  });

  test('through opponents, which may peek too', async () => {
    const options = { game: 'crash', matches: 4_000, seed: 'peek', jobs } as const;
    const against = [fixture('peek')];
    const { pairings } = await compare('equilibrium', 'square-law', { ...options, against });
    for (const { summary } of pairings) expect(summary.score).toBeGreaterThan(0.45);
  });

  test('in a tournament', async () => {
    const field = [fixture('peek'), 'equilibrium', 'square-law'];
    const { pairings } = await tournament(field, { game: 'crash', matches: 4_000, seed: 'peek', jobs });
    for (const { first, summary } of pairings) if (first === 0) expect(summary.score).toBeLessThan(0.55);
  });

  test('as an object, whose variables cannot be made anew', async () => {
    const options = { game: 'crash', matches: 4_000, seed: 'object' } as const;
    const { pairings } = await match(peek, 'square-law', options);
    expect(pairings[0]?.summary.score).toBeLessThan(0.55);
  });

  test('as a program, which has a process for each lane', async () => {
    const cwd = tempFolder({ 'peek.mjs': PROGRAM });
    const options = { game: 'crash', matches: 400, series: 50, seed: 'program', jobs, cwd } as const;
    const { entrants, pairings } = await match(`cmd: node ${cwd}/peek.mjs`, 'square-law', options);
    expect(entrants.map(({ faults }) => faults)).toEqual([{}, {}]);
    expect(pairings[0]?.summary.score).toBeLessThan(0.58);
  });
});

/** Cashes out where the match before crashed, in each second match. */
const PROGRAM = `
  import { createInterface } from 'node:readline';
  let [before, now, match] = [[], [], 0];
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (message.type === 'match_start') { before = now; now = []; match++; }
    if (message.type === 'round_end') now.push(message.result.crash_point);
    if (message.type !== 'turn') continue;
    const known = match % 2 === 0 ? before[message.round - 1] : undefined;
    console.log(JSON.stringify({ move: known === undefined ? 2 : Math.min(10, Math.max(1.01, known)) }));
  }
`;

describe('a learner scores what it scores where every match has draws of its own', () => {
  const LANE = 50;
  const LANES = 100;

  test.each(GAMES.slice(0, 5))('%s', async (game) => {
    const rival = game === 'crash' || game === 'mines' ? cautious : biased;
    const options = { game, matches: LANE * LANES, series: LANE, seed: 'learn', jobs } satisfies LabOptions;
    const { pairings } = await match(fixture('recalls'), rival.name ?? '', options);
    let alone = 0;
    for (let lane = 0; lane < LANES; lane++) {
      const seats = [new Seat(recalls, `one ${lane}`), new Seat(rival, `other ${lane}`)] as const;
      alone += playSeries(...seats, { game, matches: LANE, rngSeed: lane }) / LANES;
    }
    const { score = 0 } = pairings[0]?.summary ?? {};
    // Three standard errors of the difference, were each match won or lost.
    expect(Math.abs(score - alone)).toBeLessThan(3 * Math.sqrt(0.5 / options.matches));
  });
});
