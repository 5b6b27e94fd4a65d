import { join } from 'node:path';
import { expect, test } from 'vitest';
import { beginAnew, makeCup, runCup } from '../support/cup-run.js';
import { tempFolder } from '../support/run-cli.js';

test('a tournament whose arena is killed in mid-match has the results of one that is not', async () => {
  const folder = tempFolder();
  const flags = ['--tournament', 'swiss', '--rounds', '3', '--matches', '3'];
  const cup = makeCup(folder, 7, ['rps', 'crash'], flags);
  const killed = await runCup(cup, [6, 1, 17]);
  const control = await runCup(beginAnew(cup, join(folder, 'again')));
  expect(killed.resumed).toBeGreaterThan(0);
  expect(killed.repeated).toEqual([]);
  expect(killed.askedAgain).toEqual([]);
  expect(killed.standings).toEqual(control.standings);
  expect(killed.pairings).toEqual(control.pairings);
  // Round by round, with all moves.
  expect(killed.matches).toEqual(control.matches);
  expect([...control.matches.values()].filter((rounds) => rounds.length > 0)).toHaveLength(27);
});
