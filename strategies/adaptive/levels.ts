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
  /** For each memory, guess and level. */
  readonly #scores: readonly Float64Array[];

  constructor(groups: readonly (readonly Guess[])[], size: number) {
    this.#size = size;
    this.#groups = groups;
    const guesses = groups.flat().length;
    this.#said = new Uint8Array(guesses).fill(size);
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
    const said = this.#said;
    for (let i = 0; i < said.length; i++) {
      const guess = said[i] as number;
      // The scores of a guess that said nothing stay as they are.
      if (guess === size) continue;
      // The first level plays what beats the guess, and each further level what beats the level before it.
      const from = i * size;
      const won = from + ((mine - guess + size) % size);
      const lost = from + ((mine - guess + size + 1) % size);
      for (let k = 0; k < KEEPS.length; k++) {
        const scores = this.#scores[k] as Float64Array;
        const keep = KEEPS[k] as number;
        for (let at = from; at < from + size; at++) scores[at] = (scores[at] as number) * keep;
        scores[won] = (scores[won] as number) + 1;
        scores[lost] = keep === 1 ? 0 : (scores[lost] as number) - 1;
      }
    }
  }

  #choose(): void {
    const size = this.#size;
    const said = this.#said;
    let out = 0;
    for (const scores of this.#scores) {
      let i = 0;
      let best = 0;
      let play = size;
      for (let g = 0; g < this.#groups.length; g++) {
        const end = i + (this.#groups[g] as readonly Guess[]).length;
        let most = 0;
        let choice = size;
        for (; i < end; i++) {
          const guess = said[i] as number;
          if (guess === size) continue;
          for (let level = 0, at = i * size; level < size; level++, at++) {
            if ((scores[at] as number) <= most) continue;
            most = scores[at] as number;
            choice = (guess + level + 1) % size;
          }
        }
        this.choices[out++] = choice;
        if (most <= best || g === this.#groups.length - 1) continue;
        best = most;
        play = choice;
      }
      this.choices[out++] = play;
    }
  }
}
