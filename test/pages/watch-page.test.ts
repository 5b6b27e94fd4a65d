import { EventEmitter } from 'node:events';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sample } from '../cli/records-sample.js';
import { played } from '../cli/records-support.js';
import { keep } from '../cli/records-write.js';
import { launch, NO_BROWSER } from '../support/chromium.js';
import { Captured, runCli, tempFolder } from '../support/run-cli.js';

const HOUR_MS = 3_600_000;

/** A server of `botpit watch` that can be ended before the test is. */
async function serve(folder: string, port = '0') {
  const signals = new EventEmitter();
  const stdout = new Captured(false);
  const ran = runCli(['watch', '--data-dir', folder, '--port', port], { signals, stdout });
  const [url] = await stdout.matching(/http:\/\/[\w.:]+\//);
  return {
    url,
    async stop() {
      signals.emit('SIGINT');
      return await ran;
    },
  };
}

describe.skipIf(NO_BROWSER !== null)('the page of watch', () => {
  const folder = tempFolder();
  let browser: Browser;
  let page: Page;
  let server: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    const samples = Array.from({ length: 90 }, (_, i) =>
      sample(i, {
        startedAt: Date.now() - (100 - i) * HOUR_MS,
        endedAt: Date.now() - (100 - i) * HOUR_MS + 5000,
        game: i % 3 === 0 ? 'crash' : 'rps',
        outcome: i % 2 === 0 ? 'win' : 'loss',
        opponentId: `opp-${i % 10}`,
        opponentName: i === 42 ? 'שלום <b>bold</b>' : `otter-${i % 10}`,
      }),
    );
    await keep(folder, 'practice', ...samples);
    browser = await launch();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    server = await serve(folder);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const rows = () => page.locator('.long .match-row');
  /** What the list says of itself; the overview has counts of its own. */
  const listed = (count: string) =>
    page
      .locator('.matches')
      .getByText(new RegExp(`^${count}\\b`))
      .waitFor();
  const matchesCounted = () => page.locator('.night dd.large').first().textContent();

  test('a click filters everything, stands in the address, and is taken out again', async () => {
    await page.goto(server.url);
    await page.locator('.pick', { hasText: 'crash' }).click();
    await expect.poll(matchesCounted).toBe('30');
    expect(page.url()).toBe(`${server.url}#/?game=crash`);
    await page.locator('.hours a').first().click();
    await expect.poll(() => page.url()).toMatch(/#\/\?game=crash&hour=\d\d$/);
    await page.reload();
    await expect.poll(() => page.locator('.chip').allTextContents()).toHaveLength(2);
    await page.locator('.chip', { hasText: 'hour' }).click();
    await expect.poll(matchesCounted).toBe('30');
    await page.goBack();
    await page.goBack();
    await expect.poll(() => page.url()).toBe(`${server.url}#/?game=crash`);
    // What it is filtered by goes along to the matches.
    await page.locator('a.all').click();
    await listed('30 matches');
  });

  test('groups are sorted by any of their columns', async () => {
    await page.goto(`${server.url}#/`);
    const opponents = page.locator('table[aria-label=Opponents]');
    const names = () => opponents.locator('tbody th').allTextContents();
    const head = opponents.locator('th[scope=col]', { hasText: 'opponent' });
    await head.getByRole('button').click();
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    const up = await names();
    expect(up).toEqual([...up].sort((a, b) => a.localeCompare(b)));
    await head.getByRole('button').click();
    await expect.poll(names).toEqual([...up].reverse());
  });

  test('the list holds what is in view alone, and shows what is scrolled to', async () => {
    await page.goto(`${server.url}#/matches`);
    await listed('90 matches');
    await expect.poll(() => rows().count()).toBeLessThan(50);
    const hrefOf = (n: number) => rows().nth(n).getAttribute('href');
    const newest = await hrefOf(0);
    await page.locator('.long').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await page.locator('.long li[aria-posinset="90"] .match-row').waitFor();
    await expect.poll(() => hrefOf(0)).not.toBe(newest);
  });

  test('keys find a match, go from one to the next, and are listed', async () => {
    await page.goto(`${server.url}#/`);
    await page.getByText('How did it go?').waitFor();
    await page.keyboard.press('/');
    await listed('90 matches');
    await page.keyboard.press('/');
    await page.keyboard.type('<b>');
    await listed('1 match');
    await expect.poll(() => page.locator('.long b').count()).toBe(0);
    await expect.poll(() => rows().first().textContent()).toContain('<b>bold</b>');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.locator('.match-row[aria-current=true]').waitFor();
    await expect.poll(() => page.url()).toContain('#/match/practice.0.43?find=');
    await page.locator('svg.board').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('finds matches').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).toContain('#/matches?find=');
    // By the beginning of its id, too.
    await page.goto(`${server.url}#/matches?find=match-07`);
    await listed('1 match');
  });

  test('what is being typed stays as it is while the list follows', async () => {
    await page.goto(`${server.url}#/matches`);
    const input = page.getByPlaceholder('Find by opponent or match id');
    await expect.poll(() => input.inputValue()).toBe('');
    await input.fill('otter-4 ');
    await listed('9 matches');
    await expect.poll(() => input.inputValue()).toBe('otter-4 ');
    await page.goBack();
    await expect.poll(() => input.inputValue()).toBe('');
  });

  test('a match that ends is announced, and moves nothing until it is asked for', async () => {
    await page.goto(`${server.url}#/matches`);
    await listed('90 matches');
    const first = await rows().first().getAttribute('href');
    await played('rps', 1, ['--strategy', 'random'], folder);
    await page.getByRole('button', { name: 'One more has ended' }).waitFor();
    await expect.poll(() => rows().first().getAttribute('href')).toBe(first);
    await page.getByRole('button', { name: 'One more has ended' }).click();
    await listed('91 matches');
    await expect.poll(() => rows().first().getAttribute('href')).not.toBe(first);
  });

  test('what the server refuses is asked once, and the reason is shown', async () => {
    let asked = 0;
    const count = (request: Request) => {
      if (request.url().includes('/api/matches')) asked++;
    };
    page.on('request', count);
    await page.goto(`${server.url}#/matches?hour=99`);
    await page.getByText('expected a whole number from 0 to 23').waitFor();
    // As many answers later, another question would have come.
    for (let i = 0; i < 5; i++) await page.evaluate(() => fetch('/api/status').then(({ status }) => status));
    page.off('request', count);
    expect(asked).toBe(1);
  });

  test('a lost connection is told, and comes back by itself', async () => {
    await page.goto(`${server.url}#/`);
    await page.getByText('How did it go?').waitFor();
    const { port } = new URL(server.url);
    await server.stop();
    await page.getByText('not connected since').waitFor();
    // What was there stays readable.
    await expect.poll(() => page.getByText('How did it go?').count()).toBe(1);
    server = await serve(folder, port);
    await page.getByText('not connected since').waitFor({ state: 'detached' });
  });
});
