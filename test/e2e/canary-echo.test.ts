import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canaryKey, LAST_FOUR, leakIn, leaksIn } from '../support/canary.js';
import { runCli, tempFolder } from '../support/run-cli.js';
import { type Peer, startScriptedServer } from '../support/scripted-server.js';

const CANARY = canaryKey('echo');

const env = { BOTPIT_API_KEY: CANARY };

/** Ways to write the key inside a JSON text. */
const writings: Record<string, string> = {
  plain: CANARY,
  'without its prefix': CANARY.replace('bp_sk_', ''),
  'JSON escapes': [...CANARY].map(jsonEscape).join(''),
  'one JSON escape': CANARY.replace('Z', jsonEscape('Z')),
  'percent-encoded': CANARY.replace(/[_~]/g, (at) => `%${at.charCodeAt(0).toString(16)}`),
  'all percent-encoded': [...CANARY].map((at) => `%${at.charCodeAt(0).toString(16)}`).join(''),
  'split by invisible characters': [...CANARY].join('\u200b'),
  'split by control characters': CANARY.replaceAll('~', '~\\u0007\\u0000'),
  'split by terminal codes': CANARY.replaceAll('~', '~\\u001b[31m'),
  'in another case': CANARY.toUpperCase(),
};

function jsonEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** An arena that says the key wherever it can: `$` stands for it. */
async function startEchoing(written: string) {
  const at = await startScriptedServer(async (peer) => {
    const say = (message: object) => peer.sendRaw(JSON.stringify(message).replaceAll('$', written));
    await peer.receive('authenticate');
    say({ type: 'authenticated', agent_id: 'agent-$', agent_name: 'agent of $' });
    await peer.receive('join_queue');
    say({ type: 'queue_joined', game_type: 'rps', position: 1 });
    say({ type: 'error', code: 'busy_$', message: 'not now, $' });
    say({ type: 'news_$', text: '$', $: '$' });
    say({ type: 'your_turn', match_id: 7, key: '$' });
    peer.sendRaw(`{"type": "your_turn", "match_id": "${written}"`);
    await match(peer, say);
    await peer.receive('join_queue');
    // A close frame has room for so many bytes.
    const reason: string = JSON.parse(`"away, ${written}"`);
    peer.close(1008, Buffer.byteLength(reason) > 120 ? 'away' : reason);
  });
  onTestFinished(() => at.close());
  return at;
}

async function match(peer: Peer, say: (message: object) => void) {
  const match_id = 'm-$';
  const about = { game_type: 'rps', opponent_id: 'b-$', opponent_name: '$', note: '$' };
  say({ type: 'match_found', match_id, ...about, wager_lamports: 0, server_seed_hash: '$' });
  say({ type: 'game_start', match_id, your_side: 'a' });
  say({ type: 'your_turn', match_id, round: 1, game_state: { note: '$', $: ['$'] }, timeout_ms: 9_000 });
  await peer.receive('make_move');
  say({ type: 'error', code: 'invalid_move', message: 'no: $' });
  say({ type: 'taunt_received', match_id, agent_id: 'b-$', taunt_id: 'gg_$' });
  say({ type: 'round_result', match_id, round: 1, result: { winner: 'a', note: '$' }, score: [1, 0] });
  const money = { payout_lamports: 0, fee_lamports: 0 };
  say({ type: 'game_over', match_id, winner: 'agent-$', final_score: [1, 0], ...money, server_seed: '' });
}

/** Writes down all that it is told. */
const SPY = `
  import { appendFileSync } from 'node:fs';
  const look = (what) => appendFileSync(new URL('seen.txt', import.meta.url), JSON.stringify(what));
  export default { matchStart: look, move(turn) { look(turn); return 'rock'; }, roundEnd: look, matchEnd: look };`;

describe.each(Object.entries(writings))('an arena that says the key, %s', (_how, written) => {
  test.each([[], ['--verbose'], ['--quiet'], ['--json']])('shows up nowhere (%s)', async (...flags) => {
    const at = await startEchoing(written);
    const cwd = tempFolder({ 'spy.mjs': SPY });
    const log = ['--log-file', './botpit.log', '--log-level', 'debug', '--log-format', 'json'];
    const watched = ['--metrics', '0', '--data-dir', './data', ...log];
    const strategy = ['--strategy', './spy.mjs', '--isolation', 'inline'];
    const session = ['play', 'rps', '--url', at.url, ...strategy, ...watched, ...flags];
    const said = [await runCli(session, { env, cwd })];
    expect(said[0]?.exitCode).toBe(69);
    expect(readFileSync(`${cwd}/seen.txt`, 'utf8')).toContain('"score"');
    expect(readFileSync(`${cwd}/botpit.log`, 'utf8')).toContain('"event":"match_end"');
    const inBook = ['--data-dir', './data'];
    for (const args of [
      ['history'],
      ['history', '--json'],
      ['stats'],
      ['status'],
      ['show', 'm-', '--frames'],
      ['export', 'm-'],
    ]) {
      said.push(await runCli([...args, ...inBook], { env, cwd }));
    }
    for (const { stdout, stderr } of said) {
      expect(leakIn(stdout + stderr)).toBe(null);
      expect(stdout + stderr).not.toContain(LAST_FOUR);
    }
    expect(said.at(-1)?.stdout).toContain('game_over');
    expect(leaksIn(cwd)).toEqual([]);
  });
});

test.each([
  { what: 'in the body and the headers of a refused upgrade', status: 401, headers: { 'x-key': CANARY } },
  { what: 'in where it redirects to', status: 302, headers: { location: `/?key=${CANARY}` } },
])('an arena that says the key $what', async ({ status, headers }) => {
  const server = createServer((_, response) => response.end());
  server.on('upgrade', (_, socket) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 ${status} No ${CANARY}\r\n${lines.join('\r\n')}\r\n\r\nthe key ${CANARY}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (const args of [['play', 'rps', '--json'], ['play', 'rps'], ['doctor']]) {
    const { exitCode, stdout, stderr } = await runCli([...args, '--url', url], { env });
    expect(exitCode).toBe(69);
    expect(leakIn(stdout + stderr)).toBe(null);
  }
});

test.each([CANARY, CANARY.replaceAll('_', '%5F')])(
  'an address with the key in it is refused, and not shown (%#)',
  async (written) => {
    const cwd = tempFolder();
    for (const args of [
      ['play', 'rps'],
      ['play', 'rps', '--json'],
      ['config'],
      ['doctor'],
      ['recipe', 'systemd'],
    ]) {
      for (const address of [`wss://arena.test/${written}/ws`, `wss://arena.test/?key=${written}`]) {
        for (const given of [{ flags: ['--url', address] }, { flags: [], more: { BOTPIT_URL: address } }]) {
          const { flags, more = {} } = given;
          const { exitCode, stdout, stderr } = await runCli([...args, ...flags], {
            env: { ...env, ...more },
            cwd,
          });
          expect([64, 78]).toContain(exitCode);
          expect(leakIn(stdout + stderr)).toBe(null);
        }
      }
    }
  },
);

test('the search for the key goes through folders, and never through a link', () => {
  const inside = tempFolder({ 'at/any/depth': CANARY });
  const outside = tempFolder({ 'bot.key': CANARY });
  symlinkSync(inside, `${outside}/link`);
  expect(leaksIn(outside)).toEqual([]);
  expect(leaksIn(inside)).toEqual([expect.stringContaining('at/any/depth')]);
  // The search at the end of the run must find nothing here.
  rmSync(inside, { recursive: true });
});
