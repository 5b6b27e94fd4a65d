import { expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import { decodeClientMessage, decodeServerMessage } from '../../src/protocol/index.js';
import { hostileFrames } from '../support/hostile-frames.js';
import { CLIENT_SAMPLES, SERVER_SAMPLES } from './samples.js';

const FRAMES = 20_000;
const SEED = process.env.FUZZ_SEED ?? String(Date.now());

const PROBLEMS = [
  'too_large',
  'binary',
  'not_json',
  'forbidden_key',
  'too_deep',
  'not_an_object',
  'no_type',
  'bad_field',
] as const;

const SIDES = [
  ['server', SERVER_SAMPLES, decodeServerMessage],
  ['client', CLIENT_SAMPLES, decodeClientMessage],
] as const;

test.each(SIDES)(
  `hostile frames from a %s are sorted, never thrown at (FUZZ_SEED=${SEED})`,
  (from, samples, decode) => {
    const next = hostileFrames(createRng(`${from} ${SEED}`), Object.values(samples));
    const types = Object.keys(samples);
    const before = Object.getOwnPropertyNames(Object.prototype);
    const seen = new Set<string>();
    const wrong: string[] = [];
    for (let i = 0; i < FRAMES; i++) {
      const { data, isBinary } = next();
      const decoded = decode(data.toString(), isBinary);
      seen.add(decoded.kind === 'malformed' ? decoded.problem : decoded.kind);
      const right =
        decoded.kind === 'malformed'
          ? PROBLEMS.includes(decoded.problem)
          : Object.getPrototypeOf(decoded.message) === Object.prototype &&
            types.includes(decoded.message.type) === (decoded.kind === 'message');
      if (!right) wrong.push(`frame ${i}: ${data.toString().slice(0, 200)}`);
    }
    expect(wrong).toEqual([]);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    // The generator reaches every answer that there is.
    expect([...seen].sort()).toEqual(['message', 'unknown', ...PROBLEMS].sort());
  },
);

test('the same seed gives the same frames', () => {
  const make = () => {
    const next = hostileFrames(createRng('same'), Object.values(SERVER_SAMPLES));
    return Array.from({ length: 500 }, next);
  };
  expect(make()).toEqual(make());
});
