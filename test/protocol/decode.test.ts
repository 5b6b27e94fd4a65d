import { describe, expect, test } from 'vitest';
import {
  CLIENT_MESSAGE_TYPES,
  decodeClientMessage,
  decodeServerMessage,
  encode,
  MAX_FRAME_BYTES,
  SERVER_MESSAGE_TYPES,
} from '../../src/protocol/index.js';
import { CLIENT_SAMPLES, SERVER_SAMPLES } from './samples.js';

/** Without these a message means nothing. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  authenticated: ['agent_id'],
  match_found: ['match_id', 'game_type', 'opponent_id'],
  game_start: ['match_id'],
  your_turn: ['match_id', 'round'],
  round_result: ['match_id', 'round'],
  game_over: ['match_id'],
  taunt_received: ['match_id', 'agent_id', 'taunt_id'],
  opponent_moved: ['match_id', 'round'],
  challenge_created: ['challenge_id'],
  challenge_accepted: ['challenge_id', 'match_id'],
  challenge_cancelled: ['challenge_id'],
  authenticate: ['api_key'],
  join_queue: ['game_type', 'wager_lamports'],
  make_move: ['match_id'],
  resign: ['match_id'],
  send_taunt: ['match_id', 'taunt_id'],
  create_challenge: ['game_type', 'wager_lamports'],
  accept_challenge: ['challenge_id'],
  cancel_challenge: ['challenge_id'],
};

/** Fields that some arena leaves out, so that their absence is not a fault. */
const OPTIONAL = [
  'server_seed_hash',
  'server_seed',
  'code',
  'message',
  'draws',
  'winner',
  'fee_lamports',
  'is_sandbox',
  'retry_after_ms',
  'search_radius',
  'players_in_queue',
  'players_online',
  'move_data',
  'sandbox',
];

/** What a field that is left out reads as; those that are not here are absent then. */
const ASSUMED: Readonly<Record<string, unknown>> = {
  server_seed_hash: '',
  server_seed: '',
  winner: null,
  move_data: null,
  agent_name: '',
  opponent_name: '',
  taunt_text: '',
  your_side: 'a',
  game_state: {},
  result: {},
  timeout_ms: 10_000,
  wait_time_ms: 0,
  position: 0,
  code: '',
  message: '',
  'queue_joined game_type': '',
  'queue_update game_type': '',
  'challenge_created game_type': '',
};

function without(sample: object, name: string): Record<string, unknown> {
  const { type } = sample as { type: string };
  const { [name]: _left, ...rest } = sample as Record<string, unknown>;
  for (const key of [`${type} ${name}`, name]) {
    if (Object.hasOwn(ASSUMED, key)) return { ...rest, [name]: ASSUMED[key] };
  }
  return rest;
}

const deep = (levels: number): unknown => (levels === 0 ? 1 : { x: deep(levels - 1) });

/** Values that a field must not have, by its name. */
function wrongValues(name: string, from: 'server' | 'client'): unknown[] {
  // An error is told whatever form it has: see below.
  if (name === 'code' || name === 'message') return [];
  if (name === 'move_data') return [];
  if (name === 'game_state' || name === 'result') return ['x', 1, true, []];
  if (name === 'score' || name === 'final_score') {
    return ['x', 1, {}, [], [1], [1, 2, 3], [1, -1], [1, 0.5], ['1', '0'], [1, null]];
  }
  if (name === 'your_side') return ['c', 'A', '', 1, []];
  if (name === 'sandbox' || name === 'is_sandbox') return ['true', 1, {}];
  if (name === 'round') return [0, -1, 1.5, '1', 2 ** 53, {}];
  if (name === 'search_radius' || (name === 'wager_lamports' && from === 'client')) return ['1', {}, true];
  if (/_ms$/.test(name)) return [-1, '1', {}, true];
  if (name === 'payout_lamports') return [-1, 0.5, '1', {}];
  if (/_lamports$|position|players/.test(name)) return [-1, 0.5, '1', 2 ** 53, {}];
  return [1, true, {}, [], ['x']];
}

const SIDES = [
  ['server', SERVER_SAMPLES, SERVER_MESSAGE_TYPES, decodeServerMessage],
  ['client', CLIENT_SAMPLES, CLIENT_MESSAGE_TYPES, decodeClientMessage],
] as const;

describe.each(SIDES)('messages of the %s', (from, samples, types, decode) => {
  test('every kind is sampled', () => {
    expect([...types].sort()).toEqual(Object.keys(samples).sort());
  });

  describe.each(Object.values(samples))('$type', (sample) => {
    test('survives the way over the wire', () => {
      const frame = encode(sample);
      expect(decode(frame)).toEqual({ kind: 'message', message: sample });
    });

    test('keeps fields that this version does not know', () => {
      const newer = { ...sample, rating: 1500 };
      expect(decode(JSON.stringify(newer))).toEqual({ kind: 'message', message: newer });
    });

    const fields = Object.keys(sample).filter((name) => name !== 'type');

    const needed = NEEDED[sample.type] ?? [];
    const faultOf = (name: string) => ({
      kind: 'message',
      message: without(sample, name),
      faults: [{ field: name, detail: expect.stringContaining(`\`${name}\` of \`${sample.type}\` is `) }],
    });
    const refusal = { kind: 'malformed', problem: 'bad_field' };

    test.each(fields)('%s: null is the same as missing', (name) => {
      const { [name]: _left, ...rest } = sample as unknown as Record<string, unknown>;
      const absent = decode(JSON.stringify(rest));
      expect(decode(JSON.stringify({ ...sample, [name]: null }))).toEqual(absent);
      if (needed.includes(name)) expect(absent).toMatchObject(refusal);
      else if (OPTIONAL.includes(name))
        expect(absent).toEqual({ kind: 'message', message: without(sample, name) });
      else expect(absent).toEqual(faultOf(name));
    });

    test.each(fields)('%s: of the wrong kind', (name) => {
      for (const value of wrongValues(name, from)) {
        const decoded = decode(JSON.stringify({ ...sample, [name]: value }));
        // What money or proof depends on may be missing, and must not be wrong.
        const isRefused = [...needed, ...OPTIONAL].includes(name) || /_lamports$/.test(name);
        const about = `${name}: ${JSON.stringify(value)}`;
        if (isRefused) expect(decoded, about).toMatchObject(refusal);
        else expect(decoded, about).toEqual(faultOf(name));
        expect(decoded.kind === 'malformed' ? decoded.detail : '', about).toMatch(
          isRefused ? new RegExp(`^\`${name}\` of \`${sample.type}\` is not `) : /^$/,
        );
      }
    });
  });

  test.each(['known', 'unknown'])('no value of a %s type may be nested without end', (kind) => {
    const type = kind === 'known' ? types[0] : 'newer';
    const message = { ...Object.values(samples)[0], type };
    expect(decode(JSON.stringify({ ...message, note: deep(32) })).kind).not.toBe('malformed');
    for (const note of [`${'{"x":'.repeat(33)}1${'}'.repeat(33)}`, '['.repeat(20_000) + ']'.repeat(20_000)]) {
      const text = JSON.stringify({ ...message, note: '@' }).replace('"@"', note);
      expect(decode(text)).toMatchObject({ kind: 'malformed', problem: 'too_deep' });
    }
  });

  test.each([
    ['', 'not_json'],
    ['{', 'not_json'],
    ['{"type":"ping"} x', 'not_json'],
    ['undefined', 'not_json'],
    ['null', 'not_an_object'],
    ['"ping"', 'not_an_object'],
    ['7', 'not_an_object'],
    ['[{"type":"ping"}]', 'not_an_object'],
    ['{}', 'no_type'],
    ['{"type":7}', 'no_type'],
    ['{"type":null}', 'no_type'],
    ['{"type":"pong","__proto__":{"x":1}}', 'forbidden_key'],
    ['{"type":"pong","\\u005f_proto__":{"x":1}}', 'forbidden_key'],
    ['{"type":"pong","deep":[{"constructor":{"prototype":{"x":1}}}]}', 'forbidden_key'],
    ['['.repeat(60_000), 'not_json'],
    ['x'.repeat(MAX_FRAME_BYTES + 1), 'too_large'],
  ])('frame %#: %s', (frame, problem) => {
    expect(decode(frame)).toMatchObject({ kind: 'malformed', problem });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('binary frames are refused, whatever they hold', () => {
    expect(decode('{"type":"ping"}', true)).toMatchObject({
      kind: 'malformed',
      problem: 'binary',
    });
  });

  test.each(['newer', 'constructor', '__proto__', 'toString', ''])(
    'type %j is unknown, not malformed',
    (type) => {
      const message = { type, anything: [1, { a: null }] };
      expect(decode(JSON.stringify(message))).toEqual({ kind: 'unknown', message });
    },
  );

  test('no detail quotes a value', () => {
    const secret = 'bp_sk_secret';
    for (const frame of [
      secret,
      `{"type":["${secret}"]}`,
      `{"type":"${from === 'client' ? 'ping' : 'pong'}","__proto__":"${secret}"}`,
    ]) {
      expect(JSON.stringify(decode(frame))).not.toContain('secret');
    }
  });
});

test('a payout may be larger than any safe integer', () => {
  const message = { ...SERVER_SAMPLES.game_over, payout_lamports: 17_550_000_000_000_000 };
  expect(decodeServerMessage(encode(message))).toEqual({ kind: 'message', message });
});

test('what is not a game or no wager is left to the arena to refuse', () => {
  const message = { type: 'join_queue', game_type: 'chess', wager_lamports: -0.5 };
  expect(decodeClientMessage(JSON.stringify(message))).toEqual({ kind: 'message', message });
});

test.each([
  [{ winner: null, final_score: null }, false],
  [{ winner: '', final_score: null }, false],
  [{ winner: null }, true],
  [{ winner: undefined }, true],
  [{ winner: 'me', final_score: null }, true],
] as const)('an end with %j says who won: %s', (fields, says) => {
  const decoded = decodeServerMessage(JSON.stringify({ ...SERVER_SAMPLES.game_over, ...fields }));
  expect(decoded.kind).toBe(says ? 'message' : 'malformed');
});

test.each([
  ['match_found', 'server_seed_hash', 'AB'.repeat(32), 'ab'.repeat(32)],
  ['match_found', 'game_type', 'RPS', 'rps'],
  ['match_found', 'game_type', 'Chess', 'Chess'],
  [
    'match_found',
    'opponent_id',
    '3F2504E0-4F89-11D3-9A0C-0305E82C3301',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  ],
  ['match_found', 'opponent_id', 'Someone', 'Someone'],
  [
    'authenticated',
    'agent_id',
    '3F2504E0-4F89-11D3-9A0C-0305E82C3301',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  ],
  ['game_over', 'winner', '3F2504E0-4F89-11D3-9A0C-0305E82C3301', '3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
] as const)('%s: %s %s is read as %s', (type, field, written, read) => {
  const decoded = decodeServerMessage(JSON.stringify({ ...SERVER_SAMPLES[type], [field]: written }));
  expect(decoded).toMatchObject({ kind: 'message', message: { [field]: read } });
});

test('of a very long name the beginning is read', () => {
  const named = { ...SERVER_SAMPLES.match_found, opponent_name: 'x'.repeat(60_000) };
  expect(decodeServerMessage(JSON.stringify(named))).toMatchObject({
    message: { opponent_name: 'x'.repeat(256) },
  });
});

test('an id that would fill a book is refused', () => {
  const long = 'x'.repeat(257);
  for (const field of ['match_id', 'opponent_id', 'game_type']) {
    const decoded = decodeServerMessage(JSON.stringify({ ...SERVER_SAMPLES.match_found, [field]: long }));
    expect(decoded).toMatchObject({ kind: 'malformed', problem: 'bad_field' });
  }
});

test.each([
  [{ code: 401 }, { code: '401', message: '' }],
  [{ message: { reason: 'no' } }, { code: '', message: '{"reason":"no"}' }],
  [{ code: [true] }, { code: '[true]', message: '' }],
])('an error is told in whatever form an arena has its words: %j', (sent, told) => {
  expect(decodeServerMessage(JSON.stringify({ type: 'error', ...sent }))).toEqual({
    kind: 'message',
    message: { type: 'error', ...told },
  });
});

test.each(['', 'x'.repeat(257), '\ud800', 'm\0'])(
  'an id that cannot be kept as it is makes a message malformed',
  (match_id) => {
    const frame = JSON.stringify({ ...SERVER_SAMPLES.game_start, match_id });
    expect(decodeServerMessage(frame)).toMatchObject({ kind: 'malformed', problem: 'bad_field' });
  },
);
