import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Comparison, RunResult } from '../../src/lab/index.js';
import { reportPage } from '../../src/report/index.js';
import {
  aComparison,
  aFieldComparison,
  aLargeField,
  aMatch,
  aTournament,
  SIX,
  withOnly,
} from './fixtures.js';

const OPTIONS = {
  command: "botpit lab match 'it''s' <b> --seed spring-26",
  resumeCommand: 'botpit lab --resume run.jsonl',
  createdAt: new Date(Date.UTC(2026, 10, 21, 17, 40)),
};

/** What a reader sees, without markup, styles and scripts. */
function textOf(run: RunResult): string {
  return reportPage(run, OPTIONS)
    .replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .replaceAll(' .', '.');
}

function judged(verdict: Comparison['verdict'], run = aComparison()): RunResult {
  const { comparison } = run;
  if (comparison === null) throw new Error('no comparison');
  return { ...run, comparison: { ...comparison, verdict } };
}

describe('the verdict in words', () => {
  test.each([
    ['a match that is won', aMatch(0.6, 0), 'adaptive beats cycle.'],
    ['a match that is lost', aMatch(0.4, 0), 'cycle beats adaptive.'],
    ['a match that is even', aMatch(0.5, 0), 'adaptive and cycle cannot be told apart by 10,000 matches.'],
    ['better', judged('better'), 'new is better than old.'],
    ['not better', judged('not better'), 'new is not better than old.'],
    ['undecided', judged('undecided'), 'Undecided whether new is better than old.'],
    [
      'over a field',
      aFieldComparison(),
      'Undecided whether adaptive-2 is better than adaptive over the field.',
    ],
    ['a gauntlet', withOnly(aTournament(), 5), 'random beats 0 of 5 and loses to 5.'],
    ['nothing yet', { ...aMatch(), pairings: [] }, 'Nothing has been played yet.'],
  ])('%s', (_, run, sentence) => {
    expect(textOf(run)).toContain(`Verdict ${sentence}`);
  });

  test('a field whose first is clear, or not', () => {
    const clear = SIX.map((one) => (one.name === 'adaptive' ? { ...one, strength: 300 } : one));
    expect(textOf(aTournament(clear))).toContain('adaptive is the strongest of the field.');
    expect(textOf(aTournament())).toMatch(
      /(adaptive|equilibrium) leads, but (adaptive|equilibrium) is too close/,
    );
  });

  test('a field that falls apart', () => {
    const run = aTournament();
    const ratings = run.ratings?.map((rating, place) => ({ ...rating, group: place % 2 })) ?? null;
    expect(textOf({ ...run, ratings })).toContain('The field falls into 2 groups');
  });
});

test('numbers of a match', () => {
  const run = aMatch();
  const { wins = 0, draws = 0, losses = 0 } = run.pairings[0]?.summary ?? {};
  const text = textOf(run);
  expect(text).toContain(`${wins.toLocaleString('en-US')} – ${draws} – ${losses.toLocaleString('en-US')}`);
  expect(text).toContain('it is above, at 95 % confidence');
});

test('faults stand with their names before the tables', () => {
  const text = textOf(aTournament());
  const fault =
    'my-first-bot-with-a-long-name answered too late 12 times and moved illegally once. First: match 3, round 2: no answer within 1000 ms';
  expect(text).toContain(fault);
  expect(text.indexOf(fault)).toBeLessThan(text.indexOf('Cross table'));
  expect(textOf(aMatch())).not.toContain('Faults A strategy');
});

test('what it takes to play it again', () => {
  const text = textOf(aMatch());
  expect(text).toContain(OPTIONS.command);
  expect(text).not.toContain(OPTIONS.resumeCommand);
  for (const part of ['spring-26', '0.1.0', '5e1f0a77c2d9', '2026-11-21 17:40 UTC', './bots/cycle.ts'])
    expect(text).toContain(part);
  expect(textOf(aFieldComparison())).toContain(OPTIONS.resumeCommand);
});

test('a pairing of which nothing is known leaves its cells empty', () => {
  const run = aTournament();
  const text = textOf({ ...run, pairings: run.pairings.slice(1) });
  expect(/NaN|undefined|null/.exec(text)).toBeNull();
});

test('the page loads nothing and runs one script only', () => {
  const page = reportPage(aTournament(), OPTIONS);
  expect(page).toContain('default-src &#39;none&#39;;');
  const markup = page.replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '');
  expect(markup).not.toMatch(/\s(src|href|srcset|action|data)=/);
  expect(markup).not.toMatch(/https?:/);
  expect(page).not.toMatch(/@import|url\(/);
  expect(page.match(/<script>/g)).toHaveLength(1);
});

test('the page of a large field stays small', () => {
  expect(Buffer.byteLength(reportPage(aLargeField(), OPTIONS))).toBeLessThan(2_500_000);
});

test('no two modules of the script define the same name, as they become one', () => {
  const folder = new URL('../../src/report/browser/', import.meta.url);
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [
      ...readFileSync(new URL(name, folder), 'utf8').matchAll(
        /^(?:export )?(?:const|function|class) (\w+)/gm,
      ),
    ])
    .map((found) => found[1]);
  expect(names.length).toBeGreaterThan(20);
  expect(new Set(names).size).toBe(names.length);
});
