import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sample } from '../cli/records-sample.js';
import { run } from '../cli/records-support.js';
import { keep } from '../cli/records-write.js';
import { launch, NO_BROWSER, withPage } from '../support/chromium.js';
import { tempFolder } from '../support/run-cli.js';

let folder: string;
const page = async (given: Record<string, unknown>, ...args: string[]) =>
  run('show', folder, { args, options: given as never });

beforeEach(async () => {
  folder = tempFolder();
  const hostile = { opponentName: '</title><img src=x onerror=alert(1)></script><script>alert(2)' };
  await keep(folder, 'practice', sample(1, hostile), sample(2));
});

describe('show --page', () => {
  test('writes a page, and over no other without --force', async () => {
    const file = join(folder, 'match.html');
    expect(await page({ page: 'match.html' }, 'match-01')).toMatchObject({
      exitCode: 0,
      stdout: `Match match-01 is in ${file}\n`,
    });
    const html = readFileSync(file, 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    writeFileSync(file, 'mine');
    const refused = await page({ page: 'match.html' }, 'match-01');
    expect(refused).toMatchObject({ exitCode: 64, stdout: '' });
    expect(refused.stderr).toContain('--force writes over it');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await page({ page: 'match.html', force: true }, 'match-01')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toBe(html);
  });

  test('takes `last`, an exported file, and - for the standard output', async () => {
    await run('export', folder, { args: ['match-02'], options: { output: 'two.json' } });
    const [newest, exported] = [await page({ page: '-' }, 'last'), await page({ page: '-' }, 'two.json')];
    expect(newest.stdout).toContain('match-02');
    expect(exported.stdout).toBe(newest.stdout);
  });

  test('says where there is no folder for it', async () => {
    const nowhere = await page({ page: 'nowhere/match.html' }, 'match-01');
    expect(nowhere).toMatchObject({ exitCode: 64, stdout: '' });
    expect(nowhere.stderr).toContain('Name another file with --page');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });
});

describe.skipIf(NO_BROWSER !== null)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test('shows a match of a hostile opponent, asks for nothing and complains of nothing', async () => {
    const { stdout } = await page({ page: '-' }, 'match-01');
    await withPage(browser, stdout, {}, async ({ page, complaints, requests }) => {
      await page.locator('svg.board').waitFor();
      expect(await page.locator('h1').textContent()).toContain('<img src=x onerror=alert(1)>');
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
    });
  });

  test('opens from a disk by its own name', async () => {
    await page({ page: 'match.html' }, 'match-01');
    const window = await browser.newPage();
    await window.goto(pathToFileURL(join(folder, 'match.html')).href);
    await window.locator('svg.board').waitFor();
    await window.close();
  });
});
