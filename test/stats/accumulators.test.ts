import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import {
  addMove,
  addTime,
  addToCurve,
  type Curve,
  curvePoints,
  type MoveCounts,
  mergeMoves,
  quantile,
  type TimeHistogram,
  timeQuantile,
} from '../../src/stats/index.js';

describe('the curve of a learner', () => {
  test('single matches first, then four bins for every doubling', () => {
    const curve: Curve = [];
    for (let place = 1; place <= 40; place++) addToCurve(curve, place, place % 2 === 0 ? 2 : 1);
    expect(curvePoints(curve).map(({ from, to }) => [from, to])).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7].map((place) => [place, place]),
      ...[8, 10, 12, 14].map((place) => [place, place + 1]),
      ...[16, 20, 24, 28].map((place) => [place, place + 3]),
      ...[32, 40].map((place) => [place, place + 7]),
    ]);
    expect(curvePoints(curve)[9]).toMatchObject({ from: 12, to: 13, matches: 2, score: 0.75 });
  });

  test('each place lies in its bin, and there are at most 99', () => {
    const places = [...Array.from({ length: 40 }, (_, i) => Math.floor(1.7 ** i)), 2 ** 31, 2 ** 40];
    for (const place of places) {
      const curve: Curve = [];
      addToCurve(curve, place, 2);
      const [point, ...others] = curvePoints(curve);
      expect(others).toEqual([]);
      expect(point?.from).toBeLessThanOrEqual(place);
      expect(point?.to ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(place);
      expect(curve.length).toBeLessThanOrEqual(3 * 99);
    }
  });
});

describe('times', () => {
  test('quantiles within 1 % of the exact ones', () => {
    const rng = createRng('times');
    // From 200 ns to 20 s.
    const times = Array.from({ length: 5_000 }, () => 2e-4 * 10 ** (8 * rng()));
    const histogram: TimeHistogram = {};
    for (const ms of times) addTime(histogram, ms);
    const sorted = times.sort((a, b) => a - b).map((ms) => [ms, 1] as const);
    for (const q of [0, 0.01, 0.5, 0.9, 0.99, 1]) {
      const [exact, near] = [quantile(sorted, q) ?? 0, timeQuantile(histogram, q) ?? 0];
      expect(Math.abs(near / exact - 1), `${q}`).toBeLessThan(0.0101);
    }
  });

  test('the shortest, the longest, and none', () => {
    const histogram: TimeHistogram = {};
    for (const ms of [0, 1e9, Number.POSITIVE_INFINITY]) addTime(histogram, ms);
    expect(timeQuantile(histogram, 0)).toBeLessThan(1.01e-4);
    expect(timeQuantile(histogram, 1)).toBeGreaterThan(900_000);
    expect(timeQuantile({}, 0.5)).toBeNull();
  });
});

describe('moves by state', () => {
  test('counted', () => {
    const counts: MoveCounts = {};
    addMove(counts, 'level', 'rock');
    addMove(counts, 'level', 'paper', 2);
    addMove(counts, 'constructor', 'toString');
    expect(counts).toEqual({ level: { rock: 1, paper: 2 }, constructor: { toString: 1 } });
  });

  test('of too many, the first are kept, fully counted, whatever the order of parts', () => {
    const rng = createRng('moves');
    const parts = Array.from({ length: 6 }, () => {
      const part: MoveCounts = {};
      for (let i = 0; i < 3_000; i++) {
        addMove(part, `s${String(Math.floor(400 * rng())).padStart(3, '0')}`, rng() < 0.5 ? 'a' : 'b');
        addMove(part, 'a state of many moves', String(1000 + Math.floor(300 * rng())));
      }
      return part;
    });
    const forth = parts.reduce((sum, part) => mergeMoves(sum, part), {});
    const back = [...parts].reverse().reduce((sum, part) => mergeMoves(part, sum), {});
    expect(JSON.stringify(back)).toBe(JSON.stringify(forth));
    expect(Object.keys(forth)).toEqual([
      'a state of many moves',
      ...Array.from({ length: 199 }, (_, i) => `s${String(i).padStart(3, '0')}`),
    ]);
    expect(Object.keys(forth['a state of many moves'] ?? {})).toEqual(
      Array.from({ length: 200 }, (_, i) => String(1000 + i)),
    );
    // All of a state that was kept: none was dropped for a while.
    const replay = createRng('moves');
    let seen = 0;
    for (let i = 0; i < 6 * 3_000; i++) {
      if (Math.floor(400 * replay()) === 150) seen++;
      replay();
      replay();
    }
    const kept = Object.values(forth.s150 ?? {}).reduce((sum, times) => sum + times, 0);
    expect(kept).toBe(seen);
  });
});
