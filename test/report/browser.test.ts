import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/lab/index.js';
import { reportPage } from '../../src/report/index.js';
import { coloured, faintTexts, launch, NO_BROWSER, show, withPage } from '../support/chromium.js';
import {
  aComparison,
  aFieldComparison,
  aLargeField,
  aMatch,
  aTournament,
  withOnly,
  withTexts,
} from './fixtures.js';

const COMMAND = 'botpit lab match ./a.ts "b c" --seed spring-26';
const pageOf = (run: RunResult) =>
  reportPage(run, {
    command: COMMAND,
    resumeCommand: 'botpit lab --resume run.jsonl',
    createdAt: new Date(Date.UTC(2026, 10, 21, 17, 40)),
  });

const LIGHT_AND_DARK = [
  [400, 'light'],
  [400, 'dark'],
  [1400, 'light'],
  [1400, 'dark'],
] as const;
const ONE_OF_EACH = [
  [400, 'light'],
  [1400, 'dark'],
] as const;

const RUNS = [
  { name: 'match', run: aMatch(), charts: 2, looks: LIGHT_AND_DARK },
  { name: 'tournament', run: aTournament(), charts: 3, looks: LIGHT_AND_DARK },
  { name: 'comparison', run: aComparison(), charts: 2, looks: LIGHT_AND_DARK },
  { name: 'comparison over a field', run: aFieldComparison(), charts: 3, looks: LIGHT_AND_DARK },
  { name: 'gauntlet', run: withOnly(aTournament(), 1), charts: 3, looks: ONE_OF_EACH },
  { name: 'large field', run: aLargeField(), charts: 3, looks: ONE_OF_EACH },
  { name: 'run of one series', run: ofOnePoint(aMatch()), charts: 2, looks: ONE_OF_EACH },
];

/** As after the first series: one point of the course. */
function ofOnePoint(run: RunResult): RunResult {
  return {
    ...run,
    pairings: run.pairings.map((pairing) => ({
      ...pairing,
      course: pairing.course.slice(0, 1),
      curve: pairing.curve.slice(0, 1),
    })),
  };
}

if (NO_BROWSER !== null) console.warn(`Reports are not looked at in a browser: ${NO_BROWSER}`);

test('where all checks are run, a browser is there', () => {
  if (process.env.CI) expect(NO_BROWSER).toBeNull();
});

describe.skipIf(NO_BROWSER !== null)('a report in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());

  /** One for all reports: each is loaded anew, and none leaves anything behind that the next could find. */
  const windows = new Map<string, Page>();
  async function windowOf(width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const look = `${width} ${colorScheme}`;
    const opened =
      windows.get(look) ?? (await browser.newPage({ viewport: { width, height: 900 }, colorScheme }));
    windows.set(look, opened);
    return opened;
  }

  const looks = RUNS.flatMap(({ looks, ...rest }) =>
    looks.map(([width, colorScheme]) => ({ ...rest, width, colorScheme })),
  );

  test.each(looks)('$name at $width, $colorScheme', async (look) => {
    const { run, charts, width, colorScheme } = look;
    await show(await windowOf(width, colorScheme), pageOf(run), async ({ page, complaints, requests }) => {
      const drawn = Object.values(await coloured(page, '--first'));
      expect(drawn).toHaveLength(charts);
      expect(Math.min(...drawn)).toBeGreaterThan(10);
      expect(await page.locator('canvas[role=img][aria-label*="%"], canvas[aria-label^="Elo"]').count()).toBe(
        charts,
      );

      await openAll(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await outside(page)).toEqual([]);
      if (run.pairings.length < 100) expect(await faintTexts(page)).toEqual([]);

      for (const part of [/^Verdict$/, run.plan.seed, COMMAND]) {
        expect(await page.getByText(part, { exact: true }).first().isVisible()).toBe(true);
      }
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
    });
  });

  test('charts follow the width and the colours', async () => {
    const options = { viewport: { width: 1400, height: 900 }, colorScheme: 'light' } as const;
    await withPage(browser, pageOf(aTournament()), options, async ({ page, complaints }) => {
      const light = await page.evaluate<string>(
        "getComputedStyle(document.documentElement).getPropertyValue('--first')",
      );
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await page.evaluate<string>(
        "getComputedStyle(document.documentElement).getPropertyValue('--first')",
      );
      expect(dark).not.toBe(light);
      await expect
        .poll(async () => Math.min(...Object.values(await coloured(page, '--first'))))
        .toBeGreaterThan(20);
      await page.setViewportSize({ width: 400, height: 900 });
      await expect.poll(() => outside(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
      expect(complaints).toEqual([]);
    });
  });

  test('a pairing is chosen, its scores are those of the run', async () => {
    const run = aTournament();
    await withPage(browser, pageOf(run), {}, async ({ page, complaints }) => {
      await page.getByLabel('Score of').selectOption('random');
      await page.getByLabel('against').selectOption('equilibrium');
      const pairing = run.pairings.find(({ first, second }) => first === 1 && second === 5);
      const score = 100 * (1 - (pairing?.summary.score ?? Number.NaN));
      const words = await page.locator('#course-words').textContent();
      expect(words).toContain('random');
      expect(words).toContain(`${score.toFixed(1)} %`);
      expect(words).toContain('after 2,000 matches');
      const label = await page.locator('#course-chart canvas').getAttribute('aria-label');
      expect(label).toContain(`${score.toFixed(1)} %`);
      await page
        .locator('figure', { has: page.locator('#course-table') })
        .locator('summary')
        .click();
      expect(await page.locator('#course-table tbody tr').last().textContent()).toContain(
        `${score.toFixed(1)} %`,
      );
      expect(complaints).toEqual([]);
    });
  });

  test('the cursor tells what it points at', async () => {
    await withPage(browser, pageOf(aMatch()), {}, async ({ page }) => {
      const words = page.locator('#course-words');
      expect(await words.textContent()).toContain('after 10,000 matches');
      await page.locator('#course-chart .u-over').hover();
      await expect.poll(() => words.textContent()).toMatch(/after [45],\d00 matches/);
      await page.mouse.move(0, 0);
      await expect.poll(() => words.textContent()).toContain('after 10,000 matches');
    });
  });

  test('the command is copied as it is', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    await withPage(browser, pageOf(aMatch()), { permissions }, async ({ page }) => {
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(COMMAND);
    });
  });

  test('without scripts the tables hold the numbers', async () => {
    await withPage(
      browser,
      pageOf(aTournament()),
      { javaScriptEnabled: false },
      async ({ page, complaints }) => {
        expect(await page.locator('noscript p').isVisible()).toBe(true);
        expect(await page.locator('table').count()).toBeGreaterThan(5);
        expect(complaints).toEqual([]);
      },
    );
  });

  const HOSTILE = [
    '<script>window.taken = 1</script>',
    '</script><script>window.taken = 1</script>',
    '"><img src=x onerror="window.taken = 1">',
    "' onmouseover='window.taken = 1' x='",
    '<!-- <script>',
    '\u2028window.taken = 1\u2029\u202e\u0000</title></style><svg onload=window.taken=1>',
    `<a href="javascript:window.taken=1">${'x'.repeat(5_000)}</a>`,
    '{{constructor.constructor("window.taken = 1")()}}',
    '<style>*{display:none}</style><base href="http://127.0.0.1:9/"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">',
  ];

  test.each([400, 1400])('what strategies say is text and nothing else, at %i', async (width) => {
    const cast = HOSTILE.map((name) => ({ name, strength: 0 }));
    const plain = aTournament(cast, 400);
    const expected = await shape(pageOf(withTexts(plain, (place) => `name ${place}`)));
    const run = withTexts(plain, (place) => HOSTILE[place] ?? '');
    await withPage(browser, pageOf(run), { viewport: { width, height: 900 } }, async (opened) => {
      const { page, complaints, requests } = opened;
      for (const [place, name] of HOSTILE.entries()) {
        if (!name.includes('\u2028'))
          expect(await page.locator(`option[value="${place}"]`).first().textContent()).toBe(shown(name));
      }
      await page.getByLabel('Score of').selectOption('3');
      expect(await page.evaluate('window.taken')).toBeUndefined();
      expect(await elements(page)).toEqual(expected);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
    });

    async function shape(html: string): Promise<unknown> {
      let found: unknown;
      await withPage(browser, html, {}, async ({ page }) => {
        await page.getByLabel('Score of').selectOption('3');
        found = await elements(page);
      });
      return found;
    }
  });
});

/** As a name of 80 characters at most. */
function shown(name: string): string {
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}

/** The elements and attributes of a page, how many of each. */
function elements(page: Page): Promise<unknown> {
  return page.evaluate(`(() => {
    const counts = {};
    for (const { localName, attributes } of document.querySelectorAll('*')) {
      for (const name of [localName, ...[...attributes].map(({ name }) => '@' + name)]) counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  })()`);
}

/** Everything that can be unfolded, and cells as deep in colour as they can be. */
async function openAll(page: Page): Promise<void> {
  await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
  await page.evaluate(
    `document.querySelectorAll('td[style]').forEach((one) => { one.style.setProperty('--v', '100%'); })`,
  );
}

/** What sticks out of its section, but for what is in a box that scrolls. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('section *')]
    .filter((one) => !one.closest('.scroll') || one.matches('.scroll'))
    .filter((one) => one.getBoundingClientRect().right > one.closest('section').getBoundingClientRect().right + 0.5)
    .map((one) => one.outerHTML.slice(0, 80))`);
}
