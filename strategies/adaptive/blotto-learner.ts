import type { Round, Turn } from 'botpit';
import {
  type Blotto,
  type BlottoStanding,
  type BlottoTable,
  blottoOn,
  stageOf,
  standingOf,
} from '../theory/blotto.js';
import { Bids, type Field } from './bids.js';
import { DOUBT, drawIndex, heldBy, type Learner } from './learner.js';
import { type Expected, Stake } from './stake.js';

const BIDS = 101;
const LEVEL = { mine: 0, theirs: 0 };
/** How much may still speak for the equilibrium where it is not worth the time to solve the round. */
const SETTLED = 0.02;
/** Every so many matches it is solved all the same: the opponent may have changed. */
const REVIEW = 10;
/** A round can bring no more than this much less than the equilibrium, in match score. */
const MOST_RISK = 1;
/** How much more than the equilibrium a response must promise, in match score: with clear evidence, and without. */
const TRIFLE = 0.001;
const MARGIN = 0.02;

/** The best bid against what is forecast, and what it promises. */
interface Response extends Expected {
  readonly bid: number;
  /** How much less than the equilibrium it may bring. */
  readonly risk: number;
}

interface Stage {
  /** What the match is worth to the learner. */
  readonly value: number;
  readonly mine: Float64Array;
  readonly theirs: Float64Array;
}

/** Learns an opponent in blotto: forecasts its bid, and answers with the best bid on the values of the equilibrium. */
export class BlottoLearner implements Learner {
  readonly #table: BlottoTable;
  readonly #blotto: Blotto;
  readonly #bids = new Bids();
  readonly #stake = new Stake();
  readonly #odds = new Float64Array(BIDS);
  #matches = 0;
  #score = LEVEL;
  #last = { outcome: 0, own: 0, facing: 0 };
  /** Of the round at hand: its equilibrium where it was solved, the best response where it promises enough, and its trust. */
  #stage: Stage | null = null;
  #response: Response | null = null;
  #trust = 0;

  constructor(table: BlottoTable) {
    this.#table = table;
    this.#blotto = blottoOn(table);
  }

  startMatch(): void {
    this.#score = LEVEL;
    this.#last = { outcome: 0, own: 0, facing: 0 };
    this.#stage = null;
    this.#response = null;
  }

  move(anyTurn: Turn): number {
    const turn = anyTurn as Turn<'blotto'>;
    const at = standingOf(turn);
    const tenths = tenthsOf(turn.state);
    const u = turn.random();
    const doubt = this.#bids.nullWeight;
    const needed = doubt > SETTLED || this.#matches % REVIEW === 0 || this.#stake.trust(MOST_RISK) < 1;
    this.#stage = needed ? this.#solve(at, tenths) : null;
    this.#response = this.#respond(at, tenths, this.#stage, doubt);
    const trust = this.#response ? this.#stake.trust(this.#response.risk) : 0;
    this.#trust = trust;
    if (this.#response && u < trust) return this.#response.bid;
    return drawIndex((this.#stage ?? this.#solve(at, tenths)).mine, (u - trust) / (1 - trust));
  }

  learn(anyRound: Round, side: 'a' | 'b'): void {
    const { state, result, score } = anyRound as Round<'blotto'>;
    const before = this.#score;
    this.#score = score;
    const step = Math.sign(score.mine - before.mine - (score.theirs - before.theirs));
    const mine = result.your_move?.bid ?? 0;
    const theirs = result.opponent_move?.bid ?? 0;
    if (state !== null && theirs <= state.opponent_budget) {
      const at = standingOf({ side, score: before, state });
      const tenths = tenthsOf(state);
      if (result.opponent_move) {
        const known = this.#stage && heldBy(this.#stage.theirs[theirs] ?? 0, at.theirs + 1);
        this.#bids.learn(this.#field(at, tenths), theirs, known);
      }
      this.#judge(at, tenths, theirs);
    }
    this.#last = { outcome: step < 0 ? 1 : step > 0 ? 2 : 3, own: theirs, facing: mine };
    this.#stage = null;
    this.#response = null;
  }

  endMatch(): void {
    this.#matches++;
    this.#stake.matchOver();
  }

  /** Holds the equilibrium and the response against the bid that came. */
  #judge(at: BlottoStanding, tenths: number, theirs: number): void {
    const response = this.#response;
    let safe = response?.safe ?? 0;
    if (this.#stage) {
      safe = 0;
      this.#stage.mine.forEach((share, bid) => {
        if (share > 0) safe += share * this.#blotto.after(at, tenths, bid, theirs);
      });
      this.#stake.given(safe - this.#stage.value);
    }
    if (!response) return;
    const value = this.#blotto.after(at, tenths, response.bid, theirs);
    if (this.#stake.roundOver(response, safe, value, this.#trust)) this.#bids.forget();
  }

  /** The best bid against what is forecast; `null` where it is not worth leaving the equilibrium for. */
  #respond(at: BlottoStanding, tenths: number, stage: Stage | null, doubt: number): Response | null {
    const odds = this.#odds.fill(0);
    this.#bids.look(this.#field(at, tenths), odds);
    if (stage) {
      for (let bid = 0; bid <= at.theirs; bid++) {
        odds[bid] = (odds[bid] as number) + doubt * heldBy(stage.theirs[bid] ?? 0, at.theirs + 1);
      }
    }
    let total = 0;
    for (const share of odds) total += share;

    let safe = 0;
    let best = -Infinity;
    let choice = 0;
    for (let bid = 0; bid <= at.mine; bid++) {
      let value = 0;
      for (let theirs = 0; theirs <= at.theirs; theirs++) {
        const share = odds[theirs] as number;
        if (share > 1e-5) value += share * this.#blotto.after(at, tenths, bid, theirs);
      }
      value /= total;
      safe += (stage?.mine[bid] ?? 0) * value;
      if (value > best) {
        best = value;
        choice = bid;
      }
    }
    if (stage && best - safe < (doubt < DOUBT ? TRIFLE : MARGIN)) return null;
    // Where the round was not solved, the table's value is near enough, though it ignores the terrain.
    const usual = stage?.value ?? this.#blotto.value(at);
    if (!stage) safe = usual;
    let variance = 0;
    let worst = usual;
    for (let theirs = 0; theirs <= at.theirs; theirs++) {
      const value = this.#blotto.after(at, tenths, choice, theirs);
      variance += ((odds[theirs] as number) / total) * (value - safe) ** 2;
      if (value < worst) worst = value;
    }
    return { bid: choice, safe, best, swing: Math.sqrt(variance), risk: Math.max(usual - worst, TRIFLE) };
  }

  #solve(at: BlottoStanding, tenths: number): Stage {
    if (at.roundsLeft <= 1) {
      const value = this.#blotto.after(at, tenths, at.mine, at.theirs);
      return { value, mine: pure(at.mine), theirs: pure(at.theirs) };
    }
    const isA = at.side === 'a';
    const [a, b] = isA ? [at.mine, at.theirs] : [at.theirs, at.mine];
    const solved = stageOf(this.#table, at.roundsLeft, isA ? at.lead : -at.lead, a, b, tenths);
    return isA
      ? { value: solved.value, mine: solved.rowMix, theirs: solved.columnMix }
      : { value: 1 - solved.value, mine: solved.columnMix, theirs: solved.rowMix };
  }

  #field(at: BlottoStanding, tenths: number): Field {
    const { outcome, own, facing } = this.#last;
    return {
      budget: at.theirs,
      facing: at.mine,
      roundsLeft: at.roundsLeft,
      lead: -at.lead,
      // As side b sees it, the bonus is 1 over that of side a. 1 / 0.8 = 1.25 is taken for 1.2, the largest there is.
      tenths: at.side === 'a' ? 20 - tenths : tenths,
      outcome,
      lastOwn: own,
      lastFacing: facing,
    };
  }
}

function tenthsOf(state: { readonly terrain_bonus_a: number }): number {
  return Math.round(state.terrain_bonus_a * 10);
}

function pure(bid: number): Float64Array {
  const mix = new Float64Array(bid + 1);
  mix[bid] = 1;
  return mix;
}
