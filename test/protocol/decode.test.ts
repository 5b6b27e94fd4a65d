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

/** Fields that may be absent or null, and what they read as then; `undefined` for "as they came". */
const MAY_BE_ABSENT: Readonly<Record<string, unknown>> = {
  server_seed_hash: '',
  server_seed: '',
  code: '',
  message: '',
  fee_lamports: undefined,
  is_sandbox: undefined,
  search_radius: undefined,
  players_in_queue: undefined,
  players_online: undefined,
  move_data: undefined,
  sandbox: undefined,
};

/** Fields in which null is a value of its own. */
const MAY_BE_NULL = ['winner', ...Object.keys(MAY_BE_ABSENT)];

const deep = (levels: number): unknown => (levels === 0 ? 1 : { x: deep(levels - 1) });

/** Values that a field must not have, by its name. */
function wrongValues(name: string, from: 'server' | 'client'): unknown[] {
  // An error is told whatever form it has: see below.
  if (name === 'code' || name === 'message') return [];
  if (name === 'move_data') return [deep(33)];
  if (name === 'game_state' || name === 'result') return ['x', 1, true, [], deep(33)];
  if (name === 'score' || name === 'final_score') {
    return ['x', 1, {}, [], [1], [1, 2, 3], [1, -1], [1, 0.5], ['1', '0'], [1, null]];
  }
  if (name === 'your_side') return ['c', 'A', '', 1, []];
  if (name === 'sandbox' || name === 'is_sandbox') return ['true', 1, {}];
  if (name === 'round') return [0, -1, 1.5, '1', 2 ** 53, {}];
  if (name === 'search_radius' || (name === 'wager_lamports' && from === 'client')) return ['1', {}, true];
  if (name === 'timeout_ms' || name === 'wait_time_ms') return [-1, '1', {}, true];
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

    test.each(fields)('%s: missing or null', (name) => {
      const { [name]: _left, ...without } = sample as unknown as Record<string, unknown>;
      const absent = decode(JSON.stringify(without));
      const asNull = decode(JSON.stringify({ ...sample, [name]: null }));
      if (name in MAY_BE_ABSENT) {
        const blank = MAY_BE_ABSENT[name];
        expect(absent).toEqual({
          kind: 'message',
          message: { ...without, ...(blank === undefined ? {} : { [name]: blank }) },
        });
        expect(asNull).toEqual({ kind: 'message', message: { ...sample, [name]: blank ?? null } });
      } else {
        expect(absent).toMatchObject({ kind: 'malformed', problem: 'bad_field' });
        if (!MAY_BE_NULL.includes(name))
          expect(asNull).toMatchObject({ kind: 'malformed', problem: 'bad_field' });
      }
    });

    test.each(fields)('%s: of the wrong kind', (name) => {
      for (const value of wrongValues(name, from)) {
        const decoded = decode(JSON.stringify({ ...sample, [name]: value }));
        expect(decoded, `${name}: ${JSON.stringify(value)}`).toMatchObject({
          kind: 'malformed',
          problem: 'bad_field',
        });
        expect(decoded.kind === 'malformed' && decoded.detail).toContain(
          `\`${name}\` of \`${sample.type}\` is not `,
        );
      }
    });
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

test('what is no game or no wager is left to the arena to refuse', () => {
  const message = { type: 'join_queue', game_type: 'chess', wager_lamports: -0.5 };
  expect(decodeClientMessage(JSON.stringify(message))).toEqual({ kind: 'message', message });
});

test.each([
  [{ code: 401 }, { code: '401', message: '' }],
  [{ message: { reason: 'no' } }, { code: '', message: '{"reason":"no"}' }],
  [
    { code: [true], message: deep(33) },
    { code: '[true]', message: '' },
  ],
])('an error is told in whatever form an arena has its words: %j', (sent, told) => {
  expect(decodeServerMessage(JSON.stringify({ type: 'error', ...sent }))).toEqual({
    kind: 'message',
    message: { type: 'error', ...told },
  });
});
