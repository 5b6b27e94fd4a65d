import { FAINT } from './learner.js';
import { Weights } from './weights.js';

/** A round of blotto before the bids, as the opponent sees it. */
export interface Field {
  /** What the opponent has left, and what the learner has. */
  readonly budget: number;
  readonly facing: number;
  readonly roundsLeft: number;
  /** The opponent's rounds won less those lost. */
  readonly lead: number;
  /** What the opponent's bid counts, in tenths of what the learner's does: 8..12. */
  readonly tenths: number;
  /** Of the round before: 0 none, 1 won by the opponent, 2 lost, 3 tied; and its bids. */
  readonly outcome: number;
  readonly lastOwn: number;
  readonly lastFacing: number;
}

/** What a bid is measured by: the cell that it falls into. Bids in one cell are one habit. */
interface Measure {
  readonly cells: number;
  cellOf(bid: number, field: Field): number;
}

const BIDS = 101;
const RATIO_CELLS = 60;
const OFFSET = 10;

function ratio(of: (field: Field) => number, fineness: number): Measure {
  return {
    cells: RATIO_CELLS,
    cellOf(bid, field) {
      const unit = of(field);
      return unit > 0
        ? Math.min(Math.floor((bid / unit) * fineness + 0.5), RATIO_CELLS - 1)
        : bid > 0
          ? 1
          : 0;
    },
  };
}

function offset(of: (field: Field) => number): Measure {
  return {
    cells: 2 * OFFSET + 1,
    cellOf: (bid, field) => Math.min(Math.max(bid - Math.floor(of(field)), -OFFSET), OFFSET) + OFFSET,
  };
}

const share = ({ budget, roundsLeft }: Field) => budget / roundsLeft;
const facingShare = ({ facing, roundsLeft }: Field) => facing / roundsLeft;
const facingShareHere = (field: Field) => (facingShare(field) * 10) / field.tenths;

const absolute: Measure = { cells: BIDS, cellOf: (bid) => bid };
const ofShare = ratio(share, 10);
const ofBudget = ratio(({ budget }) => budget, 40);
const roughlyOfShare = ratio(share, 3);
const roughlyOfBudget = ratio(({ budget }) => budget, 8);
const anything: Measure = { cells: 1, cellOf: () => 0 };
const ofFacingShare = ratio(facingShare, 10);
const ofFacingShareHere = ratio(facingShareHere, 10);
const fromShare = offset(share);
const fromFacingShareHere = offset(facingShareHere);
const fromLast = offset(({ lastOwn }) => lastOwn);
const fromLastFacing = offset(({ lastFacing }) => lastFacing);

type Case = readonly [cases: number, caseOf: (field: Field) => number];

const always: Case = [1, () => 0];
const byRound: Case = [5, ({ roundsLeft }) => roundsLeft - 1];
const byTerrain: Case = [5, ({ tenths }) => tenths - 8];
const byBoth: Case = [25, ({ roundsLeft, tenths }) => (roundsLeft - 1) * 5 + tenths - 8];
const byLead: Case = [3, ({ lead }) => Math.sign(lead) + 1];
const byRoundAndLead: Case = [15, ({ roundsLeft, lead }) => (roundsLeft - 1) * 3 + Math.sign(lead) + 1];
const byOutcome: Case = [4, ({ outcome }) => outcome];

const EXPERTS: readonly (readonly [measure: Measure, kase: Case])[] = [
  ...[always, byRound, byTerrain, byBoth, byLead, byRoundAndLead, byOutcome].map(
    (kase) => [ofShare, kase] as const,
  ),
  ...[always, byRound, byTerrain, byBoth, byOutcome].map((kase) => [absolute, kase] as const),
  ...[always, byTerrain, byLead].map((kase) => [ofBudget, kase] as const),
  ...[always, byTerrain].map((kase) => [ofFacingShare, kase] as const),
  ...[always, byRound].map((kase) => [ofFacingShareHere, kase] as const),
  ...[always, byTerrain, byRound].map((kase) => [fromShare, kase] as const),
  [fromFacingShareHere, always],
  ...[always, byTerrain, byLead].map((kase) => [roughlyOfShare, kase] as const),
  ...[always, byRound, byTerrain, byLead].map((kase) => [roughlyOfBudget, kase] as const),
  [anything, always],
  ...[always, byOutcome].map((kase) => [fromLast, kase] as const),
  ...[always, byOutcome].map((kase) => [fromLastFacing, kase] as const),
];

const KEEP = 0.999;
const STRENGTH = 1.5;
const PRIOR_NULL = 0.4;

/** Forecasts an opponent's bid: each expert is a measure with a table of the cells that it has seen, case by case. */
export class Bids {
  readonly #tables = EXPERTS.map(([{ cells }, [cases]]) => new Float64Array(cells * cases));
  readonly #totals = EXPERTS.map(([, [cases]]) => new Float64Array(cases));
  readonly #weights: Weights;
  readonly #cellOf = new Uint8Array(BIDS);
  readonly #mass = new Float64Array(BIDS);

  constructor() {
    const start = new Float64Array(EXPERTS.length + 1).fill((1 - PRIOR_NULL) / EXPERTS.length);
    start[0] = PRIOR_NULL;
    this.#weights = new Weights(start);
  }

  /** How much speaks for the equilibrium. */
  get nullWeight(): number {
    return this.#weights.now[0] as number;
  }

  /** Adds to `odds` how likely each bid is by those that learn; what is added adds up to 1 - `nullWeight`. */
  look(field: Field, odds: Float64Array): void {
    EXPERTS.forEach((_, expert) => {
      const weight = this.#weights.now[expert + 1] as number;
      const { from, table, total, lost } = this.#open(expert, field);
      const each = weight / (total + STRENGTH);
      const alike = (STRENGTH + lost) / (field.budget + 1);
      for (let bid = 0; bid <= field.budget; bid++) {
        const cell = this.#cellOf[bid] as number;
        const seen = (table[from + cell] as number) / (this.#mass[cell] as number);
        odds[bid] = (odds[bid] as number) + each * (seen + alike);
      }
    });
  }

  /** @param nullLikelihood how likely the bid was in equilibrium; `null` where nobody knows */
  learn(field: Field, bid: number, nullLikelihood: number | null): void {
    const { likelihoods, now } = this.#weights;
    let mean = 0;
    EXPERTS.forEach(([measure], expert) => {
      const { which, from, table, total, lost } = this.#open(expert, field);
      const cell = this.#cellOf[bid] as number;
      const seen = (table[from + cell] as number) / (this.#mass[cell] as number);
      const likelihood = (seen + (STRENGTH + lost) / (field.budget + 1)) / (total + STRENGTH);
      likelihoods[expert + 1] = likelihood;
      mean += likelihood * (now[expert + 1] as number);
      for (let i = from; i < from + measure.cells; i++) table[i] = (table[i] as number) * KEEP + FAINT;
      table[from + cell] = (table[from + cell] as number) + 1;
      (this.#totals[expert] as Float64Array)[which] = total * KEEP + 1;
    });
    // Without news of it, the equilibrium is held to have done as well as the others.
    likelihoods[0] = nullLikelihood ?? mean / (1 - (now[0] as number));
    this.#weights.weigh();
  }

  forget(): void {
    for (const table of [...this.#tables, ...this.#totals]) {
      for (let i = 0; i < table.length; i++) table[i] = (table[i] as number) * 0.1 + FAINT;
    }
    this.#weights.reset();
  }

  /** Sorts the bids that are possible into the cells of an expert. `lost`: what it has seen that is impossible now. */
  #open(expert: number, field: Field) {
    const [measure, [, caseOf]] = EXPERTS[expert] as (typeof EXPERTS)[number];
    const which = caseOf(field);
    const from = which * measure.cells;
    const table = this.#tables[expert] as Float64Array;
    const total = (this.#totals[expert] as Float64Array)[which] as number;
    const mass = this.#mass;
    mass.fill(0, 0, measure.cells);
    for (let bid = 0; bid <= field.budget; bid++) {
      const cell = measure.cellOf(bid, field);
      this.#cellOf[bid] = cell;
      mass[cell] = (mass[cell] as number) + 1;
    }
    let lost = 0;
    for (let cell = 0; cell < measure.cells; cell++) {
      if (mass[cell] === 0) lost += table[from + cell] as number;
    }
    return { which, from, table, total, lost };
  }
}
