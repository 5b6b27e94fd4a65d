import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import { firstToBoards } from '../../strategies/adaptive/first-to-boards.js';
import { hiLoBoard } from '../../strategies/adaptive/hi-lo-board.js';
import type { Prospects } from '../../strategies/adaptive/prospects.js';

describe('what a score is worth against this opponent', () => {
  const level = { round: 1, mine: 0, theirs: 0, cue: 0, kind: 0 };
  const board = firstToBoards.mines;
  const three = new Float64Array(board.size);
  three[2] = 1;
  const valueOfTie = (prospects: Prospects) => {
    const values = new Float64Array(board.size);
    prospects.values(level, three, values);
    return values[2] ?? 0;
  };

  test.each([
    { name: 'all are won', score: { mine: 2, theirs: 0 }, least: 0.85, most: 0.99 },
    { name: 'all are lost', score: { mine: 0, theirs: 2 }, least: 0.01, most: 0.15 },
    { name: 'none is decided', score: { mine: 0, theirs: 0 }, least: 0.49, most: 0.51 },
  ])('$name: a tie is worth what the rest will bring', ({ score, least, most }) => {
    const prospects = board.prospects?.() as Prospects;
    expect(valueOfTie(prospects)).toBe(0.5);
    for (let match = 0; match < 200; match++) {
      prospects.learn(level, 2, 2, 3);
      prospects.endMatch(score);
    }
    expect(valueOfTie(prospects)).toBeGreaterThanOrEqual(least);
    expect(valueOfTie(prospects)).toBeLessThanOrEqual(most);
  });
});

describe('a match of hi_lo is planned', () => {
  /** Plays 600 matches of random calls against it; calls are 0 where more cards lie. */
  function plan(opponent: (lead: number, last: number) => number): Prospects {
    const random = createRng('plan');
    const prospects = hiLoBoard.prospects?.() as Prospects;
    for (let match = 0; match < 600; match++) {
      let [mine, theirs, last] = [0, 0, 0];
      for (let round = 1; round <= 5; round++) {
        const card = 1 + Math.floor(random() * 13);
        const next = 1 + Math.floor(random() * 13);
        const shown = next === card ? 3 : next > card === card <= 7 ? 1 : 2;
        const call = random() < 0.5 ? 0 : 1;
        const other = opponent(theirs - mine, last);
        prospects.learn({ round, mine, theirs, cue: card, kind: 0 }, call, other, shown);
        if (call + 1 === shown) mine++;
        if (other + 1 === shown) theirs++;
        last = call;
      }
      prospects.endMatch({ mine, theirs });
    }
    return prospects;
  }

  /** What each call is worth in the first round on this card, against an opponent who plays with the odds. */
  function values(prospects: Prospects, card: number): Float64Array {
    const out = new Float64Array(2);
    prospects.values({ round: 1, mine: 0, theirs: 0, cue: card, kind: 0 }, Float64Array.of(1, 0), out);
    return out;
  }

  test('in equilibrium nothing is gained by calling something else', () => {
    const [with_ = 0, against = 0] = values(hiLoBoard.prospects?.() as Prospects, 7);
    expect(with_).toBeCloseTo(0.5, 2);
    expect(against).toBeCloseTo(0.5, 2);
  });

  test('a lead is sought against somebody who is too bold behind', () => {
    const [with_ = 0, against = 0] = values(
      plan((lead) => (lead < 0 ? 1 : 0)),
      7,
    );
    expect(against).toBeGreaterThan(with_ + 0.02);
  });

  test('somebody who copies is shown what it should copy', () => {
    const [with_ = 0, against = 0] = values(
      plan((_lead, last) => last),
      6,
    );
    expect(against).toBeGreaterThan(with_ + 0.05);
  });
});
