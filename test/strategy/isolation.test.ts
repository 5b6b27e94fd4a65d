import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { builtEntry } from '../../src/lib/package-root.js';
import { badStrategy, firstRound, folderWith, match, Table } from '../support/strategy-host.js';

type Outcome = { reason: string; detail?: RegExp; restarts?: boolean };

/** What a misbehaving turn must end as, in every isolation that shields from it. */
const anywhere: Record<string, Outcome> = {
  throws: { reason: 'threw', detail: /^RangeError: no idea \(.*throws\.ts:7\)$/ },
  'throws-async': { reason: 'threw', detail: /^RangeError: no idea, later \(.*throws-async\.ts:8\)$/ },
  'never-resolves': { reason: 'late' },
  late: { reason: 'late' },
  illegal: { reason: 'illegal', detail: /'dynamite' is not a legal move/ },
  'wrong-type': { reason: 'illegal' },
};
const shielded: Record<string, Outcome> = {
  'endless-loop': { reason: 'late', restarts: true },
  exits: { reason: 'crashed', restarts: true },
  'hogs-heap': { reason: 'crashed', restarts: true },
  'hogs-buffers': { reason: 'crashed', restarts: true, detail: /used more than 256 MB/ },
  'rejects-unhandled': { reason: 'threw', detail: /nobody listens/ },
  'throws-in-timer': { reason: 'threw', detail: /ticking \(.*throws-in-timer\.ts:9\)/ },
};
describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  const cases = Object.entries(isolation === 'inline' ? anywhere : { ...anywhere, ...shielded });

  test.each(cases)(
    '%s costs one turn',
    async (name, { reason, detail, restarts = false }) => {
      // See below: there, the system refuses it the memory.
      if (isolation === 'process' && name === 'hogs-buffers') return;
      await using table = await Table.open(badStrategy(name), { isolation, memoryMb: 128 });
      const decision = table.ask(1);
      if (reason === 'late') table.timeIsUp();
      const first = await decision;
      expect(first).toMatchObject({ source: 'fallback', reason, move: { choice: 'rock' } });
      if (detail) expect(first.detail).toMatch(detail);
      table.host.roundEnd(firstRound);
      expect(await table.ask(2)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
      expect(table.codes).toEqual(restarts ? ['strategy/restarted'] : []);
    },
    60_000,
  );

  test('what a strategy does to its turn harms nobody else', async () => {
    await using table = await Table.open(badStrategy('mutates-input'), { isolation });
    const round = structuredClone(firstRound);
    const question = {
      matchId: 'm1',
      round: 1,
      state: {},
      score: { mine: 0, theirs: 0 },
      deadline: Date.now() + 20_000,
    };
    expect(await table.host.move(question)).toBe('paper');
    table.host.roundEnd(round);
    expect(await table.host.move({ ...question, round: 2 })).toBe('paper');
    expect(question).toMatchObject({ round: 1, state: {}, score: { mine: 0, theirs: 0 } });
    expect(question.state).toEqual({});
    expect(round).toEqual(firstRound);
  });

  test('asynchronous strategies, their timers and their signals work', async () => {
    using folder = folderWith({
      'slow.mjs': `import { setTimeout as sleep } from 'node:timers/promises';
        let ticks = 0;
        setInterval(() => ticks++, 1).unref();
        export default { async move(turn) { while (ticks < 3) await sleep(1); return turn.signal.aborted ? 'rock' : 'scissors'; } };`,
    });
    await using table = await Table.open(folder.path('slow.mjs'), { isolation });
    expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'scissors' } });
  });

  test('hooks run in order, memory and seed last, errors in hooks are reported', async () => {
    using folder = folderWith({
      'hooks.ts': `
        export default class {
          #log: string[] = [];
          name = 'hooks';
          games = ['rps'];
          init({ memory }: any) { memory.log = this.#log; this.#log.push('init'); }
          async matchStart() { await null; this.#log.push('matchStart'); }
          move(turn: any) { this.#log.push('move ' + turn.rounds.length + ' ' + turn.random()); return { raw: { log: turn.memory.log.join() } }; }
          roundEnd() { this.#log.push('roundEnd'); throw new Error('tired'); }
          taunt(event: any) { return event.on === 'round_end' ? 'gg' : 'no such taunt'; }
        }`,
    });
    const play = async () => {
      await using table = await Table.open(folder.path('hooks.ts'), { isolation });
      expect(table.host).toMatchObject({ name: 'hooks', games: ['rps'] });
      await table.ask(1);
      table.host.roundEnd(firstRound);
      const decision = await table.ask(2);
      expect(table.troubles).toMatchObject([
        {
          code: 'strategy/threw',
          message: expect.stringMatching(/roundEnd: Error: tired \(.*hooks\.ts:9\)/),
        },
      ]);
      expect(await table.host.taunt({ on: 'round_end', round: firstRound })).toBe('gg');
      expect(await table.host.taunt({ on: 'match_start', match })).toBe(null);
      return decision;
    };
    const decision = await play();
    expect(decision).toMatchObject({ raw: true, source: 'strategy' });
    expect(JSON.stringify(decision.move)).toMatch(/"init,matchStart,move 0 0\.\d+,roundEnd,move 1 0\.\d+"/);
    expect((await play()).move).toEqual(decision.move);
  });

  test.each([
    ['an answer', `move: () => ({ then(give) { give('paper'); give('rock'); } })`],
    ['a hook', `move: () => 'paper', matchStart: () => ({ then(done) { done(); } })`],
  ])('a thenable that is not a promise will do: %s', async (_what, methods) => {
    using folder = folderWith({ 'thenable.mjs': `export default { ${methods} };` });
    await using table = await Table.open(folder.path('thenable.mjs'), { isolation });
    expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
    expect(table.codes).toEqual([]);
  });

  test.each([
    ['throws', 'Object.create(null)'],
    ['throws', 'Object.assign(new Error("oh"), { stack: 5 })'],
    ['gives', '{ get then() { throw new Error("oh"); } }'],
    ['gives', 'Object.assign(Promise.resolve(), { then() { throw new Error("oh"); } })'],
    ['gives', '{ get raw() { throw new Error("oh"); } }'],
  ])('a strategy that %s %s plays on', async (how, value) => {
    using folder = folderWith({
      'odd.mjs': `const odd = () => { ${how === 'throws' ? 'throw' : 'return'} (${value}); };
        export default { move: (turn) => turn.round === 1 ? odd() : 'paper', roundEnd: odd, taunt: odd };`,
    });
    await using table = await Table.open(folder.path('odd.mjs'), { isolation });
    expect(await table.ask(1)).toMatchObject({ source: 'fallback' });
    table.host.roundEnd(firstRound);
    expect(await table.host.taunt({ on: 'round_end', round: firstRound })).toBe(null);
    expect(await table.ask(2)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
    expect(table.codes).not.toContain('strategy/restarted');
  });

  test('a taunt that throws is reported and sends nothing', async () => {
    using folder = folderWith({
      'taunts.mjs': `export default { move: () => 'rock', taunt() { throw new Error('speechless'); } };`,
    });
    await using table = await Table.open(folder.path('taunts.mjs'), { isolation });
    expect(await table.host.taunt({ on: 'match_start', match })).toBe(null);
    expect(table.codes).toEqual(['strategy/threw']);
  });
});

describe.each(['worker', 'process'] as const)('%s', (isolation) => {
  test('what it prints arrives by the line, and not without end', async () => {
    await using table = await Table.open(badStrategy('prints'), { isolation });
    expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
    expect(table.output[0]).toBe('hello from round 1');
    expect(table.output.length).toBeLessThan(20_000);
    expect(table.output.join()).toMatch(/prints too much/);
  });

  test('a match goes on after a restart as it was', async () => {
    using folder = folderWith({
      'replay.mjs': `let log = [];
        export default {
          matchStart: (match) => void log.push(match.matchId),
          roundEnd: (round) => void log.push(round.outcome),
          move(turn) { if (turn.round === 2 && !turn.state.again) process.exit(3); return { raw: { log, rounds: turn.rounds.length } }; },
        };`,
    });
    await using table = await Table.open(folder.path('replay.mjs'), { isolation });
    expect((await table.ask(1)).move).toEqual({ log: ['m1'], rounds: 0 });
    table.host.roundEnd(firstRound);
    expect(await table.ask(2)).toMatchObject({
      reason: 'crashed',
      detail: expect.stringContaining('code 3'),
    });
    expect((await table.ask(3)).move).toEqual({ log: ['m1', 'loss'], rounds: 1 });
  });

  const forge = (text: string) =>
    isolation === 'worker'
      ? `workerData.port.postMessage(${JSON.stringify(text)})`
      : `writeSync(3, ${JSON.stringify(`${text}\n`)})`;
  const forging = (text: string) =>
    folderWith({
      'forger.mjs': `import { writeSync } from 'node:fs';
        import { workerData } from 'node:worker_threads';
        export default { games: ['rps'], move(turn) {
          if (turn.round > 1) return 'paper';
          ${forge(text)};
          return new Promise(() => {});
        } };`,
    });

  test.each([
    'null',
    'not json',
    '{"tell":"output","line":5}',
    '{"tell":"not_loaded","code":"oh","message":"oh"}',
  ])('a forged message without a meaning is a crash: %s', async (text) => {
    using folder = forging(text);
    await using table = await Table.open(folder.path('forger.mjs'), { isolation });
    expect(await table.ask(1)).toMatchObject({
      reason: 'crashed',
      detail: expect.stringContaining('means nothing'),
    });
    expect(await table.ask(2)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
    expect(table.codes).toEqual(['strategy/restarted']);
  });

  test.each([
    '{"tell":"ready","games":["crash"],"forgetful":false,"taunts":false,"dependencies":{"files":[],"env":[]},"files":[]}',
    '{"tell":"not_loaded","code":"strategy/syntax","message":"oh"}',
  ])('what is only for loading counts once: %s', async (text) => {
    using folder = forging(text);
    await using table = await Table.open(folder.path('forger.mjs'), { isolation });
    void table.ask(1);
    expect(await table.ask(2)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
    expect(table.host.games).toEqual(['rps']);
    expect(table.codes).toEqual([]);
  });

  test('it sees no API key: not in its environment, arguments or data', async () => {
    const canary = 'bp_sk_canary_7f3a';
    const names = ['BOTPIT_API_KEY', 'CREDENTIALS_DIRECTORY', 'CANARY_COPY', 'CANARY_URL', 'CANARY_OTHER'];
    process.env.BOTPIT_API_KEY = canary;
    process.env.CREDENTIALS_DIRECTORY = '/run/credentials';
    process.env.CANARY_COPY = canary;
    process.env.CANARY_URL = `wss://${canary}@arena`;
    process.env.CANARY_OTHER = 'bp_live_other';
    try {
      using folder = folderWith({
        'spy.mjs': `import { workerData } from 'node:worker_threads';
          export default (turn) => ({ raw: { seen: JSON.stringify([process.env, process.argv, process.execArgv, workerData?.start, turn]) } });`,
      });
      await using table = await Table.open(folder.path('spy.mjs'), { isolation, apiKey: canary });
      const seen = JSON.stringify((await table.ask(1)).move);
      expect(seen).toContain('PATH');
      for (const secret of [canary, 'CREDENTIALS_DIRECTORY', 'BOTPIT_API_KEY', 'bp_live_other']) {
        expect(seen).not.toContain(secret);
      }
    } finally {
      for (const name of names) delete process.env[name];
    }
  });

  test('a strategy that does not finish loading is refused', async () => {
    using folder = folderWith({ 'stuck.mjs': 'for (;;);', 'gone.mjs': 'process.exit(4);' });
    const open = (file: string) => Table.open(folder.path(file), { isolation, loadTimeoutMs: 2000 });
    await expect(open('stuck.mjs')).rejects.toMatchObject({ code: 'strategy/threw-while-loading' });
    await expect(open('gone.mjs')).rejects.toThrow(/exited with code 4/);
  });
});

test('a process that closes the way to botpit costs one turn', async () => {
  using folder = folderWith({
    'closer.mjs': `import { closeSync } from 'node:fs';
      export default { games: ['rps'], move(turn) { if (turn.round === 1) for (let fd = 0; fd < 50; fd++) try { closeSync(fd) } catch {} return 'paper'; } };`,
  });
  await using table = await Table.open(folder.path('closer.mjs'), { isolation: 'process' });
  expect(await table.ask(1)).toMatchObject({ source: 'fallback', reason: 'crashed' });
  expect(await table.ask(2)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  expect(table.codes).toEqual(['strategy/restarted']);
});

test.skipIf(process.platform !== 'linux')(
  'a process that is refused memory costs one turn',
  async () => {
    await using table = await Table.open(badStrategy('hogs-buffers'), {
      isolation: 'process',
      memoryMb: 128,
    });
    const first = await table.ask(1);
    expect(first).toMatchObject({ source: 'fallback', move: { choice: 'rock' } });
    // What is refused is an error that it can catch; where Node itself wanted the memory, the end of the process.
    expect(['threw', 'crashed']).toContain(first.reason);
    table.host.roundEnd(firstRound);
    expect(await table.ask(2)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  },
  60_000,
);

test.skipIf(process.platform !== 'linux')(
  'a process gets no more memory than it may have, however quick it is',
  async () => {
    using folder = folderWith({
      'quick.mjs': `const hoard = [];
        export default { games: ['rps'], move() {
          try { for (;;) hoard.push(Buffer.allocUnsafeSlow(2 ** 24)); } catch {
            // Room for the answer.
            const bytes = hoard.length * 2 ** 24;
            hoard.length = 0;
            return { raw: { bytes } };
          }
        } };`,
    });
    for (;;) {
      await using table = await Table.open(folder.path('quick.mjs'), { isolation: 'process', memoryMb: 128 });
      const { source, move, reason, detail } = await table.ask(1);
      if (source === 'strategy') {
        const { bytes } = move as unknown as { bytes: number };
        expect(bytes).toBeGreaterThan(128 * 2 ** 20);
        expect(bytes).toBeLessThan((2 * 128 + 192) * 2 ** 20);
        return;
      }
      // Where Node itself wanted the memory that is refused, the process ends. It is tried again.
      expect({ reason, detail }).toEqual({
        reason: 'crashed',
        detail: expect.stringMatching(/was ended by SIG/),
      });
    }
  },
);

test('a process that takes long to end says how it ended, although its channel closed first', async () => {
  using folder = folderWith({
    'slow-end.mjs': `import { closeSync } from 'node:fs';
      export default { move() {
        closeSync(3);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
        process.exit(3);
      } };`,
  });
  await using table = await Table.open(folder.path('slow-end.mjs'), { isolation: 'process' });
  expect(await table.ask(1)).toMatchObject({
    reason: 'crashed',
    detail: expect.stringContaining('code 3'),
  });
});

test('a strategy in a process may start a thread of its own', async () => {
  using folder = folderWith({
    'threaded.mjs': `import { once } from 'node:events';
      import { Worker } from 'node:worker_threads';
      export default { games: ['rps'], async move() {
        const worker = new Worker("require('node:worker_threads').parentPort.postMessage('paper')", { eval: true });
        const [choice] = await once(worker, 'message');
        return choice;
      } };`,
  });
  await using table = await Table.open(folder.path('threaded.mjs'), { isolation: 'process' });
  expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
});

test.skipIf(process.platform === 'win32')('what a process has started ends with it', async () => {
  using folder = folderWith({
    'parent.mjs': `import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      export default (turn) => ({ raw: { pid: child.pid } });`,
  });
  const table = await Table.open(folder.path('parent.mjs'), { isolation: 'process' });
  const { pid } = (await table.ask(1)).move as unknown as { pid: number };
  expect(runs(pid)).toBe(true);
  await table[Symbol.asyncDispose]();
  await expect.poll(() => runs(pid)).toBe(false);
});

test.skipIf(process.platform === 'win32')(
  'a process in an endless loop ends when botpit is killed',
  async () => {
    using folder = folderWith({
      'loop.mjs': `import { renameSync, writeFileSync } from 'node:fs';
      writeFileSync(new URL('part', import.meta.url), String(process.pid));
      renameSync(new URL('part', import.meta.url), new URL('pid', import.meta.url));
      for (;;);`,
    });
    const start = { source: { kind: 'file', file: folder.path('loop.mjs') }, seed: 's', files: null };
    const botpit = spawn(process.execPath, [
      '-e',
      `require('child_process').spawn(process.execPath, [${JSON.stringify(fileURLToPath(builtEntry('strategy/isolation/process-entry')))}],
        { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] }).stdio[3].write(${JSON.stringify(`${JSON.stringify(start)}\n`)})`,
    ]);
    await expect.poll(() => existsSync(folder.path('pid'))).toBe(true);
    const pid = Number(readFileSync(folder.path('pid'), 'utf8'));
    try {
      expect(runs(pid)).toBe(true);
      botpit.kill('SIGKILL');
      await expect.poll(() => runs(pid)).toBe(false);
    } finally {
      if (runs(pid)) process.kill(pid, 'SIGKILL');
    }
  },
  60_000,
);

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // There is none.
    return false;
  }
}
