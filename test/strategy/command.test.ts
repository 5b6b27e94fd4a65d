import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openStrategy } from '../../src/strategy/index.js';
import { firstRound, folderWith, match, Table } from '../support/strategy-host.js';

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** A program that answers what `answer` (JavaScript, given `message`) evaluates to. */
function program(answer: string): string {
  return `const lines = require('node:readline').createInterface({ input: process.stdin });
    const log = [];
    lines.on('line', (line) => {
      const message = JSON.parse(line);
      log.push(message);
      if (message.type !== 'turn') return;
      const answer = (() => { ${answer} })();
      if (answer !== undefined) console.log(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });`;
}

const node = (path: string) => `cmd: "${process.execPath}" '${path}'`;

test('the whole conversation, in snake case', async () => {
  using folder = folderWith({ 'my bot.cjs': program(`return { move: { raw: { log } } };`) });
  await using table = await Table.open(node(folder.path('my bot.cjs')));
  expect(table.host).toMatchObject({ isolation: 'command' });
  const history = [{ matchId: 'm0', game: 'rps', side: 'b', outcome: 'win', rounds: [firstRound] }] as const;
  table.host.matchStart({ ...match, wager: 5, opponent: { id: 'o2', name: 'Another', history } });
  await table.ask(1);
  table.host.roundEnd(firstRound);
  table.host.matchEnd({
    matchId: 'm1',
    game: 'rps',
    outcome: 'loss',
    score: { mine: 0, theirs: 1 },
    netLamports: -5,
  });
  const { move } = await table.ask(2);
  const past = { match_id: 'm0', game: 'rps', side: 'b', outcome: 'win', rounds: [firstRound] };
  const turn = {
    type: 'turn',
    game: 'rps',
    match_id: 'm1',
    state: {},
    side: 'a',
    score: { mine: 0, theirs: 0 },
    deadline: expect.any(Number),
    timeout_ms: expect.any(Number),
  };
  expect((move as { log: unknown[] }).log.slice(2)).toEqual([
    {
      type: 'match_start',
      game: 'rps',
      match_id: 'm1',
      side: 'a',
      opponent: { id: 'o2', name: 'Another', history: [past] },
      wager_lamports: 5,
    },
    { ...turn, round: 1, rounds: [] },
    { type: 'round_end', game: 'rps', match_id: 'm1', ...firstRound },
    {
      type: 'match_end',
      match_id: 'm1',
      game: 'rps',
      outcome: 'loss',
      score: { mine: 0, theirs: 1 },
      net_lamports: -5,
    },
    { ...turn, round: 2, rounds: [firstRound] },
  ]);
  expect((move as { log: unknown[] }).log[0]).toEqual({ type: 'session_start', seed: 'test' });
});

test.each([
  ['the bare value', `return { move: 'paper' };`],
  ['the wire object', `return { move: { choice: 'paper' } };`],
  ['with an echo', `return { move: 'paper', round: message.round, match_id: message.match_id };`],
  [
    'after stale answers',
    `console.log('{"move":"scissors","round":77}'); console.log('{"move":"rock","match_id":"m0"}'); return { move: 'paper' , round: 1 };`,
  ],
])('a move may be %s', async (_what, answer) => {
  using folder = folderWith({ 'bot.cjs': program(answer) });
  await using table = await Table.open(node(folder.path('bot.cjs')));
  expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
});

test('a taunt rides on an answer and is sent once', async () => {
  using folder = folderWith({ 'bot.cjs': program(`return { move: 'paper', taunt: 'gg' };`) });
  await using table = await Table.open(node(folder.path('bot.cjs')));
  await table.ask(1);
  expect(await table.host.taunt({ on: 'round_end', round: firstRound })).toBe('gg');
  expect(await table.host.taunt({ on: 'round_end', round: firstRound })).toBe(null);
});

test.each([
  ['exits', `process.exit(5);`, { reason: 'crashed', detail: expect.stringMatching(/exited with code 5/) }],
  [
    'dies by a signal',
    `process.kill(process.pid, 'SIGKILL');`,
    { reason: 'crashed', detail: expect.stringMatching(/SIGKILL/) },
  ],
  [
    'throws',
    `throw new Error('dropped the ball');`,
    { reason: 'crashed', detail: expect.stringMatching(/code 1; its last words/) },
  ],
])('one that %s is started again, with the match told anew', async (_what, fault, outcome) => {
  using folder = folderWith({
    'bot.cjs': program(
      `if (message.round === 1) { ${fault} } return { move: { raw: { told: log.map(({ type }) => type) } } };`,
    ),
  });
  await using table = await Table.open(node(folder.path('bot.cjs')));
  expect(await table.ask(1)).toMatchObject({ source: 'fallback', ...outcome });
  table.host.roundEnd(firstRound);
  expect((await table.ask(2)).move).toEqual({ told: ['session_start', 'match_start', 'round_end', 'turn'] });
  expect(table.codes).toEqual(['strategy/restarted']);
});

test('one that hangs is stopped with all that it has started, and told to flush', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  using folder = folderWith({
    'child.cjs': `require('node:net').connect(${port}, '127.0.0.1');`,
    'bot.cjs': program(`
      if (message.round > 1) return { move: 'paper' };
      require('node:child_process').spawn(process.execPath, [__dirname + '/child.cjs']).once('spawn', () => { for (;;); });`),
  });
  await using table = await Table.open(node(folder.path('bot.cjs')));
  const decision = table.ask(1);
  const [socket] = (await once(server, 'connection')) as [Socket];
  // A killed child's connection ends, however it ends.
  const childGone = new Promise((resolve) => socket.resume().on('error', resolve).on('close', resolve));
  table.timeIsUp();
  expect(await decision).toMatchObject({ source: 'fallback', reason: 'late' });
  expect(await table.ask(2)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  expect(table.codes).toEqual(['strategy/no-answer', 'strategy/restarted']);
  await childGone;
  server.close();
});

test.each([
  ['prints its move bare', 'console.log("rock");', /an answer is a line of JSON/],
  ['prints nothing', '', /it must flush stdout/],
])('one that %s is told what may be missing', async (_what, code, says) => {
  using folder = folderWith({ 'bot.cjs': program(code) });
  await using table = await Table.open(node(folder.path('bot.cjs')));
  const decision = table.ask(1);
  if (code !== '') await expect.poll(() => table.codes).toContain('strategy/not-json');
  table.timeIsUp();
  expect(await decision).toMatchObject({ source: 'fallback', reason: 'late' });
  expect(table.troubles.find((one) => one.code === 'strategy/no-answer')?.message).toMatch(says);
});

test.each([
  [
    '{"move": NaN}',
    { reason: 'illegal', detail: expect.stringContaining('NaN, which is not a number to play') },
  ],
  ['{"move": {"choice": -Infinity}}', { reason: 'illegal', detail: expect.stringContaining('-Infinity') }],
  ['{"move": {"raw": {"bid": NaN}}}', { reason: 'illegal', detail: expect.stringContaining('bid: NaN') }],
  ['{"move": "rock", "state": {"odds": [NaN, Infinity], "best": NaN }}', { source: 'strategy' }],
  ['{"move": null}', { reason: 'illegal', detail: expect.stringContaining('answered nothing (null)') }],
])('%s, as Python writes it, is judged at once', async (line, outcome) => {
  using folder = folderWith({ 'bot.cjs': program(`return ${JSON.stringify(line)};`) });
  await using table = await Table.open(node(folder.path('bot.cjs')));
  expect(await table.ask(1)).toMatchObject(outcome);
  expect(table.troubles).toEqual([]);
});

test('what is not an answer is reported once by name, and shown', async () => {
  using folder = folderWith({
    'bot.cjs': program(`console.log('thinking…'); console.log('[1]'); return { move: 'paper' };`),
  });
  await using table = await Table.open(node(folder.path('bot.cjs')));
  expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  await table.ask(2);
  expect(table.codes).toEqual(['strategy/not-json']);
  expect(table.troubles[0]?.message).toMatch(/bot\.cjs.*thinking….*stderr/);
  expect(table.output).toEqual(['thinking…', '[1]', 'thinking…', '[1]']);
});

test('endless output without a line end fills no memory and spoils nothing', async () => {
  using folder = folderWith({
    'bot.cjs': program(
      `for (let i = 0; i < 64; i++) process.stderr.write('x'.repeat(65536)); process.stderr.write('\\n'); return { move: 'paper' };`,
    ),
  });
  await using table = await Table.open(node(folder.path('bot.cjs')));
  expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  expect((await outputLine(table, /^x+$/))?.[0].length).toBeLessThanOrEqual(2000);
});

test('it sees no API key', async () => {
  process.env.BOTPIT_API_KEY = 'bp_sk_canary';
  process.env.CANARY_URL = 'wss://x?key=bp_sk_canary';
  try {
    using folder = folderWith({
      'bot.cjs': program(`return { move: { raw: { env: process.env, argv: process.argv, log } } };`),
    });
    await using table = await Table.open(node(folder.path('bot.cjs')), { apiKey: 'bp_sk_canary' });
    const seen = JSON.stringify((await table.ask(1)).move);
    expect(seen).toContain('PATH');
    expect(seen).not.toContain('canary');
    expect(seen).not.toContain('BOTPIT_API_KEY');
  } finally {
    delete process.env.BOTPIT_API_KEY;
    delete process.env.CANARY_URL;
  }
});

describe('one that cannot start', () => {
  const open = (spec: string) => openStrategy(spec, { seed: 's', report: () => {} });

  test('is not found', async () => {
    await expect(open('cmd: no-such-program-here --fast')).rejects.toMatchObject({
      code: 'strategy/not-found',
      message: expect.stringContaining('there is no program no-such-program-here'),
      hint: expect.stringContaining('PATH'),
    });
  });

  test('may not be executed', async () => {
    using folder = folderWith({ 'bot.py': '' });
    const path = folder.path('bot.py');
    await expect(open(`cmd: ${path}`)).rejects.toMatchObject({
      code: 'strategy/not-found',
      message: `${path}: ${path} may not be executed`,
      hint: expect.stringContaining(`chmod +x ${path}`),
    });
  });

  test('is refused with its last words', async () => {
    // A shell, as it is there at once however busy the machine is.
    await expect(open(`cmd: sh -c "echo 'no model' >&2; exit 2"`)).rejects.toMatchObject({
      code: 'strategy/threw-while-loading',
      message: expect.stringMatching(/exited with code 2; its last words: no model/),
    });
  });
});

test('at the end its input ends, and it has a moment to save what it knows', async () => {
  using folder = folderWith({
    'bot.cjs': `${program(`return { move: 'paper' };`)} lines.on('close', () => console.error('saved'));`,
  });
  const table = await Table.open(node(folder.path('bot.cjs')));
  await table.ask(1);
  await table.host.close();
  await table.host.close();
  expect(await outputLine(table, /^saved$/)).not.toBe(null);
});

test.skipIf(!hasPython)('the Python example of the documentation plays', async () => {
  const page = readFileSync(new URL('../../docs/strategies.md', import.meta.url), 'utf8');
  const [, example = ''] = /```python\n([\s\S]*?)```/.exec(page) ?? [];
  using folder = folderWith({ 'bot.py': example });
  await using table = await Table.open(`cmd: python3 ${folder.path('bot.py')}`);
  expect(await table.ask(1)).toMatchObject({ source: 'strategy' });
  table.host.roundEnd(firstRound);
  // The opponent played paper: scissors beats it.
  expect(await table.ask(2)).toMatchObject({ source: 'strategy', move: { choice: 'scissors' } });
  expect(table.troubles).toEqual([]);
});

async function outputLine(table: Table, pattern: RegExp): Promise<RegExpExecArray | null> {
  const find = () => table.output.map((line) => pattern.exec(line)).find((found) => found !== null) ?? null;
  await expect.poll(find).not.toBe(null);
  return find();
}
