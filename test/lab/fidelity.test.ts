import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { GAME_IDS, type GameId } from '../../src/games/index.js';
import { match, prepareMatch } from '../../src/lab/index.js';
import type { OpenPlayer } from '../../src/lab/players/opening.js';
import { HostPlayer } from '../../src/lab/players/opening.js';
import { playTask } from '../../src/lab/task.js';
import { InlineHost, type PastMatch, type Strategy, type Turn } from '../../src/strategy/index.js';
import random from '../../strategies/random.js';
import { runCli, tempFolder } from '../support/run-cli.js';
import counts from './strategies/counts.js';
import looksBack from './strategies/looks-back.js';
import patient from './strategies/patient.js';
import { fixture, matchUntried, strategyFolder, timeless } from './support.js';

/** Behind the isolation that live play has, with everything that it is told copied and kept by it. */
function asLive(strategy: Strategy): OpenPlayer {
  return async (options) => {
    const { seed, trouble } = options;
    const report = (told: { kind: string; message?: string }) => trouble(told.message ?? told.kind);
    const host = new InlineHost(strategy, { seed, fallbackName: 'live', report });
    await host.init();
    return new HostPlayer(host, options, null);
  };
}

/** The same strategy, and a list of all that it is told. */
function overheard(strategy: Strategy): { strategy: Strategy; told: unknown[] } {
  const told: unknown[] = [];
  const note = (what: string, value: unknown) => {
    told.push([what, structuredClone(value)]);
  };
  return {
    told,
    strategy: {
      ...strategy,
      init: ({ memory, random: draw }) => note('init', [memory, draw()]),
      matchStart: (at) => note('matchStart', at),
      move(turn) {
        note('turn', plain({ ...turn } as Turn));
        note('turn by name', plain(byName(turn)));
        note('turn as text', plain(JSON.parse(JSON.stringify(turn)) as Turn));
        note('signal', [turn.signal.aborted, turn.deadline > 0, turn.signal.constructor.name]);
        note('random', turn.random());
        turn.memory.turns = Number(turn.memory.turns ?? 0) + 1;
        return strategy.move(turn);
      },
      roundEnd: (round) => note('roundEnd', round),
      matchEnd: (end) => note('matchEnd', end),
    },
  };
}

/** They are large: `toEqual` takes its time, and is only there to say where they differ. */
function expectSame(found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected);
}

/** Without what is of the moment or cannot be copied. */
function plain(turn: Turn): object {
  const { deadline: _, signal: __, random: ___, ...rest } = turn;
  return rest;
}

function byName(turn: Turn): Turn {
  const { game, matchId, side, opponent, wager, round, state, score, rounds, memory } = turn;
  return { game, matchId, side, opponent, wager, round, state, score, rounds, memory } as Turn;
}

describe('a strategy is told in the lab what it is told in play', () => {
  test.each(GAME_IDS)('turns, rounds, earlier matches and hooks of %s', async (game) => {
    const [lab, live] = [overheard(random), overheard(random)];
    const options = { game, matches: 12, series: 'all', seed: `told/${game}` } as const;
    const { plan, openers } = await prepareMatch(lab.strategy, random, options);
    const [ours, opponent] = openers as [OpenPlayer, OpenPlayer];
    const inLab = await playTask(plan, 0, { openers: [ours, opponent] });
    const inPlay = await playTask(plan, 0, { openers: [asLive(live.strategy), opponent] });
    expect(lab.told.length).toBeGreaterThan(60);
    expectSame(lab.told, live.told);
    expect(timeless(inLab)).toBe(timeless(inPlay));
  });

  test.each([looksBack, patient])('so that $name plays the same', async (strategy) => {
    const { plan, openers } = await prepareMatch(strategy, random, {
      game: 'rps',
      matches: 80,
      series: 'all',
      seed: 'x',
    });
    const [, opponent] = openers as [OpenPlayer, OpenPlayer];
    const inLab = await playTask(plan, 0, { openers });
    const inPlay = await playTask(plan, 0, { openers: [asLive(strategy), opponent] });
    expect(inLab.tallies[0]?.conduct[0].faults).toEqual({});
    expect(timeless(inLab)).toBe(timeless(inPlay));
  });
});

describe('a strategy that writes to all that it is told', () => {
  test.each(GAME_IDS)('misleads nobody but itself: %s', async (game) => {
    const play = async (vandal: Strategy) => {
      const { strategy, told } = overheard(random);
      const { plan, openers } = await prepareMatch(vandal, strategy, {
        game,
        matches: 12,
        series: 'all',
        seed: game,
      });
      const { tallies } = await playTask(plan, 0, { openers });
      const { pairs, curve, conduct } = tallies[0] ?? {};
      return { told, pairs, curve, faults: conduct?.map(({ faults }) => faults) };
    };
    const decent = await play({ ...random, name: 'same' });
    expect(decent.faults).toEqual([{}, {}]);
    const vandal: Strategy = {
      name: 'same',
      memoryDepth: random.memoryDepth ?? 0,
      move(turn) {
        const answer = random.move(turn);
        spoil(turn.state);
        spoil(turn.rounds);
        spoil(turn.opponent.history);
        return answer;
      },
      matchStart: spoil,
      roundEnd: spoil,
      matchEnd: spoil,
    };
    expectSame(await play(vandal), decent);
  });

  function spoil(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      const of = value as Record<string, unknown>;
      spoil(of[key]);
      // Some of it is frozen, and says so; what is not must be the strategy's own.
      if (typeof of[key] !== 'object') Reflect.set(of, key, 'spoilt');
    }
  }
});

describe('earlier matches', () => {
  /** What `history` was at the end of each match of the lane from `since` on. */
  async function historyFrom(since: number, matches: number): Promise<PastMatch[][]> {
    const seen: (readonly [memory: object, history: PastMatch[]])[] = [];
    let lane: object | undefined;
    const watcher: Strategy<'rps'> = {
      name: 'watcher',
      games: ['rps'],
      init: ({ memory }) => {
        // The last time that the lane is begun: of two lanes, or of four where it is begun again.
        if (opened++ % 2 === 0) {
          lane = memory;
          seen.length = 0;
        }
      },
      move({ matchId, round, opponent, memory }) {
        if (numberOf(matchId) >= since && round === 1) seen.push([memory, [...opponent.history]]);
        return 'paper';
      },
    };
    let opened = 0;
    await match(watcher, random, { game: 'rps', matches: 2 * matches, series: 'all', seed: 'history' });
    return seen.flatMap(([memory, history]) => (memory === lane ? [history] : []));
  }

  test('are the last hundred, oldest first', async () => {
    const seen = await historyFrom(1, 130);
    expect(seen.map((history) => history.length)).toEqual(
      Array.from({ length: 130 }, (_, index) => Math.min(index, 100)),
    );
    const numbers = seen.at(-1)?.map(({ matchId }) => numberOf(matchId));
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => 30 + index));
  });

  test('are all there where it looks for them late only', async () => {
    const [early, late] = [await historyFrom(1, 60), await historyFrom(50, 60)];
    expect(late).toHaveLength(11);
    expect(late).toEqual(early.slice(49));
    expect(late[0]?.[0]).toMatchObject({ matchId: 'lab-1', game: 'rps', side: 'a' });
    expect(late[0]?.[1]).toMatchObject({ matchId: 'lab-2', side: 'b' });
  });

  test('are those of the lane only', async () => {
    const lengths: number[] = [];
    const watcher: Strategy<'rps'> = {
      name: 'watcher',
      games: ['rps'],
      move({ opponent, round }) {
        if (round === 1) lengths.push(opponent.history.length);
        return 'paper';
      },
    };
    await matchUntried(watcher, random, { game: 'rps', matches: 16, series: 3 });
    // The lane and its mirror take turns; the last series is shorter.
    expect(lengths).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 0, 0, 1, 1]);
  });
});

describe('what a strategy remembers', () => {
  test('in `memory` lasts as long as the lane', async () => {
    const seen: number[] = [];
    const remembers: Strategy<'rps'> = {
      name: 'remembers',
      games: ['rps'],
      init({ memory }) {
        memory.matches = 0;
      },
      matchEnd: () => undefined,
      move({ memory, round }) {
        if (round > 1) return 'rock';
        memory.matches = Number(memory.matches) + 1;
        seen.push(Number(memory.matches));
        return 'rock';
      },
    };
    const options = { game: 'rps', matches: 8, seed: 'memory' } as const;
    await matchUntried(remembers, random, { ...options, series: 2 });
    expect(seen.splice(0)).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
    await matchUntried(remembers, random, { ...options, series: 'all' });
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  test('in variables of its file and in fields of its class, too, and no longer', async () => {
    expect(new counts().move()).toBe('rock');
    const rounds = async (series: number) => {
      const options = { game: 'rps', matches: 80, series, seed: 'file', jobs: 1 } as const;
      const { entrants, pairings } = await match(fixture('counts'), 'always', options);
      expect(entrants[0]?.faults).toEqual({});
      return { moves: entrants[0]?.moves, score: pairings[0]?.summary.score, curve: pairings[0]?.curve };
    };
    const [twice, once] = [await rounds(20), await rounds(40)];
    const total = (moves: Record<string, Record<string, number>> | undefined, move: string) =>
      Object.values(moves ?? {}).reduce((sum, of) => sum + (of[move] ?? 0), 0);
    // In the lane and in its mirror.
    expect(total(once.moves, 'rock')).toBe(24);
    expect(total(twice.moves, 'rock')).toBe(48);
    // Each place of the lanes saw two matches or four, which went alike.
    for (const { score } of twice.curve ?? []) expect([0, 0.5, 1]).toContain(score);
  });
});

describe('a file that counts is loaded anew for each series', () => {
  const STRATEGY = "{ name: 'counts', games: ['rps'], move: () => (++count <= 12 ? 'rock' : 'paper') }";
  const helped = (next: string) =>
    `{ name: 'counts', games: ['rps'], move: () => (${next} <= 12 ? 'rock' : 'paper') }`;

  test.each<[string, Record<string, string>]>([
    ['bot.mjs', { 'bot.mjs': `let count = 0; export default ${STRATEGY};` }],
    ['bot.ts', { 'bot.ts': `let count: number = 0; export default ${STRATEGY};` }],
    ['bot.cjs', { 'bot.cjs': `let count = 0; module.exports = ${STRATEGY};` }],
    ['bot.js', { 'bot.js': `let count = 0; module.exports = ${STRATEGY};` }],
    [
      'bot.js of a package of modules',
      { 'bot.js': `let count = 0; export default ${STRATEGY};`, 'package.json': '{ "type": "module" }' },
    ],
    [
      'bot.mjs that waits at its top level',
      { 'bot.mjs': `let count = await Promise.resolve(0); export default ${STRATEGY};` },
    ],
    [
      'bot.ts that waits for what comes at its top level',
      {
        'bot.ts': `let count = 9; for await (const one of [1, 2]) count -= 3 + one; export default ${STRATEGY};`,
      },
    ],
    [
      'bot.mjs with what it imports',
      {
        'bot.mjs': `import { next } from './count.mjs'; export default ${helped('next()')};`,
        'count.mjs': 'let count = 0; export const next = () => ++count;',
      },
    ],
    [
      'bot.mjs with what it imports at a turn',
      {
        'bot.mjs': `export default {
          name: 'counts', games: ['rps'], move: async () => ((await import('./count.mjs')).next() <= 12 ? 'rock' : 'paper') };`,
        'count.mjs': 'let count = 0; export const next = () => ++count;',
      },
    ],
    [
      'bot.ts with what it imports by its address while it is loaded',
      {
        'bot.ts': `const { default: fs } = await import('node:fs');
          if (!fs.existsSync(new URL(import.meta.url))) throw new Error('no such file');
          const { next } = await import(new URL('./count.mjs', import.meta.url).href);
          export default ${helped('next()')};`,
        'count.mjs': 'let count = 0; export const next = () => ++count;',
      },
    ],
    [
      'bot.mjs with what it imports that waits at its top level',
      {
        'bot.mjs': `import { next } from './count.mjs'; export default ${helped('next()')};`,
        'count.mjs': 'let count = await Promise.resolve(0); export const next = () => ++count;',
      },
    ],
    [
      'bot.mjs with what that imports at a turn and waits at its top level',
      {
        'bot.mjs': `import { next } from './next.mjs'; export default {
          name: 'counts', games: ['rps'], move: async () => ((await next()) <= 12 ? 'rock' : 'paper') };`,
        'next.mjs': "export const next = async () => (await import('./count.mjs')).next();",
        'count.mjs': 'let count = await Promise.resolve(0); export const next = () => ++count;',
      },
    ],
    [
      'bot.cjs with what it requires',
      {
        'bot.cjs': `const count = require('./count.cjs'); module.exports = ${helped('++count.at')};`,
        'count.cjs': 'exports.at = 0;',
      },
    ],
  ])('%s', async (what, files) => {
    const [file = ''] = what.split(' ');
    const options = {
      game: 'rps',
      matches: 60,
      series: 10,
      seed: 'anew',
      cwd: strategyFolder(files),
    } as const;
    const { entrants, pairings } = await match(file, 'always', { ...options, jobs: 1 });
    expect(entrants.map(({ faults }) => faults)).toEqual([{}, {}]);
    // Each of the six series goes alike: rock is drawn until it is given up for paper, which wins.
    for (const { score, matches } of pairings[0]?.curve ?? []) expect((score * 2 * matches) % 6).toBe(0);
    expect(pairings[0]?.curve[0]?.score).toBe(0.5);
    expect(pairings[0]?.curve.at(-1)?.score).toBe(1);
  });
});

describe('in the arena', () => {
  const TOLD = `
    import { appendFileSync } from 'node:fs';
    const note = (what, value) =>
      appendFileSync(new URL('told.jsonl', import.meta.url), JSON.stringify([what, value]) + '\\n');
    export default {
      name: 'told',
      matchStart: (match) => note('matchStart', match),
      move(turn) {
        const { random, signal, memory, ...rest } = turn;
        note('turn', rest);
        return MOVES[turn.game];
      },
      roundEnd: (round) => note('roundEnd', round),
      matchEnd: (end) => note('matchEnd', end),
    };
    const MOVES = { rps: 'rock', hi_lo: 'higher', blotto: 3, mines: 2, crash: 1.5 };
  `;

  test.each<GameId>(['rps', 'hi_lo', 'blotto', 'mines', 'crash'])(
    '%s: the same fields, of the same types',
    async (game) => {
      const cwd = tempFolder({ 'told.mjs': TOLD });
      const play = await runCli(
        [
          'play',
          game,
          '--local',
          '--matches',
          '3',
          '--strategy',
          './told.mjs',
          '--isolation',
          'inline',
          '--json',
        ],
        { cwd },
      );
      expect(play.exitCode).toBe(0);
      const live = shapesIn(cwd);
      const other = strategyFolder({ 'told.mjs': TOLD });
      await match('told.mjs', 'random', { game, matches: 16, series: 'all', cwd: other, jobs: 1 });
      expect(shapesIn(other)).toEqual(live);
    },
  );

  function shapesIn(folder: string): Record<string, unknown> {
    const shapes: Record<string, unknown> = {};
    for (const line of readFileSync(join(folder, 'told.jsonl'), 'utf8').trimEnd().split('\n')) {
      const [what, value] = JSON.parse(line) as [string, unknown];
      shapes[what] = merged(shapes[what], shapeOf(value));
    }
    return shapes;
  }

  function shapeOf(value: unknown): unknown {
    if (Array.isArray(value)) return { each: value.map(shapeOf).reduce(merged, undefined) };
    if (typeof value !== 'object') return typeof value;
    if (value === null) return undefined;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
  }

  /** Fields that were null once, or an empty list, are what they are at other times. */
  function merged(a: unknown, b: unknown): unknown {
    if (a === undefined) return b;
    if (b === undefined || typeof a !== 'object' || typeof b !== 'object') return a;
    const all = { ...a, ...b } as Record<string, unknown>;
    const of = (object: object | null, key: string) => (object as Record<string, unknown>)[key];
    return Object.fromEntries(
      Object.keys(all)
        .sort()
        .map((key) => [key, merged(of(a, key), of(b, key))]),
    );
  }
});

function numberOf(matchId: string): number {
  return Number(matchId.replace('lab-', ''));
}
