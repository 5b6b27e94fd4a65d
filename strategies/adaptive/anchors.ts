import { ANSWERS, Answers, type Gains } from './answers.js';
import type { Seen } from './expert.js';
import { OF_ALL, OF_MATCH, Trail } from './trail.js';

/** The opponent's moves, mine, and what was shown. */
export const TRAILS = 3;

/**
 * The numbers that a player may go by: what it played, what I played and what was shown, each as the last ones, as running
 * means and ranks, and as what stood in its place in the match before. Of each trail the last number comes first, and the
 * mean of the match fourth. What was shown has a further trail for each clip. After the trails come the best answers to my
 * moves.
 */
export class Anchors {
  /** Trail by trail: of this match, and of all rounds. */
  readonly match: Float64Array;
  readonly all: Float64Array;
  /** How far down and up the opponent goes. */
  readonly ends: [number, number];
  readonly #size: number;
  readonly #trails: readonly Trail[];
  readonly #answers: Answers | undefined;

  /**
   * @param clips what counts for whatever is more, in further trails of what was shown
   * @param gains of each of `size` moves; omit them to leave out the best answers
   */
  constructor(size: number, clips: readonly number[], gains?: Gains) {
    this.#size = size;
    this.#trails = [new Trail(), new Trail(), new Trail(), ...clips.map((clip) => new Trail(clip))];
    this.#answers = gains && new Answers(size, gains);
    this.match = new Float64Array(this.#trails.length * OF_MATCH).fill(Number.NaN);
    this.all = new Float64Array(this.#trails.length * OF_ALL + ANSWERS).fill(Number.NaN);
    this.ends = [0, size - 1];
  }

  startMatch(): void {
    for (const trail of this.#trails) trail.startMatch();
    this.#update();
  }

  see({ theirs, mine, shown }: Seen): void {
    const [own, others] = this.#trails as readonly [Trail, Trail];
    own.add(theirs < 0 ? Number.NaN : theirs);
    others.add(mine < 0 ? Number.NaN : mine);
    for (let i = 2; i < this.#trails.length; i++) (this.#trails[i] as Trail).add(shown);
    this.#answers?.add(mine, this.all, this.#trails.length * OF_ALL);
    this.#update();
    this.ends[0] = own.end(false, 0);
    this.ends[1] = own.end(true, this.#size - 1);
  }

  #update(): void {
    this.#trails.forEach((trail, i) => {
      trail.ofMatch(this.match, i * OF_MATCH);
      trail.ofAll(this.all, i * OF_ALL);
    });
  }
}
