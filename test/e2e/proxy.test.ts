import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canaryKey } from '../support/canary.js';
import { CERTIFICATE } from '../support/certificate.js';
import { startConnectProxy, startTls } from '../support/connect-proxy.js';
import { startReceiver } from '../support/receiver.js';
import { jsonLines, spawnCli, startArena, tempFolder } from '../support/run-cli.js';

const KEY = canaryKey('proxy');

/** An arena behind TLS, and what a bot needs in order to trust it. */
async function secureArena() {
  const { url } = await startArena(['--allow-host', 'arena.test']);
  const port = await startTls(Number(new URL(url).port));
  const cwd = tempFolder({ 'arena.pem': CERTIFICATE });
  const env = { BOTPIT_API_KEY: KEY, NODE_EXTRA_CA_CERTS: join(cwd, 'arena.pem') };
  const run = (args: readonly string[], host: string, more: Record<string, string>) =>
    spawnCli([...args, '--url', `wss://${host}:${port}/api/v1/ws`], { cwd, env: { ...env, ...more } }).ended;
  return { run, port, url };
}

const PLAY = ['play', 'rps', '--sandbox', '--matches', '1', '--strategy', 'random', '--give-up-after', '0s'];
const DOCTOR = ['doctor', '--json', '--strategy', 'random'];

test('play and doctor go through the proxy of HTTPS_PROXY, which looks the name up', async () => {
  const { run, port } = await secureArena();
  const proxy = await startConnectProxy(port);
  const played = await run(PLAY, 'arena.test', { HTTPS_PROXY: `http://me:pa55@${proxy.host}` });
  expect(played.exitCode, played.stderr).toBe(0);
  expect(proxy.asked).toEqual([`arena.test:${port}`]);
  expect(proxy.credentials).toEqual(['me:pa55']);

  const examined = await run(DOCTOR, 'arena.test', { https_proxy: proxy.host });
  const found = jsonLines(examined.stdout).find(({ name }) => name === 'arena');
  expect(found).toMatchObject({ verdict: 'ok', found: expect.stringContaining(`the proxy ${proxy.host}`) });
  expect(examined.stdout + examined.stderr).not.toContain('pa55');
  expect(new Set(proxy.asked)).toEqual(new Set([`arena.test:${port}`]));
}, 60_000);

test('not where NO_PROXY names the host, and never without TLS', async () => {
  const { run, port, url } = await secureArena();
  const proxy = await startConnectProxy(port);
  const direct = await run(PLAY, 'localhost', { HTTPS_PROXY: `http://${proxy.host}`, NO_PROXY: 'localhost' });
  expect(direct.exitCode, direct.stderr).toBe(0);
  const env = {
    BOTPIT_API_KEY: KEY,
    HTTPS_PROXY: `http://${proxy.host}`,
    HTTP_PROXY: `http://${proxy.host}`,
  };
  const plain = await spawnCli([...PLAY, '--url', url], { env }).ended;
  expect(plain.exitCode, plain.stderr).toBe(0);
  expect(proxy.asked).toEqual([]);
}, 60_000);

test('a webhook is told through the proxy', async () => {
  const receiver = await startReceiver();
  const port = await startTls(Number(new URL(receiver.url).port));
  const proxy = await startConnectProxy(port);
  const cwd = tempFolder({ 'arena.pem': CERTIFICATE });
  const env = {
    BOTPIT_WEBHOOK: `https://arena.test:${port}/hook`,
    HTTPS_PROXY: `http://${proxy.host}`,
    NODE_EXTRA_CA_CERTS: join(cwd, 'arena.pem'),
  };
  const args = ['play', 'rps', '--local', '--matches', '1', '--isolation', 'inline'];
  const { exitCode, stderr } = await spawnCli(args, { cwd, env }).ended;
  expect(exitCode, stderr).toBe(0);
  expect(receiver.bodies).toMatchObject([{ event: 'start' }, { event: 'stop' }]);
  expect(new Set(proxy.asked)).toEqual(new Set([`arena.test:${port}`]));
}, 60_000);

test('a proxy that refuses, is not there or is none is named', async () => {
  const { run, port } = await secureArena();
  const proxy = await startConnectProxy(port, 407);
  for (const [value, pattern] of [
    [`http://${proxy.host}`, /the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) refused: 407/],
    ['http://127.0.0.1:1', /ECONNREFUSED.* \(through the proxy 127\.0\.0\.1:1\)/],
    ['socks5://me:pa55@127.0.0.1:1', /HTTPS_PROXY does not name a proxy such as/],
  ] as const) {
    const { exitCode, stderr } = await run(PLAY, 'localhost', { HTTPS_PROXY: value });
    expect(exitCode).toBe(69);
    expect(stderr).toMatch(pattern);
    expect(stderr).not.toContain('pa55');
  }
  const examined = await run(DOCTOR, 'localhost', { HTTPS_PROXY: `http://${proxy.host}` });
  expect(examined.stdout).toMatch(/the proxy refuses: 407/);
}, 60_000);
