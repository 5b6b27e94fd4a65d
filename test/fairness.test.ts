import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { commitTo, DRAWS, drawAt, openCommitment } from '../src/fairness.js';

const SEED = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const MATCH = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';

/** Draws 0 and 1 of round 1 and draw 0 of round 2, computed with Python's hmac module. */
const GOLDEN = [0.4798736933886514, 0.3762748419794075, 0.6103781413206928];

/** The rules page, word for word: the first 52 bits as an integer, over 2^52. */
function expectedDraw(seed: string, matchId: string, round: number, index: number): number {
  const hex = createHmac('sha256', Buffer.from(seed, 'ascii'))
    .update(`${matchId}:${round}:${index}`)
    .digest('hex');
  return Number(BigInt(`0x${hex.slice(0, 13)}`)) / 2 ** 52;
}

describe('draws', () => {
  test('are the first 52 bits of the HMAC', () => {
    for (let round = 1; round <= 15; round++) {
      for (let index = 0; index < 24; index++) {
        const u = drawAt(SEED, MATCH, round, index);
        expect(u, `round ${round}, draw ${index}`).toBe(expectedDraw(SEED, MATCH, round, index));
        expect(u >= 0 && u < 1).toBe(true);
      }
    }
  });

  test('golden vectors', () => {
    expect([drawAt(SEED, MATCH, 1, 0), drawAt(SEED, MATCH, 1, 1), drawAt(SEED, MATCH, 2, 0)]).toEqual(GOLDEN);
  });

  test('depend on the seed, the match, the round and the index', () => {
    const draws = [
      drawAt(SEED, MATCH, 1, 0),
      drawAt(SEED.replace('0', '1'), MATCH, 1, 0),
      drawAt(SEED, 'other', 1, 0),
      drawAt(SEED, MATCH, 2, 0),
      drawAt(SEED, MATCH, 1, 1),
      drawAt(SEED, MATCH, 1, 10),
      drawAt(SEED, MATCH, 11, 0),
    ];
    expect(new Set(draws).size).toBe(draws.length);
  });
});

describe('commitments', () => {
  const overText = createHash('sha256').update(Buffer.from(SEED, 'ascii')).digest('hex');
  const overBytes = createHash('sha256').update(Buffer.from(SEED, 'hex')).digest('hex');

  test('the arena commits to the hex text', () => {
    expect(commitTo(SEED)).toBe(overText);
    expect(commitTo('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  const notHex = createHash('sha256').update('not hex').digest('hex');

  test.each([
    { seed: SEED, hash: overText, over: 'text' },
    { seed: SEED, hash: overText.toUpperCase(), over: 'text' },
    { seed: SEED, hash: overBytes, over: 'bytes' },
    { seed: SEED.toUpperCase(), hash: overBytes, over: 'bytes' },
    { seed: 'not hex', hash: notHex, over: 'text' },
    { seed: SEED, hash: overText.replace(/^./, (digit) => (digit === '0' ? '1' : '0')), over: null },
    { seed: SEED, hash: overText.slice(0, 63), over: null },
    { seed: SEED.slice(1), hash: overBytes, over: null },
    { seed: SEED.toUpperCase(), hash: overText, over: null },
    { seed: 'zz', hash: createHash('sha256').update('').digest('hex'), over: null },
  ])('without published draws, seed $seed against $hash: $over', ({ seed, hash, over }) => {
    expect(openCommitment(seed, hash, null)).toEqual({ fair: over !== null, commitmentOver: over });
  });

  const mixed = SEED.replace('a', 'A');
  test.each([
    { seed: SEED, hash: overText, fair: true, over: 'text' },
    { seed: SEED, hash: overText.toUpperCase(), fair: true, over: 'text' },
    // The draws follow from a text that the bytes do not fix.
    { seed: SEED, hash: overBytes, fair: null, over: 'bytes' },
    { seed: mixed, hash: overBytes, fair: false, over: null },
    { seed: mixed, hash: commitTo(mixed), fair: false, over: null },
    { seed: 'not hex', hash: notHex, fair: false, over: null },
    { seed: SEED.slice(2), hash: commitTo(SEED.slice(2)), fair: false, over: null },
    { seed: SEED, hash: overText.slice(0, 63), fair: false, over: null },
    { seed: '', hash: overText, fair: null, over: null },
    { seed: SEED, hash: '', fair: null, over: null },
  ])('with published draws, seed $seed against $hash: $fair', ({ seed, hash, fair, over }) => {
    expect(openCommitment(seed, hash, DRAWS)).toEqual({ fair, commitmentOver: over });
  });
});
