import { FAINT, NOTHING } from './learner.js';

/** What a score is worth a round later: how long programs of this kind look back. With the last one, a lost round sets the score to 0. */
const KEEPS = [0.8, 0.9, 0.95, 0.98, 1];

/** What somebody expects a player to move next; the number of moves where nothing is expected. */
export type Guess = () => number;

/**
 * What a program would play that second-guesses as those of the RoShamBo contests do (Egnor, "Iocaine powder", 2000): of many
 * guesses, of my move or of its own, on each level of "you know that I know", it plays the one that has scored best. Nobody
 * knows which guesses a program makes; that it takes the best of them is enough to be read.
 */
export class Levels {
  /** For each memory, what it would play by each group of guesses, and by all groups but the last; `size` for nothing. */
  readonly choices: Uint8Array;
  readonly #size: number;
  readonly #groups: readonly (readonly Guess[])[];
  readonly #said: Uint8Array;
  /** Where the scores of each group end. */
  readonly #ends: readonly number[];
  /** The places of the scores that the last round changed: of levels that won it, lost it, and did neither. */
  readonly #won: Int32Array;
  readonly #lost: Int32Array;
  readonly #others: Int32Array;
  /** For each memory, guess and level. */
  readonly #scores: readonly Float64Array[];

  constructor(groups: readonly (readonly Guess[])[], size: number) {
    this.#size = size;
    this.#groups = groups;
    const guesses = groups.flat().length;
    this.#said = new Uint8Array(guesses).fill(size);
    this.#ends = groups.map((_, g) => groups.slice(0, g + 1).flat().length * size);
    this.#won = new Int32Array(guesses);
    this.#lost = new Int32Array(guesses);
    this.#others = new Int32Array(guesses * size);
    this.#scores = KEEPS.map(() => new Float64Array(guesses * size));
    this.choices = new Uint8Array(KEEPS.length * (groups.length + 1)).fill(size);
  }

  /** @param mine what I have moved, where it was a move */
  add(mine: number): void {
    if (mine < this.#size) this.#score(mine);
    let i = 0;
    for (const group of this.#groups) for (const guess of group) this.#said[i++] = guess();
    this.#choose();
  }

  #score(mine: number): void {
    const size = this.#size;
    const faint = FAINT;
    const [said, won, lost, others] = [this.#said, this.#won, this.#lost, this.#others];
    let told = 0;
    let rest = 0;
    for (let i = 0; i < said.length; i++) {
      const guess = said[i] as number;
      // The scores of a guess that said nothing stay as they are.
      if (guess === size) continue;
      // The first level plays what beats the guess, and each further level what beats the level before it.
      const winner = (mine - guess + size) % size;
      const loser = (winner + 1) % size;
      won[told] = i * size + winner;
      lost[told++] = i * size + loser;
      for (let level = 0; level < size; level++) {
        if (level !== winner && level !== loser) others[rest++] = i * size + level;
      }
    }
    for (let k = 0; k < KEEPS.length; k++) {
      const scores = this.#scores[k] as Float64Array;
      const keep = KEEPS[k] as number;
      const keepLost = keep === 1 ? 0 : keep;
      const loss = keep === 1 ? 0 : 1;
      for (let j = 0; j < told; j++) {
        const [up, down] = [won[j] as number, lost[j] as number];
        scores[up] = (scores[up] as number) * keep + 1;
        scores[down] = (scores[down] as number) * keepLost - loss;
      }
      for (let j = 0; j < rest; j++) {
        const at = others[j] as number;
        scores[at] = (scores[at] as number) * keep + faint;
      }
    }
  }

  #choose(): void {
    const size = this.#size;
    const said = this.#said;
    let out = 0;
    for (const scores of this.#scores) {
      let at = 0;
      let best = 0;
      let play = size;
      for (let group = 0; group < this.#ends.length; group++) {
        const end = this.#ends[group] as number;
        let most = NOTHING;
        let leader = -1;
        for (; at < end; at++) {
          if ((scores[at] as number) <= most || said[Math.floor(at / size)] === size) continue;
          most = scores[at] as number;
          leader = at;
        }
        const choice =
          leader < 0 ? size : ((said[Math.floor(leader / size)] as number) + (leader % size) + 1) % size;
        this.choices[out++] = choice;
        if (most <= best || group === this.#ends.length - 1) continue;
        best = most;
        play = choice;
      }
      this.choices[out++] = play;
    }
  }
}
