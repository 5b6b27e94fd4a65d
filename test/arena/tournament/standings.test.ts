import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Course } from '../../../src/arena/tournament/course.js';
import { writeResults } from '../../../src/arena/tournament/results.js';
import { type PairingResult, standingsOf } from '../../../src/arena/tournament/standings.js';
import { tempFolder } from '../../support/run-cli.js';

/** `a` and `b` met, and got so many points of their matches, in halves. */
function met(a: number, b: number, mine: number, theirs: number): PairingResult {
  return { agents: [a, b], halfPoints: [mine, theirs] };
}

function table(agents: number, pairings: PairingResult[], byes: number[] = [], byesCount = true) {
  return standingsOf({ agents, pairings, byes, byesCount });
}

test('points: 1 for a pairing won, 1/2 for one that was level, whatever the matches', () => {
  const rows = table(4, [met(0, 1, 40, 0), met(2, 3, 21, 19), met(0, 2, 20, 20)]);
  expect(rows.map(({ agent, halfPoints }) => [agent, halfPoints])).toEqual([
    [0, 3],
    [2, 3],
    // Nothing but the points of its matches tells it from the last one.
    [3, 0],
    [1, 0],
  ]);
  expect(rows[0]).toMatchObject({ wins: 1, draws: 1, losses: 0 });
});

test('Buchholz is the sum of the points of the opponents, before Sonneborn-Berger', () => {
  // 0 and 1 have a point each; the opponent of 0 has two.
  const rows = table(6, [
    met(0, 5, 2, 0),
    met(1, 4, 2, 0),
    met(2, 0, 2, 0),
    met(3, 1, 2, 0),
    met(2, 3, 2, 0),
  ]);
  const of = (agent: number) => rows.find((row) => row.agent === agent);
  expect(of(0)).toMatchObject({ halfPoints: 2, buchholz: 4, rank: 3 });
  expect(of(1)).toMatchObject({ halfPoints: 2, buchholz: 2, rank: 4 });
  expect(of(2)).toMatchObject({ halfPoints: 4, rank: 1 });
});

test('Sonneborn-Berger: the points of those that were beaten, and half of those that were level', () => {
  // A round-robin, in which Buchholz cannot decide: 0 and 1 have 2 points each, and 0 beat the better one.
  const rows = table(4, [
    met(0, 1, 2, 0),
    met(0, 2, 0, 2),
    met(0, 3, 2, 0),
    met(1, 2, 2, 0),
    met(1, 3, 2, 0),
    met(2, 3, 0, 2),
  ]);
  // By hand: 0 beat 1 (2 points) and 3 (1 point); 1 beat 2 (1 point) and 3 (1 point). In quarters: 12 and 8.
  expect(rows.map(({ agent, halfPoints, sonnebornBerger }) => [agent, halfPoints, sonnebornBerger])).toEqual([
    [0, 4, 12],
    [1, 4, 8],
    [2, 2, 8],
    [3, 2, 4],
  ]);
});

test('then the direct encounter, then the points of the matches; what is still level shares a rank', () => {
  const direct = table(2, [met(1, 0, 3, 1)]);
  expect(direct.map(({ agent, rank }) => [agent, rank])).toEqual([
    [1, 1],
    [0, 2],
  ]);
  // Three in a ring: each beat one, and points, Buchholz, Sonneborn-Berger and the encounters are level.
  const ring = table(3, [met(0, 1, 2, 0), met(1, 2, 2, 0), met(2, 0, 2, 0)], [0, 1, 2], false);
  expect(ring.map(({ rank }) => rank)).toEqual([1, 1, 1]);
  const byMatches = table(3, [met(0, 1, 2, 0), met(1, 2, 4, 0), met(2, 0, 2, 0)], [0, 1, 2], false);
  expect(byMatches.map(({ agent, rank }) => [agent, rank])).toEqual([
    [1, 1],
    [0, 2],
    [2, 2],
  ]);
});

test('a bye is a pairing won against somebody with as many points as oneself; in a round-robin it is nothing', () => {
  const [first] = table(3, [met(0, 1, 2, 0)], [2, 2]);
  expect(first).toMatchObject({
    agent: 2,
    halfPoints: 4,
    buchholz: 8,
    sonnebornBerger: 16,
    byes: 2,
    wins: 0,
  });
  expect(table(3, [met(0, 1, 2, 0)], [2], false).find(({ agent }) => agent === 2)).toMatchObject({
    halfPoints: 0,
    buchholz: 0,
    byes: 1,
  });
});

test('a pairing in which nobody got a point is lost by both', () => {
  const rows = table(2, [met(0, 1, 0, 0)]);
  expect(rows.map(({ halfPoints, losses }) => [halfPoints, losses])).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

test('before the first match all share the first place', () => {
  expect(table(5, []).map(({ rank, agent }) => [rank, agent])).toEqual(
    [0, 1, 2, 3, 4].map((agent) => [1, agent]),
  );
});

test('the results give a spreadsheet no formula, and nobody else a file to write to', () => {
  const folder = tempFolder();
  const names = ['=1+1', '@a', 'a;=1+1', 'a; -1', '＝1', 'x-1, "y"'];
  const agents = names.map((name, i) => ({ id: String(i), name }));
  // What another user might have put there, where the folder lets them.
  writeFileSync(join(folder, 'theirs'), 'theirs');
  symlinkSync(join(folder, 'theirs'), join(folder, 'results.csv.new'));
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  writeResults(folder, new Course({ kind: 'swiss', games: ['rps'], matches: 1, rounds: 1, agents }));
  const lines = readFileSync(join(folder, 'results.csv'), 'utf8').split('\n').slice(1, -1);
  expect(lines.map((line) => line.split(',0,')[0])).toEqual([
    ...["1,'=1+1", "1,'@a", "1,a;'=1+1", "1,a;' -1", "1,'＝1"],
    '1,"x-1, ""y"""',
  ]);
  for (const name of ['results.csv', 'results.json'])
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o644);
  expect(readFileSync(join(folder, 'theirs'), 'utf8')).toBe('theirs');
});
