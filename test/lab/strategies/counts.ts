/** Asked so often since the file was loaded. */
let asked = 0;

/** Keeps count in a variable of the file and in a field: rock for the first twelve turns of all, then paper. */
export default class Counts {
  games = ['rps'];
  #turns = 0;

  move() {
    asked++;
    this.#turns++;
    if (asked !== this.#turns) throw new Error(`${asked} in the file, ${this.#turns} in the field`);
    return asked <= 12 ? 'rock' : 'paper';
  }
}
