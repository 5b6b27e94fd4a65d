import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { secure } from '../../src/arena/tls.js';
import { CERTIFICATE, CERTIFICATE_KEY } from '../support/certificate.js';
import { runCli, spawnCli, startArena, tempFolder } from '../support/run-cli.js';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** What is said of a file of keys. */
async function refused(keys: string, args: readonly string[] = []) {
  const cwd = folderWith({ keys });
  const { exitCode, stderr } = await runCli(['arena', '--port', '0', '--keys', 'keys', ...args], { cwd });
  return { exitCode, stderr: stderr.replaceAll(`${cwd}/`, '') };
}

describe('a file of keys and names', () => {
  test.each([
    ['bp_sk_a Ada\nbp_sk_b Bob\nbp_sk_a Cleo\n', 'keys:3 has the same key as line 1'],
    ['# class 1\nbp_sk_a Ada\n\nbp_sk_b  ＡDA\n', 'keys:4 has the same name as line 2: "ＡDA"'],
    ['bp_sk_a Ada\u202e\n', 'keys:1 has a name with characters that cannot be seen'],
    [`bp_sk_a ${'A'.repeat(41)}\n`, 'keys:1 has a name with more than 40 characters'],
    ['bp_sk_a my key is bp_sk_a\n', 'keys:1 has a name with a key in it'],
    ['Ada bp_sk_a\n', 'keys:1 is not a key'],
    ['# nobody\n', 'keys holds no keys'],
  ])('%j: %s', async (keys, message) => {
    const { exitCode, stderr } = await refused(keys);
    expect(exitCode).toBe(78);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/bp_sk_\w/);
  });

  test('gives agents their names; one without a name has one that follows from its key', async () => {
    const cwd = folderWith({ keys: 'bp_sk_a Ada Lovelace\nbp_sk_b\n' });
    const { url } = await startArena(['--keys', 'keys'], { cwd });
    expect(await nameOf(url, 'bp_sk_a')).toBe('Ada Lovelace');
    expect(await nameOf(url, 'bp_sk_b')).toMatch(/^\w+ \w+ \d+$/);
  });
});

describe('a tournament that cannot be', () => {
  const TWO = 'bp_sk_a Ada\nbp_sk_b Bob\n';
  const CUP = ['--tournament', 'swiss', '--game', 'rps', '--data-dir', 'cup'];
  test.each([
    ['of one', 'bp_sk_a Ada\n', CUP, 'a tournament needs two agents, and 1 key may come in'],
    ['without games', TWO, ['--tournament', 'swiss', '--data-dir', 'cup'], 'a tournament needs its games'],
    ['of a game that there is not', TWO, [...CUP, '--game', 'chess'], '--game = "chess": expected'],
    [
      'kept nowhere',
      TWO,
      ['--tournament', 'swiss', '--game', 'rps'],
      'a tournament has to be kept somewhere',
    ],
    ['with chaos', TWO, [...CUP, '--chaos', 'cuts'], 'a tournament is played without chaos'],
    ['with a house bot', TWO, [...CUP, '--house', 'adaptive'], 'the house bot adaptive would not play'],
    [
      'of too many rounds',
      TWO,
      [...CUP, '--rounds', '2'],
      '2 agents cannot play 2 rounds without meeting again',
    ],
    ['that is not asked for', TWO, ['--matches', '20'], '--matches is for a tournament'],
    ['of no matches', TWO, [...CUP, '--matches', '0'], '--matches = "0": expected'],
    [
      'of a kind that there is not',
      TWO,
      [...CUP, '--tournament', 'knockout'],
      '--tournament = "knockout": expected',
    ],
  ])('%s', async (_what, keys, args, message) => {
    const { exitCode, stderr } = await refused(keys, args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(64);
  });

  test('without keys', async () => {
    const { exitCode, stderr } = await runCli(['arena', '--port', '0', ...CUP], { cwd: tempFolder() });
    expect(stderr).toContain('a tournament needs to know who plays');
    expect(exitCode).toBe(64);
  });
});

test('a tournament that is stopped before its end says how it goes on', async () => {
  const cwd = folderWith({ keys: 'bp_sk_a Ada\nbp_sk_b Bob\n' });
  const cup = ['--tournament', 'swiss', '--game', 'rps', '--keys', 'keys', '--data-dir', 'cup'];
  const arena = spawnCli(['arena', '--port', '0', ...cup], { cwd });
  await arena.line(/tournament of 2 agents/);
  arena.kill('SIGINT');
  const { exitCode, stderr } = await arena.ended;
  expect(stderr).toMatch(/^The tournament is not over: the same command goes on with it\.$/m);
  expect(exitCode).toBe(0);
});

describe('an arena that others can reach', () => {
  test.each([
    ['--host', '0.0.0.0'],
    ['--host', '::'],
    ['--host', '192.168.7.1'],
    ['--host', 'arena.lan'],
    ['--public-url', 'https://arena.example'],
  ])('is refused without keys: %s %s', async (flag, value) => {
    const { exitCode, stderr } = await runCli(['arena', '--port', '0', flag, value], { cwd: tempFolder() });
    expect(exitCode).toBe(64);
    expect(stderr).toContain(`others can reach this arena (${flag} ${value})`);
    expect(stderr).toContain('--keys');
  });

  test('is not, on this machine alone', async () => {
    for (const host of ['127.0.0.1', 'localhost']) await startArena(['--host', host]);
  });

  test('tells the address that others know, and may be called by it', async () => {
    const cwd = folderWith({ keys: 'bp_sk_a Ada\n' });
    const { url } = await startArena(['--keys', 'keys', '--public-url', 'https://arena.example'], { cwd });
    expect(url).toBe('wss://arena.example/api/v1/ws');
  });

  test.each([
    'http://arena.example',
    'https://arena.example/path',
    'https://me:pw@arena.example',
    'arena.example',
  ])('has no address such as %s', async (address) => {
    const { exitCode, stderr } = await runCli(['arena', '--port', '0', '--public-url', address], {
      cwd: tempFolder(),
    });
    expect(exitCode).toBe(64);
    expect(stderr).toContain('an address such as https://arena.example');
  });
});

describe('TLS', () => {
  const other = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  const chain = `${CERTIFICATE}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`;
  const FILES = { cert: CERTIFICATE, key: CERTIFICATE_KEY, other, chain, words: 'no certificate\n' };

  test('bots connect by wss://, and the page comes by https://', async () => {
    const cwd = folderWith(FILES);
    const { url } = await startArena(['--tls-cert', 'cert', '--tls-key', 'key'], { cwd });
    expect(url).toMatch(/^wss:\/\/127\.0\.0\.1:\d+\/api\/v1\/ws$/);
    expect(await nameOf(url, 'bp_sk_a')).toMatch(/\w/);
    const page = get(url.replace('wss', 'https').replace('/api/v1/ws', '/'), { ca: CERTIFICATE });
    const [response] = await once(page, 'response');
    expect(response.statusCode).toBe(200);
    response.destroy();
  });

  test.each([
    [['--tls-cert', 'cert'], '--tls-cert is given without --tls-key'],
    [['--tls-key', 'key'], '--tls-key is given without --tls-cert'],
    [['--tls-cert', 'nowhere', '--tls-key', 'key'], 'nowhere cannot be read: the file does not exist'],
    [['--tls-cert', 'words', '--tls-key', 'key'], 'the file of the certificate does not hold one'],
    [['--tls-cert', 'cert', '--tls-key', 'words'], 'the file of the private key does not hold one'],
    [['--tls-cert', 'chain', '--tls-key', 'key'], 'the certificate cannot be used: '],
    [['--tls-cert', 'cert', '--tls-key', 'other'], 'the private key does not belong to the certificate'],
  ])('%j: %s', async (args, message) => {
    const { exitCode, stderr } = await runCli(['arena', '--port', '0', ...args], { cwd: folderWith(FILES) });
    expect(exitCode).toBe(78);
    expect(stderr).toContain(message);
  });

  test('a certificate that is over, or still to come', () => {
    const files = { cert: CERTIFICATE, key: CERTIFICATE_KEY };
    expect(() => secure(files, Date.UTC(2127, 0, 1))).toThrow('the certificate has expired on');
    expect(() => secure(files, Date.UTC(2026, 0, 1))).toThrow('the certificate is valid from');
    expect(secure(files, Date.UTC(2027, 0, 1))).toEqual(files);
  });
});

/** What the arena calls the agent of a key. */
async function nameOf(url: string, key: string): Promise<string> {
  const socket = new WebSocket(url, { ca: CERTIFICATE });
  socket.on('open', () => socket.send(JSON.stringify({ type: 'authenticate', api_key: key })));
  const [frame] = await once(socket, 'message');
  socket.terminate();
  return JSON.parse(String(frame)).agent_name;
}
