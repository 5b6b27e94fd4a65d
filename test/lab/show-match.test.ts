import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareMatch, type ShownMatch, showMatch } from '../../src/lab/index.js';
import { replayOfLab } from '../../src/pages/index.js';
import { prove } from '../../src/pages/proof/prove.js';
import { jsonLines, runCli } from '../support/run-cli.js';
import { playUntried, strategyFolder } from './support.js';

/** Moves by all that may differ from one time to the next: lots, what it remembers, and earlier matches. */
const WANDERER = `let seen = 0;
export default {
  name: 'wanderer', games: ['rps'],
  move(turn) {
    seen += turn.opponent.history.length + 1;
    const lot = Math.floor(3 * Math.random()) + Math.floor(3 * turn.random());
    return ['rock', 'paper', 'scissors'][(seen + lot) % 3];
  },
};`;
const QUITTER = `export default {
  name: 'quitter', games: ['rps'],
  move(turn) {
    if (turn.round === 2) throw new Error('no more');
    return 'rock';
  },
};`;
const folder = strategyFolder({ 'wanderer.mjs': WANDERER, 'quitter.mjs': QUITTER });

test('each match that is played again is the one that was counted', async () => {
  const options = { game: 'rps', matches: 8, series: 2, seed: 'again', cwd: folder } as const;
  const prepared = await prepareMatch('./wanderer.mjs', 'frequency', options);
  const result = await playUntried(prepared, 1);
  const shown: ShownMatch[] = [];
  for (let number = 1; number <= 8; number++) shown.push(await showMatch(prepared, number));
  const count = (outcome: string) => shown.filter((match) => match.outcome === outcome).length;
  const { wins, draws, losses } = result.pairings[0]?.summary ?? {};
  expect({ wins: count('win'), draws: count('draw'), losses: count('loss') }).toEqual({
    wins,
    draws,
    losses,
  });
  // A match and its mirror are played from either side.
  expect(shown.map(({ side }) => side)).toEqual(['a', 'b', 'b', 'a', 'a', 'b', 'b', 'a']);
  expect(await showMatch(prepared, 5)).toEqual(shown[4]);
  const replay = replayOfLab(prepared.plan, shown[0] as ShownMatch);
  expect(replay).toMatchObject({ mine: { name: 'wanderer' }, theirs: { name: 'frequency' }, fairness: null });
  expect((await prove(replay, crypto.subtle)).sentence).toMatch(
    /^cannot be checked: this is a match of the lab/,
  );
});

test('a match that was lost by a fault says by which', async () => {
  const options = { game: 'rps', matches: 2, seed: '1', cwd: folder } as const;
  const prepared = await prepareMatch('./quitter.mjs', 'random', options);
  const shown = await showMatch(prepared, 1);
  expect(shown).toMatchObject({ outcome: 'loss', faults: [{ player: 0, kind: 'threw' }] });
  expect(shown.rounds).toHaveLength(1);
  expect(replayOfLab(prepared.plan, shown).end?.note).toBe('quitter: Error: no more');
});

test('lab match --page writes the page of one match, and looks before it plays', async () => {
  const lab = (...words: string[]) =>
    runCli(
      ['lab', 'match', 'cycle', 'random', '--game', 'hi_lo', '--matches', '4', '--seed', '1', ...words],
      {
        cwd: folder,
      },
    );
  const file = join(folder, 'match.html');
  const written = await lab('--page', 'match.html', '--page-match', '3');
  expect(written).toMatchObject({ exitCode: 0 });
  expect(written.stdout).toContain(`Match 3 of the 4 is in ${file}`);
  expect(readFileSync(file, 'utf8')).toContain('cycle against random');
  const refusals = [
    [['--page', 'match.html'], 'is there already'],
    [['--page', 'other.html', '--page-match', '5'], 'the run has 4 matches'],
    [['--page-match', '2'], 'there is no --page'],
    [['--page', '-'], 'Name a file for the page'],
    [['--page', 'nowhere/match.html'], 'cannot write'],
    [['--page', 'other.html', '--report', 'other.html'], 'would overwrite'],
  ] as const;
  for (const [words, problem] of refusals) {
    const refused = await lab(...words);
    expect(refused.exitCode, problem).not.toBe(0);
    expect(refused.stderr).toContain(problem);
    expect(refused.stdout).toBe('');
  }
  expect(existsSync(join(folder, 'other.html'))).toBe(false);
  const { stdout } = await lab('--page', 'match.html', '--force', '--json');
  expect(jsonLines(stdout).at(-1)).toMatchObject({ event: 'exported', path: file });
});
