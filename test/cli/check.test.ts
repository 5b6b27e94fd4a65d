import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CHAOS_PRESETS } from '../../src/arena/index.js';
import { type ChaosSession, playChaosSession } from '../../src/check/chaos-session.js';
import { type ExamineLimits, examine } from '../../src/check/examine.js';
import { judgeSession } from '../../src/check/judge-session.js';
import { judgeAll, judgeGame } from '../../src/check/judge-strategy.js';
import type { MatchRecord, Standing } from '../../src/history/index.js';
import { openStrategy } from '../../src/strategy/index.js';
import { type JsonLine, jsonLines, tempFolder } from '../support/run-cli.js';
import { call, runNamed } from './command-io.js';

const BAD = fileURLToPath(new URL('../support/bad-strategies/', import.meta.url));
const SEED = 'check-test';

/** The findings of the first half, by name. Only a strategy that is slow in every move takes all of the time. */
async function examined(spec: string, limits: ExamineLimits = {}, memoryMb?: number) {
  const all = [];
  const bound = memoryMb === undefined ? {} : { memoryMb };
  const subject = { spec, isolation: 'worker', seed: SEED, ...bound } as const;
  for await (const one of examine(subject, ['rps'], { totalMs: 30_000, ...limits })) all.push(one);
  const findings = [...all.flatMap(judgeGame), ...judgeAll(all, [])];
  return Object.fromEntries(findings.map((finding) => [finding.name, finding]));
}

function bot(source: string): string {
  return `${tempFolder({ 'bot.mjs': source })}/bot.mjs`;
}

describe('a strategy that does wrong is named for it, and holds nothing up', () => {
  const WRONG: Readonly<Record<string, readonly [name: string, verdict: string, seen: RegExp]>> = {
    'endless-loop': ['moves', 'failed', /^hangs: no answer/],
    exits: ['moves', 'failed', /^crashes \(3 of \d+ turns\): the strategy exited with code 0/],
    // Which comes first, the end of the memory or of the time, is up to the machine.
    'hogs-buffers': ['moves', 'failed', /MB|^hangs/],
    'hogs-heap': ['moves', 'failed', /MB|^hangs/],
    illegal: ['moves', 'failed', /^makes illegal moves .*'dynamite' is not a legal move/],
    late: ['moves', 'failed', /^hangs: no answer/],
    'mutates-input': [
      'input',
      'failed',
      /^writes to what it is given: turn.round, turn.rounds, turn.score, turn.state$/,
    ],
    'never-resolves': ['moves', 'failed', /^hangs: no answer after 3000 ms/],
    // Where loading it took all of the time for plain matches, it is a later round that is asked first.
    prints: ['output', 'warning', /^prints \d+ lines, the first: hello from round \d$/],
    'rejects-unhandled': ['moves', 'failed', /^throws .*nobody listens/],
    'throws-async': ['moves', 'failed', /^throws .*no idea, later/],
    'throws-in-timer': ['moves', 'failed', /^throws .*ticking/],
    throws: ['moves', 'failed', /^throws \(\d+ of \d+ turns\): RangeError: no idea \(.*throws\.ts:7\)/],
    'wrong-type': ['moves', 'failed', /^makes illegal moves/],
  };

  /** The time for a turn, but for `never-resolves`, is another than in earnest. */
  const LIMITS: Readonly<Record<string, ExamineLimits>> = {
    'endless-loop': { turnMs: 500 },
    late: { turnMs: 500 },
    // So much that it takes a busy machine seconds, and would take all the time that there is.
    prints: { turnMs: 15_000, totalMs: 3_000 },
  };

  test('all bad strategies are tried', () => {
    const there = readdirSync(BAD).map((name) => name.replace('.ts', ''));
    expect(Object.keys(WRONG).sort()).toEqual(there.sort());
  });

  // The memory of this process is looked at, so those that fill it have it to themselves.
  const hogs = Object.keys(WRONG).filter((name) => name.startsWith('hogs'));

  async function isNamed(file: string): Promise<void> {
    const [name, verdict, seen] = WRONG[file] ?? [];
    const memoryMb = hogs.includes(file) ? 128 : undefined;
    const findings = await examined(`${BAD}${file}.ts`, LIMITS[file], memoryMb);
    expect(findings[name ?? '']).toMatchObject({ verdict, seen: expect.stringMatching(seen ?? '') });
    expect(findings[name ?? '']?.advice).not.toBeNull();
    const others = Object.values(findings).filter(
      (finding) => finding.name !== name && finding.name !== 'memory',
    );
    expect(others.filter((finding) => finding.verdict === 'failed')).toEqual([]);
  }

  test.each(hogs)('%s', isNamed);
  test.concurrent.each(Object.keys(WRONG).filter((name) => !hogs.includes(name)))('%s', isNamed);

  test.concurrent.each([
    {
      what: 'counts on every round',
      source: `export default { games: ['rps'], move: ({ round, rounds }) => {
        if (rounds.length !== round - 1) throw new Error('where is it?');
        return 'rock';
      } };`,
      name: 'edges',
      verdict: 'failed',
      seen: /^missed results: throws .*where is it\?/,
    },
    {
      what: 'counts on the state of every round',
      source: `export default { games: ['rps'], move: ({ rounds }) => {
        for (const { state } of rounds) state.toString();
        return 'rock';
      } };`,
      name: 'edges',
      verdict: 'failed',
      seen: /^missed turns: throws/,
    },
    {
      what: 'fills its memory',
      source: `const kept = [];
        export default { games: ['rps'], move: () => { kept.push(Array.from({ length: 20_000 }, (_, i) => i + 0.5)); return 'rock'; } };`,
      name: 'memory',
      verdict: 'warning',
      seen: /^grows by \d/,
    },
    {
      what: 'draws numbers of its own',
      source: `export default { games: ['rps'], move: () => ['rock', 'paper'][Math.floor(2 * Math.random())] };`,
      name: 'repeatable',
      verdict: 'warning',
      seen: /^rps: with the same seed and questions another answer/,
    },
    {
      what: 'gives something that is not a taunt',
      source: `export default { games: ['rps'], move: () => 'rock', taunt: () => 'your mother' };`,
      name: 'taunts',
      verdict: 'failed',
      seen: /your mother/,
    },
    {
      what: 'throws between turns',
      source: `export default { games: ['rps'], move: () => 'rock', roundEnd() { throw new Error('tired'); } };`,
      name: 'moves',
      verdict: 'failed',
      seen: /^fails between turns.*roundEnd: Error: tired/,
    },
    {
      what: 'needs most of a turn',
      source: `export default { games: ['rps'], move: () => new Promise((resolve) => setTimeout(resolve, 1_600, 'rock')) };`,
      name: 'moves',
      verdict: 'warning',
      seen: /matches, \d+ legal moves/,
      limits: { totalMs: 5_000 },
    },
  ])('one that $what', async ({ source, name, verdict, seen, limits }) => {
    const findings = await examined(bot(source), limits);
    expect(findings[name]).toMatchObject({ verdict, seen: expect.stringMatching(seen) });
  });

  test('all is well with the built-in ones, in every form of export, and nothing is left behind', async () => {
    const before = left();
    const sources = [
      'counter-last',
      bot(`export default class Rock { games = ['rps']; move() { return 'rock'; } }`),
    ];
    for (const spec of [...sources, bot(`export default () => 'rock';`)]) {
      for (const { verdict, seen } of Object.values(await examined(spec)))
        expect([verdict, seen]).toEqual(['ok', seen]);
    }
    expect(left()).toEqual(before);
  });

  function left(): string[] {
    return readdirSync(tmpdir()).filter((name) => name.startsWith('botpit-check-'));
  }
});

// Their sessions wait more than they compute.
describe.concurrent('the whole card', () => {
  test('of a good strategy: every preset, nothing fails, and the seed is told', async () => {
    const flags = { json: true, strategy: 'counter-last', seed: SEED };
    const { result, stdout } = await call((io) => runNamed('check', { flags }, io), { cwd: tempFolder() });
    const lines = jsonLines(stdout);
    const end = lines.pop();
    for (const line of lines)
      expect(line, String(line.seen)).toMatchObject({ event: 'check', verdict: 'ok', advice: null });
    const arena = lines.filter(({ part }) => part === 'arena');
    expect(arena.map(({ name }) => name)).toEqual(CHAOS_PRESETS.map(({ name }) => name));
    for (const { game, seen } of arena) {
      expect(game).toBe('rps');
      expect(seen).toMatch(
        /^(survived|stopped as it should \((64|69|76|81)\)), [1-9]\d* faults?, .*the account adds up$/,
      );
    }
    const { exit_code, seed, ok, warning, failed } = end as JsonLine;
    expect({ exit_code, seed, warning, failed }).toEqual({ exit_code: 0, seed: SEED, warning: 0, failed: 0 });
    expect(ok).toBe(lines.length);
    expect(result).toBe(0);
  });

  test('one that does not load: 65, and no more is tried', async () => {
    const cwd = tempFolder({ 'bot.ts': 'export default {' });
    const { result, stdout } = await call(
      (io) => runNamed('check', { flags: { strategy: './bot.ts', seed: SEED } }, io),
      { cwd },
    );
    expect(result).toBe(65);
    expect(stdout).toMatch(/--seed check-test repeats it/);
    expect(stdout).toMatch(/^✗ load +bot\.ts|^✗ load +\S*bot\.ts/m);
    expect(stdout).toMatch(/0 passed, 0 warnings, 1 failed\.\n$/);
  });

  test('of one game only, as asked for or as configured: a plain function and a program for that game pass', async () => {
    const cwd = tempFolder({
      'bot.mjs': `export default (turn) => { if (turn.game !== 'coinflip') throw new Error('not mine'); return 'heads'; };`,
      'botpit.config.json': JSON.stringify({ game: 'coinflip' }),
    });
    const flags = { json: true, strategy: './bot.mjs', seed: SEED };
    const { result, stdout } = await call((io) => runNamed('check', { flags }, io), { cwd });
    const lines = jsonLines(stdout);
    expect(lines.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
    expect(new Set(lines.flatMap(({ game }) => game ?? []))).toEqual(new Set(['coinflip']));
    expect(result).toBe(0);
  });

  test('a game that the strategy does not play is refused', async () => {
    const flags = { strategy: 'fair-coin', game: 'rps', seed: SEED };
    const { result, stdout } = await call((io) => runNamed('check', { flags }, io), { cwd: tempFolder() });
    expect(result).toBe(65);
    expect(stdout).toMatch(/fair-coin does not play rps/);
  });

  test.each(['b2146364', 's3'])('seed %s: what the runner stops over, the judge expects', async (seed) => {
    const host = await openStrategy('random', { isolation: 'inline', seed, report: () => undefined });
    const session = await playChaosSession({
      preset: 'wrong-seeds',
      game: 'rps',
      seed: `${seed} wrong-seeds`,
      host,
      speed: 25,
    });
    await host.close();
    expect(judgeSession(session, new Set())).toMatchObject({ verdict: 'ok' });
    if (!session.end) throw new Error('it did not end');
    const exitCode = session.end.exitCode === 76 ? 0 : 76;
    // Also where this machine was too busy during the session, which would be told first.
    const other = { ...session, end: { ...session.end, exitCode }, stalledMs: 0 };
    expect(judgeSession(other, new Set())).toMatchObject({ causedBy: 'botpit' });
  });

  test('one that hangs in every match holds no session up', async () => {
    const host = await openStrategy(`${BAD}never-resolves.ts`, { seed: SEED, report: () => undefined });
    const options = { preset: 'cuts', game: 'rps', seed: SEED, host, speed: 25 } as const;
    try {
      const session = await playChaosSession(options);
      expect(session.fallbacks.get('late')).toBeGreaterThan(0);
      expect(judgeSession(session, new Set(['late']))).toMatchObject({
        verdict: 'ok',
        seen: expect.stringMatching(/^survived/),
      });
    } finally {
      await host.close();
    }
  });
});

describe('what a session under a preset came to', () => {
  const STANDING = { netLamports: 0, openLamports: 0, openIntents: 0 } as Standing;

  function session(fields: Partial<ChaosSession> = {}): ChaosSession {
    return {
      ...{
        preset: 'cuts',
        game: 'rps',
        end: { reason: 'matches', exitCode: 0 },
        faults: new Map([['cuts', 2]]),
      },
      ...{ rounds: 10, answered: 10, doubles: 0, foreign: 0, balance: 0n, standing: STANDING },
      ...{
        records: [record()],
        fallbacks: new Map(),
        details: new Map(),
        timeouts: 0,
        reconnects: 0,
        unannounced: 0,
        stalledMs: 0,
      },
      ...fields,
    } as ChaosSession;
  }

  function record(fields: Partial<MatchRecord> = {}): MatchRecord {
    const seeds = { serverSeed: '', serverSeedHash: '', draws: null, fair: null, commitmentOver: null };
    const money = { wagerLamports: 10_000_000, netLamports: 0, unconfirmed: false, sandbox: false };
    return { settled: true, disputed: null, ...seeds, ...money, ...fields } as MatchRecord;
  }

  const judged = (fields: Partial<ChaosSession> = {}, known: readonly ('threw' | 'late')[] = []) =>
    judgeSession(session(fields), new Set(known));
  const ended = (exitCode: number) => ({ end: { reason: 'error', exitCode } as const });

  test('an end that the documentation does not promise is a fault of botpit', () => {
    expect(judged()).toMatchObject({
      verdict: 'ok',
      seen: expect.stringMatching(/^survived, 2 faults, 1 match/),
    });
    expect(judged(ended(69))).toMatchObject({ verdict: 'failed', causedBy: 'botpit' });
    expect(judged({ end: null })).toMatchObject({ verdict: 'failed', causedBy: 'botpit' });
    expect(judged({ end: null }, ['late'])).toMatchObject({ verdict: 'warning' });
    expect(judged({ ...ended(81), preset: 'replaced' }).seen).toMatch(/^stopped as it should \(81\)/);
    expect(judged({ preset: 'replaced' }).seen).toMatch(/^ended with 0 \(matches\) in place of 81/);
    expect(judged({ ...ended(76), preset: 'wrong-wagers', foreign: 1 }).verdict).toBe('ok');
    expect(judged({ preset: 'wrong-wagers', foreign: 1 }).verdict).toBe('failed');
    expect(judged({ preset: 'wrong-wagers', records: [record({ disputed: 'why' })] }).verdict).toBe('failed');
    const fair = record({ serverSeed: 'seed', serverSeedHash: 'its hash', fair: true });
    for (const wrong of [
      [record({ serverSeed: 'seed', serverSeedHash: 'another', fair: false })],
      [fair, record({ serverSeedHash: 'never opened' })],
      [fair, fair],
    ]) {
      expect(judged({ preset: 'wrong-seeds', records: wrong }).verdict).toBe('failed');
      expect(judged({ ...ended(76), preset: 'wrong-seeds', records: wrong }).verdict).toBe('ok');
    }
    expect(judged({ preset: 'wrong-seeds', records: [fair] }).verdict).toBe('ok');
    expect(judged({ ...ended(76), preset: 'wrong-seeds' }).verdict).toBe('failed');
  });

  test('the books may say less than the arena where something is open, and never more', () => {
    const standing = (netLamports: number, openLamports = 0) =>
      ({ ...STANDING, netLamports, openLamports, openIntents: openLamports > 0 ? 1 : 0 }) as Standing;
    expect(judged({ standing: standing(5), balance: 5n }).verdict).toBe('ok');
    expect(judged({ standing: standing(5), balance: 4n })).toMatchObject({
      verdict: 'failed',
      causedBy: 'botpit',
    });
    expect(judged({ standing: standing(4), balance: 5n })).toMatchObject({
      verdict: 'failed',
      causedBy: 'botpit',
    });
    expect(judged({ standing: standing(5, 10), balance: -5n }).verdict).toBe('ok');
    expect(judged({ standing: standing(5, 10), balance: 5n }).verdict).toBe('ok');
    expect(judged({ standing: standing(5, 10), balance: -6n }).verdict).toBe('failed');
    const frozen = judged({ ...ended(69), stalledMs: 10_000 });
    expect(frozen).toMatchObject({ verdict: 'warning', seen: expect.stringContaining('too busy') });
    expect(judged({ stalledMs: 10_000 }).verdict).toBe('ok');
    expect(judged({ unannounced: 1 })).toMatchObject({ verdict: 'failed', causedBy: 'botpit' });
    expect(judged({ doubles: 1 }).seen).toMatch(/^1 double commitment/);
  });

  test('what the strategy does wrong only there is its failure; what it does anyway is told once', () => {
    const threw = {
      fallbacks: new Map([['threw', 2]]) as ChaosSession['fallbacks'],
      details: new Map([['strategy_threw', 'TypeError: no state (bot.ts:3)']]),
    };
    expect(judged(threw)).toMatchObject({
      ...{ verdict: 'failed', causedBy: 'strategy' },
      seen: expect.stringMatching(/2 fallbacks \(threw\).*bot\.ts:3/),
    });
    expect(judged(threw, ['threw']).verdict).toBe('ok');
    const late = { fallbacks: new Map([['late', 5]]) as ChaosSession['fallbacks'] };
    expect(judged({ ...late, preset: 'junk' }).verdict).toBe('warning');
    expect(judged({ ...late, preset: 'late' }).verdict).toBe('ok');
    expect(judged({ preset: 'reorders', answered: 5 })).toMatchObject({
      verdict: 'failed',
      causedBy: 'botpit',
    });
    expect(judged({ preset: 'cuts', answered: 5 }).verdict).toBe('ok');
    expect(judged({ records: [] }).verdict).toBe('warning');
  });
});
