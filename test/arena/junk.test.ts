import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import { CLIENT_MESSAGE_TYPES } from '../../src/protocol/index.js';
import { Peer, startArena, startDuel } from './peer.js';

const FRAMES: readonly (readonly [frame: string | Buffer, code: string])[] = [
  ['', 'invalid_message'],
  ['{', 'invalid_message'],
  ['hello', 'invalid_message'],
  ['null', 'invalid_message'],
  ['[]', 'invalid_message'],
  ['7', 'invalid_message'],
  ['{}', 'invalid_message'],
  ['{"type":null}', 'invalid_message'],
  ['{"type":["ping"]}', 'invalid_message'],
  ['{"type":"ping","__proto__":{"polluted":1}}', 'invalid_message'],
  ['{"type":"make_move","match_id":"x","move_data":{"__proto__":{"polluted":1}}}', 'invalid_message'],
  ['{"type":"ping","constructor":{"prototype":{"polluted":1}}}', 'invalid_message'],
  ['{"type":"constructor"}', 'unknown_type'],
  ['{"type":"__proto__"}', 'unknown_type'],
  ['{"type":"authenticated"}', 'unknown_type'],
  ['{"type":""}', 'unknown_type'],
  [Buffer.from('{"type":"ping"}'), 'invalid_message'],
  ['['.repeat(60_000), 'invalid_message'],
  [`{"type":"make_move","match_id":"x","move_data":${'['.repeat(40)}${']'.repeat(40)}}`, 'invalid_message'],
  [`{"type":"ping","pad":"${'é'.repeat(32_000)}"}`, 'pong'],
];

describe.each(['before', 'after'])('%s authentication', (when) => {
  test.each(FRAMES)('frame %#', async (frame, code) => {
    const arena = await startArena();
    const peer = when === 'before' ? await Peer.connect(arena) : await Peer.login(arena, 'bp_sk_one');
    peer.ws.send(frame);
    const answer = await peer.any();
    const expected = code === 'pong' && when === 'before' ? 'not_authenticated' : code;
    expect(answer.type === 'error' ? answer.code : answer.type).toBe(expected);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    await Peer.login(arena, 'bp_sk_two');
  });
});

test('a refusal quotes nothing of what was sent', async () => {
  const peer = await Peer.connect(await startArena());
  peer.ws.send('{"type":"authenticate","api_key":{"bp_sk_secret":1}}');
  peer.ws.send('bp_sk_secret');
  peer.ws.send('{"type":"bp_sk_secret"}');
  for (let i = 0; i < 3; i++) expect(JSON.stringify(await peer.next('error'))).not.toContain('secret');
});

test.each([
  ['a frame above 64 KiB', (ws: Peer['ws']) => ws.send('x'.repeat(65_537)), 1009],
  ['text that is not UTF-8', (ws: Peer['ws']) => ws.send(Buffer.from([0xff, 0xfe]), { binary: false }), 1007],
  ['a message in too many bytes of fragments', fragments, 1009],
])('%s ends the connection', async (_what, send, code) => {
  const arena = await startArena();
  const peer = await Peer.login(arena, 'bp_sk_one');
  send(peer.ws);
  expect(await peer.closed).toBe(code);
  await Peer.login(arena, 'bp_sk_one');
  expect(arena.events.filter(({ event }) => event === 'agent_disconnected')).toHaveLength(1);
});

function fragments(ws: Peer['ws']): void {
  for (let i = 0; i < 40; i++) ws.send('x'.repeat(2_000), { fin: false });
}

test('more than twenty malformed frames in a minute end the connection', async () => {
  const arena = await startArena();
  const peer = await Peer.login(arena, 'bp_sk_one');
  for (let i = 0; i < 20; i++) peer.ws.send('junk');
  for (let i = 0; i < 20; i++) expect(await peer.refusal()).toBe('invalid_message');
  arena.clock.advance(60_000);
  peer.ws.send('junk');
  expect(await peer.refusal()).toBe('invalid_message');
  for (let i = 0; i < 20; i++) peer.ws.send('{"type":"?"}');
  for (let i = 0; i < 20; i++) expect(await peer.refusal()).toBe('unknown_type');
  expect(await peer.closed).toBe(1008);
});

test('bytes that are no WebSocket frame end the connection', async () => {
  const arena = await startArena();
  const socket = connect(arena.port, '127.0.0.1');
  socket.write(
    'GET /api/v1/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await once(socket, 'data');
  socket.on('error', () => {});
  socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 1, 2, 3]));
  await once(socket, 'close');
  await Peer.login(arena, 'bp_sk_two');
});

test('a client that reads nothing is cut off', async () => {
  const arena = await startArena();
  const peer = await Peer.login(arena, 'bp_sk_deaf');
  peer.ws.pause();
  const ping = JSON.stringify({ type: 'ping' });
  while (!arena.events.some(({ event }) => event === 'agent_disconnected')) {
    for (let i = 0; i < 5_000; i++) peer.ws.send(ping);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Peer.login(arena, 'bp_sk_other');
});

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

test(`random messages never break anything (FUZZ_SEED=${SEED})`, async () => {
  const random = createRng(`fuzz ${SEED}`);
  const { arena, a, b, matchId } = await startDuel('blotto', { wager: 5 });
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const values = () =>
    pick<unknown>([
      0,
      -1,
      1.5,
      1e308,
      '',
      'rps',
      'blotto',
      'gg',
      matchId,
      null,
      true,
      [],
      [[]],
      {},
      { bid: 3 },
      { bid: '3' },
      { bid: -0 },
      { toString: 1 },
      { length: 9 },
      { choice: {} },
      'bp_sk_x',
      '\ud800',
      '\u0000',
    ]);
  const fields = [
    'match_id',
    'move_data',
    'game_type',
    'wager_lamports',
    'sandbox',
    'taunt_id',
    'challenge_id',
    'api_key',
  ];
  let peers = [a, b];
  for (let i = 0; i < 3_000; i++) {
    const message: Record<string, unknown> = { type: pick(CLIENT_MESSAGE_TYPES) };
    for (const field of fields) if (random() < 0.7) message[field] = values();
    const peer = pick(peers);
    if (peer.ws.readyState === peer.ws.OPEN) peer.send(message);
    else peers = [await Peer.login(arena, 'bp_sk_first'), await Peer.login(arena, 'bp_sk_second')];
    if (random() < 0.02) arena.clock.advance(15_000);
    if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const late = await Peer.login(arena, 'bp_sk_late');
  expect(await late.settled()).toEqual([]);
  expect(arena.ledger.total()).toBe(0n);
});
