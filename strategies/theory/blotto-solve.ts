import { type BlottoTable, leadsWith, solveStage, TABLE_LENGTH, TERRAINS, tableIndex } from './blotto.js';

/**
 * Where the table of blotto comes from: 663,065 stage games from the last rounds to the first, some minutes' work.
 *
 *     const values = solveTable((done, of) => …)   // exact, by `tableIndex`
 *     quantised(values, 255)                       // what is kept: whole numbers, 255 for a sure win
 */
export function solveTable(onProgress: (done: number, of: number) => void): Float64Array {
  const values = new Float64Array(TABLE_LENGTH);
  const table: BlottoTable = { values, scale: 1 };
  let done = 0;
  for (const roundsLeft of [2, 3, 4]) {
    for (let lead = -leadsWith(roundsLeft); lead <= leadsWith(roundsLeft); lead++) {
      for (let a = 0; a <= 100; a++) {
        for (let b = 0; b <= 100; b++) {
          let sum = 0;
          for (const tenths of TERRAINS) sum += solveStage(table, roundsLeft, lead, a, b, tenths).value;
          values[tableIndex(roundsLeft, lead, a, b)] = sum / TERRAINS.length;
        }
        done += 101;
        onProgress(done, TABLE_LENGTH);
      }
    }
  }
  return values;
}

/** @param scale the number that stands for 1: 255 or 65535 */
export function quantised(values: ArrayLike<number>, scale: 255 | 65535): Uint8Array | Uint16Array {
  const round = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * scale);
  return scale === 255 ? Uint8Array.from(values, round) : Uint16Array.from(values, round);
}
