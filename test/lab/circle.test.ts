import { expect, test } from 'vitest';
import { tournament } from '../../src/lab/index.js';
import { reportPage } from '../../src/report/index.js';
import { defineStrategy } from '../../src/strategy/index.js';
import { createStyle, formatLabResult, labJson, labMarkdown } from '../../src/ui/index.js';

const CHOICES = ['rock', 'paper', 'scissors'] as const;

/** Plays its favourite in two rounds of three, so that it beats one and loses to another in most matches. */
const mostly = (favourite: (typeof CHOICES)[number], name: string) =>
  defineStrategy({
    name,
    games: ['rps'],
    memoryDepth: 0,
    move: ({ random }) => (random() < 0.66 ? favourite : (CHOICES[Math.floor(3 * random())] ?? 'rock')),
  });
const even = defineStrategy({
  name: 'even',
  games: ['rps'],
  memoryDepth: 0,
  move: ({ random }) => CHOICES[Math.floor(3 * random())] ?? 'rock',
});
const OPTIONS = { game: 'rps', matches: 200, seed: 'circle' } as const;

test('a circle is named, and α-rank stands beside the Elo that cannot show it', async () => {
  const field = [mostly('rock', 'stones'), mostly('paper', 'sheets'), mostly('scissors', 'blades')];
  const result = await tournament(field, OPTIONS);
  const names = result.circle?.entrants.map((place) => result.entrants[place]?.name);
  // From wherever it begins.
  expect(['stones blades sheets', 'blades sheets stones', 'sheets stones blades']).toContain(
    names?.join(' '),
  );
  for (const share of result.circle?.shares ?? []) expect(share).toBeCloseTo(1 / 3, 6);
  const lines = formatLabResult(result, createStyle(false), 100).join('\n');
  expect(lines).toMatch(/ELO +95 % +α-RANK/);
  expect(lines).toContain('A circle: stones beats blades beats sheets beats stones.');
  expect(lines).toMatch(/^\w+ has the highest Elo of 3: /);
  expect(lines).not.toMatch(/best of|leads the field/);
  expect(labJson(result).filter((line) => line.includes('"alpha_rank":0.333'))).toHaveLength(3);
  const markdown = labMarkdown(result, '', []);
  expect(markdown).toContain('| # | strategy | Elo | 95 % | α-rank | score |');
  expect(markdown.match(/^\| \d \| `\w+` \|.*\| 33\.3 % \| \d+\.\d % \|$/gm)).toHaveLength(3);
  expect(markdown).toContain(
    'A circle: stones beats blades beats sheets beats stones.  \nElo cannot show that. α-rank: the share',
  );
  const page = reportPage(result, { command: '', createdAt: new Date(0) });
  expect(page).toContain(
    'A circle: <bdi>stones</bdi> beats <bdi>blades</bdi> beats <bdi>sheets</bdi> beats <bdi>stones</bdi>.',
  );
});

test('where there is an order, nothing is said of circles', async () => {
  const result = await tournament([mostly('rock', 'stones'), mostly('paper', 'sheets'), even], OPTIONS);
  expect(result.circle).toBeUndefined();
  expect(formatLabResult(result, createStyle(false), 100).join('\n')).not.toMatch(/α|circle/);
  expect(labMarkdown(result, '', [])).not.toMatch(/α|circle/);
  expect(labJson(result).join('\n')).toContain('"alpha_rank":null');
});

test('those who are equal in a circle have no leader', async () => {
  const fixed = CHOICES.map((move) =>
    defineStrategy({ name: move, games: ['rps'], memoryDepth: 0, move: () => move }),
  );
  const result = await tournament(fixed, OPTIONS);
  const [headline] = formatLabResult(result, createStyle(false), 100);
  expect(headline).toBe('All 3 have the same Elo after 600 matches.');
});
