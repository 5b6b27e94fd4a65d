import { TRAILS } from './anchors.js';
import { ANSWERS } from './answers.js';
import { ALL_KINDS, OF_ALL, OF_MATCH } from './trail.js';

/** The outcomes of a round, 0 for none yet. */
export const OUTCOMES = 4;

/** One way to read the opponent: an anchor, what is told apart, and whether by a line or by what was nearest. */
export interface Reading {
  readonly ofMatch: boolean;
  readonly anchor: number;
  readonly by: 'nothing' | 'outcome' | 'risk' | 'shown';
  readonly isNear: boolean;
  /** The first of its cells. */
  readonly from: number;
}

/** The readings, and how many cells the lines and the nearest ones have. */
export interface Readings {
  readonly all: readonly Reading[];
  readonly cells: readonly [number, number];
}

/**
 * @param clips how many trails of what was shown there are beside the one that is not clipped
 * @param shows how many classes of what was shown there are
 */
export function readings(clips: number, shows: number): Readings {
  const all: Reading[] = [];
  const cells: [number, number] = [0, 0];
  const cellsBy = { nothing: 2, outcome: OUTCOMES, risk: 2 * OUTCOMES, shown: shows + 1 } as const;
  const add = (ofMatch: boolean, anchor: number, by: Reading['by'], isNear = false) => {
    const kind = isNear ? 1 : 0;
    all.push({ ofMatch, anchor, by, isNear, from: cells[kind] });
    cells[kind] += cellsBy[by];
  };
  for (let anchor = 0; anchor < TRAILS * OF_MATCH; anchor++) {
    const place = anchor % OF_MATCH;
    add(true, anchor, 'nothing');
    add(true, anchor, 'outcome');
    if (place !== 0 && place !== 3) continue;
    add(true, anchor, 'nothing', true);
    add(true, anchor, 'outcome', true);
  }
  for (let trail = 0; trail < TRAILS + clips; trail++) {
    ALL_KINDS.forEach((kind, place) => {
      const anchor = trail * OF_ALL + place;
      const isClipped = trail >= TRAILS;
      if (isClipped && kind !== 'mean' && place > 1) return;
      // Nobody is expected to look for the smallest or largest of what it has done itself.
      if (kind === 'rank' && trail === 0) return;
      add(false, anchor, 'nothing');
      // What goes by outcomes too is what most go by: each reading more takes time, and some belief from all others.
      const isPlain = isClipped || kind === 'rank' || (kind === 'lag' && place > 0);
      if (!isPlain) add(false, anchor, 'outcome');
      if (!isClipped && place <= 1) add(false, anchor, 'nothing', true);
      if (!isClipped && place === 0) add(false, anchor, 'outcome', true);
    });
  }
  for (const ofMatch of [true, false]) {
    add(ofMatch, 0, 'risk');
    add(ofMatch, 0, 'risk', true);
  }
  if (shows > 0) add(false, 0, 'shown');
  for (let answer = 0; answer < ANSWERS; answer++) add(false, (TRAILS + clips) * OF_ALL + answer, 'nothing');
  return { all, cells };
}
