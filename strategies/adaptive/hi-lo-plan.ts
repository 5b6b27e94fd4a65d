import { type Board, mirrored } from './board.js';
import type { Standing } from './habits.js';
import { FAINT } from './learner.js';
import type { Prospects } from './prospects.js';

const CARDS = 13;
const ROUNDS = 5;
const LEADS = 2 * ROUNDS + 1;
/** What a round is worth a round later. */
const KEEP = 0.999;
/** So many rounds speak for the equilibrium in each case, and for like cards in each card of it. */
const DOUBT = 6;
const ALIKE = 2;

/** What happened in a round: calls are 0 where more cards lie, 1 the other one; `right` is -1 on an equal card. */
interface Happened {
  readonly card: number;
  readonly mine: number;
  readonly theirs: number;
  readonly right: number;
}

const STATES = 4;
/** Whether a call was higher. */
const isHigher = (call: number, card: number) => (call === 0) === card <= 7;
const higher = (call: number, card: number) => (isHigher(call, card) ? 1 : 2);

/** What an opponent may go by beside the card and the lead: what state of it follows a round, up to `STATES`; 0 in a new match. */
const VIEWS: readonly ((round: Happened) => number)[] = [
  () => 0,
  ({ mine, card }) => higher(mine, card),
  ({ mine }) => 1 + mine,
  ({ theirs, card }) => higher(theirs, card),
  ({ mine, theirs, right }) => (right < 0 || mine === theirs ? 3 : theirs === right ? 1 : 2),
  ({ mine, card, right }) => (mine === right ? higher(mine, card) : 3),
  ({ card, right }) => (right < 0 ? 3 : higher(right, card)),
];
const OUTCOMES = [0, 1, -1] as const;

/** How likely a call is right. */
function chance(call: number, card: number): number {
  return (isHigher(call, card) ? CARDS - card : card - 1) / CARDS;
}

/** One view of the opponent: how often it went against the odds, case by case, and how well that has told its calls. */
class View {
  readonly next: (round: Happened) => number;
  state = 0;
  fit = 0;
  /** By state, sign of the lead, and kind of card or the card itself: rounds, and those that went against the odds. */
  readonly #rounds = new Float64Array(STATES * 3 * (CARDS + 3));
  readonly #bold = new Float64Array(STATES * 3 * (CARDS + 3));

  constructor(next: (round: Happened) => number) {
    this.next = next;
  }

  /** How likely the opponent calls against the odds. @param lead of the opponent */
  bold(state: number, lead: number, card: number, equilibrium: number): number {
    const at = (state * 3 + Math.sign(lead) + 1) * (CARDS + 3);
    const alike = at + CARDS + Math.sign(card - 7) + 1;
    const like =
      ((this.#bold[alike] as number) + DOUBT * equilibrium) / ((this.#rounds[alike] as number) + DOUBT);
    const here = at + card - 1;
    return ((this.#bold[here] as number) + ALIKE * like) / ((this.#rounds[here] as number) + ALIKE);
  }

  learn(lead: number, round: Happened, equilibrium: number): void {
    const { card, theirs } = round;
    const bold = this.bold(this.state, lead, card, equilibrium);
    this.fit = KEEP * this.fit + Math.log(0.98 * (theirs === 1 ? bold : 1 - bold) + 0.01);
    const at = (this.state * 3 + Math.sign(lead) + 1) * (CARDS + 3);
    for (const i of [at + card - 1, at + CARDS + Math.sign(card - 7) + 1]) {
      this.#rounds[i] = KEEP * (this.#rounds[i] as number) + 1;
      this.#bold[i] = KEEP * (this.#bold[i] as number) + theirs + FAINT;
    }
    this.state = this.next(round);
  }
}

/**
 * Plans a match of hi_lo: what each lead is worth against this opponent follows from how it calls by card and lead, and by
 * what it has seen of the round before. A round is worth losing where that brings the opponent to worse calls.
 */
export class HiLoPlan implements Prospects {
  readonly #board: Board;
  readonly #views = VIEWS.map((next) => new View(next));
  /** By round, lead and state, before the card is shown. */
  readonly #worth = new Float64Array((ROUNDS + 2) * LEADS * STATES);
  #view: View;
  #isPlanned = false;

  constructor(board: Board) {
    this.#board = board;
    this.#view = this.#views[0] as View;
  }

  values(at: Standing, odds: Float64Array, out: Float64Array): void {
    if (!this.#isPlanned) this.#plan();
    for (let mine = 0; mine < 2; mine++)
      out[mine] = this.#valueOf(at, mine, odds[1] as number, odds[0] as number);
  }

  learn(at: Standing, mine: number, theirs: number, shown: number): void {
    this.#isPlanned &&= at.round < ROUNDS;
    if (mine < 0 || theirs < 0 || at.cue < 1) return;
    const round = { card: at.cue, mine, theirs, right: shown === 3 ? -1 : shown - 1 };
    const equilibrium = this.#board.equilibrium(mirrored(at))[1] as number;
    for (const view of this.#views) view.learn(at.theirs - at.mine, round, equilibrium);
  }

  endMatch(): void {
    for (const view of this.#views) view.state = 0;
    this.#isPlanned = false;
  }

  /** From the last round to the first, for the view that has told most. */
  #plan(): void {
    this.#isPlanned = true;
    for (const view of this.#views) if (view.fit > this.#view.fit + 1) this.#view = view;
    for (let round = ROUNDS + 1; round >= 1; round--) {
      const left = ROUNDS - round + 1;
      for (let lead = -ROUNDS; lead <= ROUNDS; lead++) {
        for (let state = 0; state < STATES; state++) {
          const at = (round * LEADS + lead + ROUNDS) * STATES + state;
          this.#worth[at] =
            left === 0 || Math.abs(lead) > left
              ? Math.sign(lead) / 2 + 0.5
              : this.#worthOf(round, lead, state);
        }
      }
    }
  }

  #worthOf(round: number, lead: number, state: number): number {
    let sum = 0;
    for (let card = 1; card <= CARDS; card++) {
      const at = { round, mine: Math.max(lead, 0), theirs: Math.max(-lead, 0), cue: card, kind: 0 };
      const bold = this.#view.bold(state, -lead, card, this.#board.equilibrium(mirrored(at))[1] as number);
      sum += Math.max(this.#valueOf(at, 0, bold, 1 - bold), this.#valueOf(at, 1, bold, 1 - bold));
    }
    return sum / CARDS;
  }

  /** What a call is worth against one that is made against the odds, or with them, with these probabilities. */
  #valueOf(at: Standing, mine: number, bold: number, likely: number): number {
    const { cue: card, round } = at;
    const lead = at.mine - at.theirs;
    let sum = 0;
    for (let theirs = 0; theirs < 2; theirs++) {
      const share = theirs === 1 ? bold : likely;
      for (const right of OUTCOMES) {
        const probability = right < 0 ? 1 / CARDS : chance(right, card);
        if (share * probability === 0) continue;
        const step = mine === theirs || right < 0 ? 0 : mine === right ? 1 : -1;
        const state = this.#view.next({ card, mine, theirs, right });
        const after =
          ((round + 1) * LEADS + Math.min(Math.max(lead + step, -ROUNDS), ROUNDS) + ROUNDS) * STATES;
        sum += share * probability * (this.#worth[after + state] as number);
      }
    }
    return sum;
  }
}
