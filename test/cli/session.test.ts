import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canaryKey } from '../support/canary.js';
import { expectSession } from '../support/event-fields.js';
import { Captured, jsonLines, runCli, tempFolder } from '../support/run-cli.js';
import { type Peer, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

const KEY = canaryKey('session');
const env = { BOTPIT_API_KEY: KEY };
const SEED = 'ab'.repeat(32);

async function server(script: (peer: Peer) => unknown): Promise<ScriptedServer> {
  const at = await startScriptedServer(script);
  onTestFinished(() => at.close());
  return at;
}

/** Plays one match of rps, one round, that the bot wins or loses as a whole. */
async function playMatch(peer: Peer, wager: number, won: boolean, seed = SEED): Promise<void> {
  const match_id = 'm-1';
  await peer.receive('join_queue');
  peer.send({ type: 'queue_joined', game_type: 'rps', position: 1 });
  peer.send({
    type: 'match_found',
    match_id,
    game_type: 'rps',
    opponent_id: 'agent-2',
    opponent_name: 'Other',
    wager_lamports: wager,
    server_seed_hash: createHash('sha256').update(SEED).digest('hex'),
  });
  peer.send({ type: 'game_start', match_id, your_side: 'a' });
  peer.send({ type: 'your_turn', match_id, round: 1, game_state: {}, timeout_ms: 15_000 });
  await peer.receive('make_move');
  peer.send({
    type: 'round_result',
    match_id,
    round: 1,
    result: { winner: won ? 'a' : 'b' },
    score: won ? [1, 0] : [0, 1],
  });
  peer.send({
    type: 'game_over',
    match_id,
    winner: won ? 'agent-1' : 'agent-2',
    final_score: won ? [1, 0] : [0, 1],
    server_seed: seed,
    payout_lamports: won ? wager * 2 : 0,
  });
}

const inline = ['--strategy', 'random', '--isolation', 'inline'];

describe('ends from outside', () => {
  test('nobody listens: 69, after one attempt', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    const port = await new Promise<number>((resolve) => {
      free.on('listening', () => resolve((free.address() as { port: number }).port));
    });
    await new Promise((resolve) => free.close(resolve));
    const url = `ws://127.0.0.1:${port}/ws`;
    const { exitCode, stdout, stderr } = await runCli(['play', 'rps', '--url', url, ...inline, '--json'], {
      env,
    });
    expect(exitCode).toBe(69);
    expect(stderr).toBe('');
    const lines = jsonLines(stdout);
    expectSession(lines);
    expect(lines.map(({ event }) => event)).toEqual(['session_start', 'error', 'session_end']);
    expect(lines[1]).toMatchObject({
      code: 'connection/unreachable',
      message: expect.stringContaining(`${port}`),
    });
    expect(lines[2]).toMatchObject({ reason: 'unreachable', exit_code: 69 });
    const plain = await runCli(['play', 'rps', '--url', url, ...inline], { env });
    expect(plain.exitCode).toBe(69);
    expect(plain.stderr).toMatch(/error .*could not be reached: .*Check the URL/);
  });

  test('a refused key: 77, and exactly one attempt', async () => {
    const at = await server(async (peer) => {
      await peer.receive('authenticate');
      peer.send({ type: 'error', code: 'auth_failed', message: `no agent has the key ${KEY}` });
      peer.close();
    });
    for (const flags of [['--json'], [], ['--quiet'], ['--verbose']]) {
      const before = at.peers.length;
      const ran = await runCli(['play', 'rps', '--url', at.url, ...inline, ...flags], { env });
      expect(ran.exitCode).toBe(77);
      expect(at.peers.length - before).toBe(1);
      expect(ran.stdout + ran.stderr).toMatch(/rejected the key: no agent has the key \[key\]/);
    }
  });

  test('a session that is replaced: 81', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      await peer.receive('join_queue');
      peer.send({ type: 'session_replaced' });
    });
    const { exitCode, stdout } = await runCli(['play', 'rps', '--url', at.url, ...inline, '--json'], { env });
    expect(exitCode).toBe(81);
    const lines = jsonLines(stdout);
    expectSession(lines);
    expect(lines.at(-2)).toMatchObject({
      event: 'error',
      code: 'auth/replaced',
      message: expect.stringContaining('one bot per key'),
    });
    expect(lines.at(-1)).toMatchObject({ reason: 'replaced', exit_code: 81 });
    expect(at.peers).toHaveLength(1);
  });

  test('an arena whose seed does not match its hash: 76', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      await playMatch(peer, 0, true, 'cd'.repeat(32));
    });
    const { exitCode, stdout } = await runCli(['play', 'rps', '--url', at.url, ...inline, '--json'], { env });
    expect(exitCode).toBe(76);
    const lines = jsonLines(stdout);
    expectSession(lines);
    expect(lines.find(({ event }) => event === 'match_end')).toMatchObject({ fair: false });
    expect(lines.find(({ event }) => event === 'error')).toMatchObject({ code: 'unfair', match_id: 'm-1' });
    expect(lines.at(-1)).toMatchObject({ reason: 'unfair', exit_code: 76, matches: 1 });
  });

  test('a match with a higher wager than asked for: played, then 76', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      await playMatch(peer, 5, true);
    });
    const { exitCode, stdout } = await runCli(
      ['play', 'rps', '--url', at.url, ...inline, '--wager', '0', '--json'],
      { env },
    );
    expect(exitCode).toBe(76);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'mismatch', matches: 1 });
  });

  test('a loss limit: announced at the start, and 80 before a wager that could go past it', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      await playMatch(peer, 10_000_000, false);
      await playMatch(peer, 10_000_000, false);
    });
    const args = [
      'play',
      'rps',
      '--url',
      at.url,
      ...inline,
      '--wager',
      '0.01',
      '--max-loss',
      '0.01',
      '--no-limits',
    ];
    const { exitCode, stdout } = await runCli([...args, '--json'], { env });
    expect(exitCode).toBe(80);
    const lines = jsonLines(stdout);
    expectSession(lines);
    expect(lines[0]).toMatchObject({
      event: 'session_start',
      wager_lamports: 10_000_000,
      sandbox: false,
      max_loss_lamports: 10_000_000,
    });
    expect(lines.at(-1)).toMatchObject({ reason: 'loss-limit', matches: 1, net_lamports: -10_000_000 });
    expect(at.peers[0]?.types.filter((type) => type === 'join_queue')).toHaveLength(1);

    const plain = await runCli(args, { env });
    expect(plain.exitCode).toBe(80);
    expect(plain.stderr).toMatch(/stops before losing more than 0\.01 SOL/);
    expect(plain.stdout).toMatch(/net .*-0\.01 SOL[\s\S]*ended .*loss limit/);
  });

  test('a real wager without a limit: ten wagers', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      await peer.receive('join_queue');
      peer.send({ type: 'session_replaced' });
    });
    const { stdout } = await runCli(
      ['play', 'rps', '--url', at.url, ...inline, '--wager', '0.29', '--json'],
      { env },
    );
    expect(jsonLines(stdout)[0]).toMatchObject({
      wager_lamports: 290_000_000,
      max_loss_lamports: 2_900_000_000,
    });
  });

  test('an arena that refuses the game: 64, with its words', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      await peer.receive('join_queue');
      peer.send({ type: 'error', code: 'invalid_game', message: 'no rps today' });
    });
    const { exitCode, stdout } = await runCli(['queue', 'rps', '--url', at.url, ...inline, '--json'], {
      env,
    });
    expect(exitCode).toBe(64);
    expect(jsonLines(stdout).at(-2)).toMatchObject({
      code: 'arena/refused',
      message: expect.stringContaining('no rps today'),
    });
  });
});

describe('giving up', () => {
  test('giveUpAfter and maxReconnectDelay may be 0s', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      await peer.receive('join_queue');
      await at.close();
    });
    const args = [
      'play',
      'rps',
      '--url',
      at.url,
      ...inline,
      '--give-up-after',
      '0s',
      '--max-reconnect-delay',
      '0s',
    ];
    const { exitCode, stdout } = await runCli([...args, '--json'], { env });
    expect(exitCode).toBe(69);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'unreachable' });
  });
});

describe('challenge cancel', () => {
  const cancel = (url: string, ...more: string[]) =>
    runCli(['challenge', 'cancel', 'c-1', '--url', url, ...more], { env });

  test('withdraws, and says so', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      const { challenge_id } = await peer.receive('cancel_challenge');
      peer.send({ type: 'challenge_cancelled', challenge_id: 'another' });
      peer.send({ type: 'challenge_cancelled', challenge_id });
    });
    expect(await cancel(at.url)).toEqual({
      exitCode: 0,
      stdout: 'Challenge c-1 is withdrawn.\n',
      stderr: '',
    });
    const { exitCode, stdout } = await cancel(at.url, '--json');
    expect(exitCode).toBe(0);
    expect(jsonLines(stdout)).toEqual([
      { event: 'challenge_cancelled', time: expect.any(String), challenge_id: 'c-1', wager_lamports: null },
    ]);
  });

  test('the arena says no: 64', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      await peer.receive('cancel_challenge');
      peer.send({ type: 'error', code: 'challenge_not_found', message: 'no such challenge' });
    });
    const { exitCode, stderr } = await cancel(at.url);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(
      /did not withdraw the challenge c-1: no such challenge \(challenge_not_found\)\n {2}Only the key/,
    );
  });

  test('a connection that is lost before the answer: 69, and no second try', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      await peer.receive('cancel_challenge');
      peer.cut();
    });
    const { exitCode } = await cancel(at.url);
    expect(exitCode).toBe(69);
    expect(at.peers).toHaveLength(1);
  });

  test('a refused key: 77', async () => {
    const at = await server(async (peer) => {
      await peer.receive('authenticate');
      peer.send({ type: 'error', code: 'auth_failed', message: 'no' });
    });
    expect((await cancel(at.url)).exitCode).toBe(77);
  });
});

describe('signals inside the process', () => {
  test('while connecting: ends with 0', async () => {
    const signals = new EventEmitter();
    const at = await server(() => signals.emit('SIGTERM'));
    const { exitCode, stdout } = await runCli(['play', 'rps', '--url', at.url, ...inline, '--json'], {
      env,
      signals,
    });
    expect(exitCode).toBe(0);
    const lines = jsonLines(stdout);
    expectSession(lines);
    expect(lines.at(-1)).toMatchObject({ reason: 'signal', exit_code: 0, matches: 0 });
    expect(signals.listenerCount('SIGTERM') + signals.listenerCount('SIGINT')).toBe(0);
  });

  test('while the strategy is loading: ends with 0 and queues for nothing', async () => {
    const signals = new EventEmitter();
    const at = await server((peer) => peer.welcome());
    const cwd = tempFolder({
      'bot.mjs': 'export default { async init() { console.log("loading"); }, move: () => "rock" };',
    });
    const running = runCli(['play', 'rps', '--url', at.url, '--strategy', './bot.mjs', '--json'], {
      cwd,
      env,
      signals,
    });
    await new Promise((resolve) => signals.once('newListener', resolve));
    await new Promise(setImmediate);
    signals.emit('SIGINT');
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(0);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'signal', matches: 0 });
    expect(at.peers.flatMap(({ types }) => types)).not.toContain('join_queue');
  });

  test('a Ctrl-C that npm passes on again is one signal', async () => {
    const signals = new EventEmitter();
    const at = await server(async (peer) => {
      await peer.welcome();
      await peer.receive('join_queue');
      peer.send({ type: 'queue_joined', game_type: 'rps', position: 1 });
      signals.emit('SIGINT');
      signals.emit('SIGINT');
      await peer.receive('leave_queue');
      peer.send({ type: 'queue_left' });
    });
    const { exitCode, stdout } = await runCli(['play', 'rps', '--url', at.url, ...inline, '--json'], {
      env,
      signals,
    });
    expect(exitCode).toBe(0);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'signal' });
  });

  test('two different signals are two', async () => {
    const signals = new EventEmitter();
    const at = await server(async (peer) => {
      await peer.welcome();
      await peer.receive('join_queue');
      signals.emit('SIGINT');
      signals.emit('SIGTERM');
    });
    const { exitCode, stdout } = await runCli(['play', 'rps', '--url', at.url, ...inline, '--json'], {
      env,
      signals,
    });
    expect(exitCode).toBe(143);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'forced', exit_code: 143 });
  });
});

describe('several games', () => {
  const gamesOf = (stdout: string) =>
    jsonLines(stdout).flatMap(({ event, game }) => (event === 'match_start' ? [game] : []));

  test('take turns after each match, or after so many', async () => {
    const local = ['--local', '--json', ...inline];
    const each = await runCli(['play', 'rps,crash', '--matches', '3', ...local]);
    expect(gamesOf(each.stdout)).toEqual(['rps', 'crash', 'rps']);
    expect(jsonLines(each.stdout)[0]).toMatchObject({ game: 'rps', games: ['rps', 'crash'] });
    const cwd = tempFolder({ 'botpit.config.json': '{ "game": ["hi_lo", "mines"], "rotate": 2 }' });
    const two = await runCli(['play', '--matches', '5', ...local], { cwd });
    expect(gamesOf(two.stdout)).toEqual(['hi_lo', 'hi_lo', 'mines', 'mines', 'hi_lo']);
    // What is typed is one game.
    const one = await runCli(['play', 'rps', '--matches', '2', ...local], { cwd });
    expect(gamesOf(one.stdout)).toEqual(['rps', 'rps']);
  });
});

describe('hours of play', () => {
  test('status says that a bot waits for them, and until when', async () => {
    const cwd = tempFolder();
    const at = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
    const hours = `${at(6_000_000)}-${at(6_060_000)}`;
    const stdout = new Captured(false);
    const signals = new EventEmitter();
    const typed = ['play', 'rps', '--local', '--json', '--hours', hours, '--time-zone', 'UTC', ...inline];
    const running = runCli([...typed, '--data-dir', 'd'], { cwd, stdout, signals });
    while (!stdout.text.includes('"waiting"')) await new Promise(setImmediate);
    const until = jsonLines(stdout.text).find(({ event }) => event === 'waiting')?.until;
    expect(until).toMatch(/^\d{4}-/);
    const status = await runCli(['status', '--json', '--data-dir', 'd'], { cwd });
    expect(jsonLines(status.stdout)[0]).toMatchObject({ event: 'process', state: 'waiting', until });
    const shown = await runCli(['status', '--data-dir', 'd'], { cwd });
    expect(shown.stdout).toContain('waiting for its hours of play until');
    signals.emit('SIGINT');
    expect((await running).exitCode).toBe(0);
    expect(jsonLines(stdout.text).some(({ event }) => event === 'queue_joined')).toBe(false);
  });
});
