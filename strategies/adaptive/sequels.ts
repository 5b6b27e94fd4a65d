import { RECALL_CAPS, Recall } from './recall.js';
import { Runs } from './runs.js';

/** Rounds that are searched for runs of every kind, the oldest ones too. */
export const REMEMBERED = 1500;
/** Some hundred matches: as much as an opponent is told of matches before the session. */
export const TOLD = 330;
/** How many rounds players look back for a run; and, of those that want the oldest, what length is long enough for them. */
const WINDOWS = [20, 50, 100, TOLD, 1000, REMEMBERED];
const CAPS = [4, 6, 20];

/** How a round can end. */
export const OUTCOMES = 3;

/** Of a run that has been there before: who moved what after it, and how long it was; `classes` and 0 without one. */
export interface Sequel {
  readonly within: number;
  readonly isOldest: boolean;
  theirs: number;
  mine: number;
  length: number;
}

/** What followed what has just happened when it happened before. For games of few moves. */
export class Sequels {
  /** Of my moves, of theirs and of both, in each window: after the latest of the longest runs, and after the oldest for each cap. */
  readonly near: readonly Sequel[];
  /** Of these and of the outcomes, in the whole session: after the latest, for each of the caps of `Recall`. */
  readonly far: readonly Sequel[];
  readonly #classes: number;
  readonly #runs: readonly Runs[];
  readonly #recalls: readonly [Recall, Recall, Recall, Recall];

  /** @param classes how many moves there are */
  constructor(classes: number) {
    const sequel = (within: number, isOldest: boolean): Sequel => {
      return { within, isOldest, theirs: classes, mine: classes, length: 0 };
    };
    this.#classes = classes;
    this.#runs = [0, 1, 2].map(() => new Runs(WINDOWS, CAPS));
    this.near = this.#runs.flatMap(() =>
      WINDOWS.flatMap((within) =>
        [false, ...CAPS.map(() => true)].map((isOldest) => sequel(within, isOldest)),
      ),
    );
    this.#recalls = [
      new Recall(classes),
      new Recall(classes),
      new Recall(classes ** 2),
      new Recall(OUTCOMES),
    ];
    this.far = this.#recalls.flatMap(() => RECALL_CAPS.map(() => sequel(Infinity, false)));
  }

  /** A round has been played. @param outcome from 0 */
  add(mine: number, theirs: number, outcome: number): void {
    const symbols = [mine, theirs, mine * this.#classes + theirs, outcome];
    for (let i = 0; i < symbols.length; i++) {
      this.#runs[i]?.add(symbols[i] as number);
      this.#recalls[i]?.add(symbols[i] as number);
    }
    this.#tell(this.#runs, this.near);
    this.#tell(this.#recalls, this.far);
  }

  #tell(found: readonly (Runs | Recall)[], sequels: readonly Sequel[]): void {
    const [mine, theirs] = this.#recalls;
    let at = 0;
    for (const { ages, lengths } of found) {
      for (let k = 0; k < ages.length; k++) {
        const sequel = sequels[at++] as Sequel;
        const length = lengths[k] as number;
        // One round after the end of the run.
        const age = (ages[k] as number) - 1;
        sequel.length = length;
        sequel.mine = length > 0 ? mine.symbolAt(age) : this.#classes;
        sequel.theirs = length > 0 ? theirs.symbolAt(age) : this.#classes;
      }
    }
  }
}
