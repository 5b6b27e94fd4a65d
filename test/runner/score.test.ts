import { describe, expect, it } from 'vitest';
import { roundOutcome, toldOutcome } from '../../src/match/index.js';
import { ownScore, showsMineFirst, turnedRound } from '../../src/runner/score.js';

describe('the reading of scores', () => {
  it('is [a, b], turned to the own side', () => {
    expect(ownScore([2, 1], 'a', false)).toEqual([2, 1]);
    expect(ownScore([2, 1], 'b', false)).toEqual([1, 2]);
  });

  it('is [mine, theirs] once a match that was decided has contradicted it', () => {
    expect(showsMineFirst([2, 1], 'b', true, 'rps', 3)).toBe(true);
    expect(ownScore([2, 1], 'b', true)).toEqual([2, 1]);
    expect(ownScore([2, 1], 'a', true)).toEqual([2, 1]);
  });

  it('turns by a lost match as well as by a won one', () => {
    expect(showsMineFirst([1, 2], 'b', false, 'rps', 3)).toBe(true);
  });

  it.each([
    ['an even score', [1, 1], 'b', true, 'rps', 9],
    ['a score that fits', [1, 2], 'b', true, 'rps', 3],
    ['no winner', [2, 1], 'b', null, 'rps', 3],
    ['side a, where both readings are one', [1, 2], 'a', true, 'rps', 3],
    ['a forfeit by the leader, first to two of three', [1, 0], 'b', true, 'rps', 1],
    ['a forfeit by the leader, five fixed rounds', [2, 0], 'b', true, 'hi_lo', 2],
    ['an own forfeit while leading', [0, 1], 'b', false, 'rps', 1],
  ] as const)('does not turn by %s', (_what, score, side, won, game, rounds) => {
    expect(showsMineFirst(score, side, won, game, rounds)).toBe(false);
  });

  it.each([
    ['the cap of ties', [1, 0], 'rps', 9],
    ['a lead that cannot be caught up', [3, 0], 'hi_lo', 3],
    ['a game that is not known', [1, 0], 'chess', 1],
  ] as const)('turns where the match was ended by %s', (_what, score, game, rounds) => {
    expect(showsMineFirst(score, 'b', true, game, rounds)).toBe(true);
  });

  it('puts rounds right that were read the wrong way round', () => {
    const asked = { askedAt: null, timeoutMs: null, decideMs: null };
    const round = { round: 1, state: {}, move: {}, source: null, reason: null, ...asked };
    const read = { ...round, outcome: 'loss', score: [0, 1], result: {} } as const;
    expect(turnedRound(read)).toMatchObject({ outcome: 'win', score: [1, 0] });
    expect(turnedRound({ ...read, outcome: 'tie' })).toMatchObject({ outcome: 'tie', score: [1, 0] });
    // A winner that is named by its side was right all along.
    expect(turnedRound({ ...read, result: { winner: 'a' } })).toMatchObject({ outcome: 'loss' });
  });
});

describe('outcomes', () => {
  it.each([
    ['me', [0, 2], 'win'],
    ['them', [2, 0], 'loss'],
    [null, [1, 1], 'draw'],
    [null, [2, 1], 'win'],
    [null, [1, 2], 'loss'],
  ] as const)('winner %s at %j is a %s', (winner, score, outcome) => {
    expect(toldOutcome(winner, 'me', score)).toBe(outcome);
  });

  it.each([
    ['b', 'b', [0, 0], [0, 0], 'win'],
    ['a', 'b', [0, 0], [0, 0], 'loss'],
    [null, 'a', [1, 1], [2, 1], 'win'],
    [undefined, 'a', [1, 1], [1, 2], 'loss'],
    [null, 'b', [1, 1], [2, 2], 'tie'],
  ] as const)('a round that %s wins, seen from %s, %j to %j, is a %s', (winner, side, from, to, outcome) => {
    expect(roundOutcome(winner, side, from, to)).toBe(outcome);
  });
});
