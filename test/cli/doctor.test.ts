import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createArena } from '../../src/arena/index.js';
import { doctor } from '../../src/cli/commands/doctor.js';
import type { Flags } from '../../src/config/index.js';
import { startReceiver } from '../support/receiver.js';
import { jsonLines, tempFolder } from '../support/run-cli.js';
import { startScriptedServer } from '../support/scripted-server.js';
import { call } from './command-io.js';

const KEY = 'bp_sk_doctor_canary_4711wxyz';
const NOTHING = { flags: {}, args: [], options: {} };

interface Examined {
  readonly exitCode: number | string;
  readonly output: string;
  /** By name. */
  readonly checks: Readonly<Record<string, { verdict: string; found: string; mend: string | null }>>;
  readonly result: Readonly<Record<string, unknown>> | undefined;
}

async function examine(
  flags: Flags,
  {
    env = {},
    cwd = tempFolder(),
    isPlaying,
  }: { env?: Record<string, string>; cwd?: string; isPlaying?: (apiKey: string) => boolean } = {},
): Promise<Examined> {
  const { result, stdout, stderr } = await call(
    (io) => doctor({ ...NOTHING, flags: { json: true, ...flags }, io }, isPlaying),
    {
      cwd,
      env,
    },
  );
  const lines = jsonLines(stdout);
  for (const line of lines) expect(line.time).toMatch(/^\d{4}-/);
  const checks = lines.filter(({ event }) => event === 'check');
  return {
    exitCode: result,
    output: stdout + stderr,
    checks: Object.fromEntries(
      checks.map(({ name, verdict, found, mend }) => [name, { verdict, found, mend }]),
    ),
    result: lines.find(({ event }) => event === 'doctor_result'),
  } as Examined;
}

async function arena(): Promise<string> {
  const running = await createArena();
  onTestFinished(() => running.close());
  return running.url;
}

async function listening(
  server: ReturnType<typeof createServer> | ReturnType<typeof createTcpServer>,
): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/ws`;
}

describe('the webhook', () => {
  const SECRET = 'T0KEN-in-the-path';

  test.each([
    ['json', { event: 'test', text: 'botpit doctor tests this webhook: notices arrive here.' }],
    ['discord', { content: 'botpit doctor tests this webhook: notices arrive here.' }],
    ['slack', { text: 'botpit doctor tests this webhook: notices arrive here.' }],
    ['telegram', { chat_id: '@bots', text: 'botpit doctor tests this webhook: notices arrive here.' }],
  ])('%s: a test notice in the form of the chat', async (webhookFormat, body) => {
    const receiver = await startReceiver();
    const webhook = `${receiver.url}/${SECRET}`;
    const { checks, output, exitCode } = await examine(
      { local: true, webhookFormat, webhookChat: '@bots' },
      { env: { BOTPIT_WEBHOOK: webhook } },
    );
    expect(receiver.bodies).toMatchObject([body]);
    expect(checks.webhook).toEqual({
      verdict: 'ok',
      found: `${receiver.url} took a test notice (${webhookFormat})`,
      mend: null,
    });
    expect(exitCode).toBe(0);
    expect(output).not.toContain(SECRET);
  });

  test('that does not take it is a warning, with what to mend, and shows no secret', async () => {
    const gone = createServer((_request, response) => response.writeHead(404).end());
    const url = (await listening(gone)).replace('ws:', 'http:').replace(/\/api.*/, '');
    const { checks, output, exitCode } = await examine(
      { local: true },
      { env: { BOTPIT_WEBHOOK: `${url}/${SECRET}` } },
    );
    expect(checks.webhook).toMatchObject({
      verdict: 'warning',
      found: `${url} did not take a test notice (json): HTTP status 404`,
    });
    expect(exitCode).toBe(0);
    expect(output).not.toContain(SECRET);
  });
});

describe('all is well', () => {
  test('every check, from the machine to the latency, and no queue is joined', async () => {
    const events: string[] = [];
    const running = await createArena({ onEvent: ({ event }) => events.push(event) });
    onTestFinished(() => running.close());
    const { exitCode, checks, result, output } = await examine(
      { url: running.url, strategy: 'counter-last' },
      {
        env: { BOTPIT_API_KEY: KEY },
        isPlaying: (key) => key !== KEY,
      },
    );
    expect(Object.keys(checks)).toEqual([
      ...['node', 'systemd_notify', 'config', 'key', 'data_folder', 'records', 'running', 'strategy'],
      'webhook',
      ...['arena', 'clock', 'key_accepted', 'latency'],
    ]);
    for (const [name, { verdict, found, mend }] of Object.entries(checks)) {
      expect({ name, found, verdict, mend }).toMatchObject({
        verdict: ['systemd_notify', 'webhook'].includes(name) ? 'skipped' : 'ok',
        mend: null,
      });
    }
    expect(checks.key?.found).toBe('bp_sk_…wxyz from BOTPIT_API_KEY');
    expect(checks.strategy?.found).toMatch(/^counter-last \(worker\): rps \d+ turns, slowest [\d.]+ ms$/);
    expect(checks.latency?.found).toMatch(/^5 pings: min [\d.]+ ms, median [\d.]+ ms, max [\d.]+ ms$/);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ exit_code: 0, ok: 11, warning: 0, problem: 0, skipped: 2 });
    expect(output).not.toContain(KEY.slice(6, -4));
    expect(events.join(' ')).not.toMatch(/queue|match/);
  });

  test('for people: a line a check, and a sentence at the end', async () => {
    const { result, stdout } = await call((io) => doctor({ ...NOTHING, flags: { local: true }, io }), {
      cwd: tempFolder(),
    });
    expect(result).toBe(0);
    expect(stdout).toMatch(/^ok {7}Node {11}Node \d+/);
    expect(stdout).toMatch(/^skipped {2}API key {8}--local needs no key$/m);
    expect(stdout).toMatch(/\n\nNothing is wrong\.\n$/);
  });

  test('the config may ask for JSON too', async () => {
    const cwd = tempFolder({ 'botpit.config.json': '{"json": true, "local": true}' });
    const { stdout } = await call((io) => doctor({ ...NOTHING, io }), { cwd });
    expect(jsonLines(stdout).at(-1)).toMatchObject({ event: 'doctor_result', exit_code: 0 });
  });

  test('--local skips what needs an arena or a key', async () => {
    const { exitCode, checks } = await examine({ local: true }, { env: { BOTPIT_API_KEY: KEY } });
    expect(exitCode).toBe(0);
    for (const name of ['key', 'running', 'arena', 'clock', 'key_accepted', 'latency']) {
      expect(checks[name]?.verdict).toBe('skipped');
    }
    expect(checks.strategy?.verdict).toBe('ok');
  });
});

describe('each finding says how to mend it, and gives its exit code', () => {
  const online = { BOTPIT_API_KEY: KEY };

  test('a broken config: 78, and what relies on it is skipped', async () => {
    const cwd = tempFolder({ 'botpit.config.json': '{"wagr": 1, "matches": 0}' });
    const { exitCode, checks } = await examine({}, { cwd, env: online });
    expect(exitCode).toBe(78);
    expect(checks.config?.verdict).toBe('problem');
    expect(checks.config?.found).toMatch(/wagr.*Did you mean wager\?\n.*matches/);
    expect(checks.node?.verdict).toBe('ok');
    expect(checks.arena?.verdict).toBe('skipped');
  });

  test('no key: 78; the arena is looked at all the same', async () => {
    const { exitCode, checks } = await examine({ url: await arena() });
    expect(exitCode).toBe(78);
    expect(checks.key).toMatchObject({ verdict: 'problem', found: 'there is no API key' });
    expect(checks.key?.mend).toMatch(/BOTPIT_API_KEY/);
    expect(checks.arena?.verdict).toBe('ok');
    expect(checks.key_accepted).toEqual({ verdict: 'skipped', found: 'there is no key', mend: null });
  });

  test.skipIf(process.platform === 'win32')(
    'a key file that others can read: a warning, which costs nothing',
    async () => {
      const cwd = tempFolder({ 'botpit.key': `${KEY}\n` });
      chmodSync(join(cwd, 'botpit.key'), 0o644);
      const flags = { url: await arena(), apiKeyFile: 'botpit.key' };
      const isPlaying = () => true;
      const exposed = await examine(flags, { cwd, isPlaying });
      expect(exposed.checks.key).toMatchObject({
        verdict: 'warning',
        mend: expect.stringMatching(/chmod 600/),
      });
      expect(exposed.checks.key?.found).toMatch(/botpit\.key, mode 0644$/);
      expect(exposed.exitCode).toBe(0);
      chmodSync(join(cwd, 'botpit.key'), 0o600);
      expect((await examine(flags, { cwd, isPlaying })).checks.key?.verdict).toBe('ok');
    },
  );

  test('a key that is not an arena key: a warning', async () => {
    const { checks } = await examine(
      { url: await arena() },
      { env: { BOTPIT_API_KEY: 'sk-1234567890abcdef' } },
    );
    expect(checks.key?.verdict).toBe('warning');
    expect(checks.key_accepted?.verdict).toBe('problem');
  });

  test.each([
    { what: 'does not load', source: 'export default {', found: /bot\.ts:1/ },
    {
      what: 'throws',
      source: 'export default { games: ["rps"], move() { throw new Error("tired"); } };',
      found: /tired/,
    },
    {
      what: 'plays another game',
      source: 'export default { games: ["mines"], move: () => 3 };',
      found: /does not play rps/,
    },
    { what: 'hangs', source: 'export default { games: ["rps"], move() { for (;;); } };', found: /late/ },
  ])('a strategy that $what: 65', async ({ source, found }) => {
    const cwd = tempFolder({ 'bot.ts': source });
    const { exitCode, checks } = await examine({ local: true, strategy: './bot.ts', game: 'rps' }, { cwd });
    expect(checks.strategy?.verdict).toBe('problem');
    expect(checks.strategy?.found).toMatch(found);
    expect(checks.strategy?.mend).not.toBeNull();
    expect(exitCode).toBe(65);
  });

  test('no strategy for a wager: 64', async () => {
    const { exitCode, checks } = await examine({ url: await arena(), wager: '0.1' }, { env: online });
    expect(checks.strategy?.verdict).toBe('problem');
    expect(exitCode).toBe(64);
  });

  test('a data folder that cannot be: 74', async () => {
    const cwd = tempFolder({ file: '' });
    const { exitCode, checks } = await examine({ local: true, dataDir: 'file/records' }, { cwd });
    expect(exitCode).toBe(74);
    expect(checks.data_folder).toMatchObject({
      verdict: 'problem',
      found: expect.stringMatching(/is not a folder$/),
    });
    const made = await examine({ local: true, dataDir: 'new/records' }, { cwd });
    expect(made.checks.data_folder?.found).toMatch(/made when needed, \d+ MB free$/);
    const there = await examine({ local: true, dataDir: '.' }, { cwd });
    expect(there.checks.data_folder?.found).toMatch(/writable, \d+ MB free$/);
  });

  test('records that cannot be read: 74', async () => {
    const cwd = tempFolder({ 'real.db': 'torn' });
    const { exitCode, checks } = await examine({ local: true, dataDir: '.' }, { cwd });
    expect(exitCode).toBe(74);
    expect(checks.records).toMatchObject({ verdict: 'problem', mend: expect.any(String) });
  });

  test('a running bot is not thrown out', async () => {
    const at = await startScriptedServer();
    onTestFinished(() => at.close());
    const { exitCode, checks } = await examine(
      { url: at.url },
      { env: online, isPlaying: (key) => key === KEY },
    );
    expect(checks.running).toMatchObject({ verdict: 'warning', mend: expect.stringMatching(/82/) });
    expect(checks.key_accepted?.verdict).toBe('skipped');
    expect(checks.latency?.verdict).toBe('skipped');
    expect(at.peers.flatMap(({ types }) => types)).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test('a key that the arena rejects: 77', async () => {
    const at = await startScriptedServer(async (peer) => {
      await peer.receive('authenticate');
      peer.send({ type: 'error', code: 'auth_failed', message: `no such key: ${KEY}` });
    });
    onTestFinished(() => at.close());
    const { exitCode, checks, output } = await examine({ url: at.url }, { env: online });
    expect(exitCode).toBe(77);
    expect(checks.arena?.verdict).toBe('ok');
    expect(checks.key_accepted?.verdict).toBe('problem');
    expect(checks.latency?.verdict).toBe('skipped');
    expect(output).not.toContain(KEY.slice(6, -4));
  });

  test('pings without an answer: a warning', async () => {
    const at = await startScriptedServer(async (peer) => {
      peer.answersPings = false;
      await peer.welcome();
    });
    onTestFinished(() => at.close());
    const { exitCode, checks } = await examine({ url: at.url }, { env: online });
    expect(checks.key_accepted?.verdict).toBe('ok');
    expect(checks.latency).toMatchObject({
      verdict: 'warning',
      found: expect.stringMatching(/^no answer to a ping/),
    });
    expect(exitCode).toBe(0);
  });

  test('a clock that is wrong: a warning', async () => {
    const server = createServer();
    server.on('request', (_request, response) => {
      response.writeHead(404, { date: new Date(Date.now() - 60_000).toUTCString() }).end();
    });
    const url = await listening(server);
    const { checks, exitCode } = await examine({ url }, { env: online });
    // Something answers there, but no WebSocket.
    expect(checks.arena).toMatchObject({ verdict: 'problem', found: expect.stringMatching(/HTTP 404/) });
    expect(exitCode).toBe(69);

    const { createHash } = await import('node:crypto');
    server.on('upgrade', (request, socket) => {
      const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = createHash('sha1').update(key).digest('base64');
      socket.on('error', () => undefined);
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.end();
    });
    const skewed = await examine({ url }, { env: online });
    expect(skewed.checks.arena?.verdict).toBe('ok');
    expect(skewed.checks.clock).toMatchObject({
      verdict: 'warning',
      found: expect.stringMatching(/^(59|60|61) s ahead of the arena's$/),
    });
  });

  test.each([
    [301, { location: 'https://new.example/' }, /sends on to https:\/\/new\.example\/ /, /new address/],
    [401, {}, /wants a login/, /API key is not it/],
    [403, {}, /does not let this machine in/, /operator/],
    [503, { 'retry-after': '90' }, /down for now.* come back in 90 s/, /later/],
  ] as const)(
    'status %d in place of a WebSocket: 69, in words of its own',
    async (status, headers, why, mend) => {
      const server = createServer();
      server.on('request', (_request, response) => {
        response.writeHead(status, headers).end();
      });
      const { checks, exitCode } = await examine({ url: await listening(server) }, { env: online });
      expect(checks.arena).toMatchObject({
        verdict: 'problem',
        found: expect.stringMatching(why),
        mend: expect.stringMatching(mend),
      });
      expect(exitCode).toBe(69);
    },
  );

  test('nothing listens there: 69', async () => {
    const server = createTcpServer();
    const url = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    const { exitCode, checks } = await examine({ url }, { env: online });
    expect(exitCode).toBe(69);
    expect(checks.arena).toMatchObject({
      verdict: 'problem',
      found: expect.stringMatching(/nothing listens/),
    });
    expect(checks.clock?.verdict).toBe('skipped');
  });

  test('an arena that takes the connection and says nothing: ends all the same', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      onTestFinished(() => {
        socket.destroy();
      });
    });
    const { exitCode, checks } = await examine(
      { url: await listening(server), authTimeout: '300ms' },
      { env: online },
    );
    expect(exitCode).toBe(69);
    expect(checks.arena?.found).toMatch(/no answer in time$/);
  });

  test('systemd-notify that is not there: a warning', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'systemd-notify'), '#!/bin/sh\n', { mode: 0o755 });
    const env = { NOTIFY_SOCKET: '@somewhere' };
    const there = await examine(
      { local: true },
      { cwd, env: { ...env, PATH: `${cwd}:${process.env.PATH}` } },
    );
    expect(there.checks.systemd_notify?.verdict).toBe('ok');
    const gone = await examine({ local: true }, { env: { ...env, PATH: tempFolder() } });
    expect(gone.checks.systemd_notify).toMatchObject({
      verdict: 'warning',
      mend: expect.stringMatching(/PATH/),
    });
  });
});
