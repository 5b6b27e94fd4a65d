import { describe, expect, it } from 'vitest';
import { type AnyGame, gameOf } from '../../src/games/index.js';
import { decide, refuse } from '../../src/runner/match.js';
import type { Decided, OpenTurn } from '../../src/runner/state.js';

const hiLo = gameOf('hi_lo');
const byStrategy = { raw: false, source: 'strategy', decideMs: 0 } as const;
const byRefusal = { raw: false, source: 'fallback', reason: 'refused', decideMs: 0 } as const;

/** A turn and what has become of it. */
class Turn {
  at: OpenTurn = {
    question: 1,
    round: 1,
    state: { dealer_card: 3 },
    askedAt: 0,
    timeoutMs: 1000,
    deadlineAt: 1000,
    decision: null,
    askedOn: 1,
    sentOn: null,
    moveData: null,
    others: null,
    refused: [],
  };

  decide(decision: Decided, game: AnyGame): boolean {
    const decided = decide(this.at, decision, game);
    this.at = decided ?? this.at;
    return decided !== null;
  }

  refuse(game: AnyGame): boolean {
    const [refused, next] = refuse(this.at, game);
    this.at = refused;
    return next !== undefined;
  }

  get moveData(): unknown {
    return this.at.moveData;
  }

  get decision(): Decided | null {
    return this.at.decision;
  }
}

function turn(): Turn {
  return new Turn();
}

describe('an open turn', () => {
  it('tries the union of the dialects, then each by itself', () => {
    const open = turn();
    open.decide({ ...byStrategy, move: { choice: 'lower' } }, hiLo);
    expect(open.moveData).toEqual({ choice: 'lower', guess: 'lower' });
    expect(open.refuse(hiLo)).toBe(true);
    expect(open.moveData).toEqual({ choice: 'lower' });
    expect(open.refuse(hiLo)).toBe(true);
    expect(open.moveData).toEqual({ guess: 'lower' });
    expect(open.refuse(hiLo)).toBe(false);
  });

  it('goes on with another move, and never with what has been refused', () => {
    const open = turn();
    open.decide({ ...byStrategy, move: { choice: 'lower' } }, hiLo);
    while (open.refuse(hiLo));
    expect(open.decide({ ...byRefusal, move: { choice: 'lower' } }, hiLo)).toBe(false);
    expect(open.decision?.source).toBe('strategy');
    expect(open.decide({ ...byRefusal, move: { choice: 'higher' } }, hiLo)).toBe(true);
    expect(open.moveData).toEqual({ choice: 'higher', guess: 'higher' });
    expect(open.refuse(hiLo)).toBe(true);
    expect(open.moveData).toEqual({ choice: 'higher' });
  });

  it('skips a dialect that is the union already', () => {
    const open = turn();
    const rps = gameOf('rps');
    open.decide({ ...byStrategy, move: { choice: 'rock' } }, rps);
    expect(open.refuse(rps)).toBe(false);
    expect(open.moveData).toEqual({ choice: 'rock' });
  });

  it('sends raw move data as they are, in no other form', () => {
    const open = turn();
    open.decide({ ...byStrategy, raw: true, move: { mine: 1 } }, hiLo);
    expect(open.moveData).toEqual({ mine: 1 });
    expect(open.refuse(hiLo)).toBe(false);
  });

  it('has nothing to send where it is too late', () => {
    const open = turn();
    open.decide({ ...byRefusal, reason: 'late', move: null }, hiLo);
    expect(open.moveData).toBeNull();
  });
});
