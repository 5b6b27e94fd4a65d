import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Replay } from '../../src/pages/replay.js';
import { launch, NO_BROWSER, withPage } from '../support/chromium.js';
import { findings, tooWide } from '../support/inspect.js';
import { matchOf, playMatch } from './matches.js';

const STYLE = readFileSync('dist/pages/page.css', 'utf8');

describe.skipIf(NO_BROWSER !== null)('the player', () => {
  let browser: Browser;
  let html: string;
  beforeAll(async () => {
    const build = await rolldown({
      input: 'test/pages/stage.tsx',
      platform: 'browser',
      tsconfig: 'src/pages/app/tsconfig.json',
    });
    const { output } = await build.generate({ format: 'iife' });
    await build.close();
    html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A match</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style>
<body><script>${output[0].code.replaceAll('</script', '<\\/script')}</script>`;
    browser = await launch();
  });
  afterAll(() => browser?.close());

  function withPlayer(
    match: Replay,
    use: (page: Page) => Promise<void>,
    { width = 1200, dark = false }: { readonly width?: number; readonly dark?: boolean } = {},
  ): Promise<void> {
    const options = {
      viewport: { width, height: 800 },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    } as const;
    return withPage(browser, html, options, async ({ page, complaints }) => {
      await show(page, match);
      await use(page);
      expect(complaints).toEqual([]);
    });
  }

  const show = (page: Page, match: Replay) => page.evaluate((given) => window.show(given), match);
  /** Stops the clock of the page. */
  const hold = async (page: Page) => {
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(1000);
  };
  /** The same where the clock of the page is held. */
  const told = async (page: Page, match: Replay) => {
    await page.evaluate((given) => void window.show(given), match);
    await page.clock.runFor(100);
  };
  const text = async (page: Page, selector: string) => {
    await page.locator(selector).waitFor();
    return (await page.locator(selector).allInnerTexts()).join(' ').replace(/\s+/g, ' ');
  };
  const label = (page: Page) => page.locator('.board').getAttribute('aria-label');
  const place = (page: Page) => page.locator('.timeline [aria-current]').getAttribute('aria-label');

  test('arrows step, Home and End go to the ends, and the end of a match is shown first', async () => {
    const { match } = matchOf('rps', 'win');
    const last = match.rounds.length;
    await withPlayer(match, async (page) => {
      await expect.poll(() => label(page)).toContain(`round ${last} · end`);
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => label(page)).toContain(`round ${last - 1}.`);
      await page.keyboard.press('Home');
      await expect.poll(() => label(page)).toContain('start');
      await expect.poll(() => place(page)).toBe('Start, before the first round');
      // There is nothing before the start.
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => label(page)).toContain('round 1.');
      await page.keyboard.press('End');
      await expect.poll(() => label(page)).toContain(`round ${last} · end`);
    });
  });

  test('space plays from the start to the end, and stops there', async () => {
    const { match } = matchOf('rps', 'win');
    await withPlayer(match, async (page) => {
      await hold(page);
      await page.keyboard.press(' ');
      await page.clock.runFor(100);
      await expect.poll(() => label(page)).toContain('start');
      await expect.poll(() => page.getByRole('button', { name: 'Stop' }).count()).toBe(1);
      await page.clock.runFor(1600);
      await expect.poll(() => label(page)).toContain('round 1.');
      await page.keyboard.press(' ');
      await page.clock.runFor(10_000);
      await expect.poll(() => label(page)).toContain('round 1.');
      // With the focus on a round, too.
      await page.locator('.timeline [aria-current]').focus();
      await page.keyboard.press(' ');
      for (let round = 0; round <= match.rounds.length; round++) await page.clock.runFor(1700);
      await expect.poll(() => label(page)).toContain('· end');
      await expect.poll(() => page.getByRole('button', { name: 'Play' }).count()).toBe(1);
    });
  });

  test('a step while it plays stops it', async () => {
    await withPlayer(playMatch('dice_duel'), async (page) => {
      await page.getByRole('button', { name: 'Play' }).click();
      await page.getByRole('button', { name: 'One round forward' }).click();
      await page.getByRole('button', { name: 'Play' }).waitFor();
      await expect.poll(() => place(page)).toContain('Round 1');
    });
  });

  test('? lists the keys', async () => {
    await withPlayer(playMatch('rps'), async (page) => {
      await page.keyboard.press('?');
      const keys = await text(page, 'dialog[open]');
      expect(keys).toMatch(/←\s+one round back/);
      expect(keys).toMatch(/space\s+plays the match/);
    });
  });

  test('a match under way shows what is new, until somebody steps back', async () => {
    const after = (most: number) => playMatch('high_card_duel', { seed: 2, most });
    await withPlayer(after(1), async (page) => {
      await expect.poll(() => label(page)).toContain('round 2.');
      await expect.poll(() => place(page)).toBe('Round 2 waits for its moves');
      await hold(page);
      await told(page, after(2));
      // The round that has just ended, then the next turn.
      await expect.poll(() => label(page)).toMatch(/round 2\..*(?:won|lost|tied)/);
      await page.clock.runFor(3000);
      await expect.poll(() => label(page)).toContain('round 3.');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => place(page)).toContain('Round 1');
      await told(page, after(3));
      await page.clock.runFor(3000);
      await expect.poll(() => place(page)).toContain('Round 1');
      await page.keyboard.press('End');
      await told(page, playMatch('high_card_duel', { seed: 2 }));
      await expect.poll(() => label(page)).toContain('· end');
    });
  });

  test('a round is told in words: both moves, what was seen, the time, the fallback, another answer, taunts', async () => {
    const { match, shown } = matchOf('hi_lo', 'fallback');
    const rounds = match.rounds.map((round) => ({
      ...round,
      taunts: [{ by: 'theirs' as const, tauntId: '<b>nice</b>' }],
      otherAnswer: { strategy: './new.ts', move: { choice: 'lower' }, problem: null },
    }));
    await withPlayer({ ...match, rounds }, async (page) => {
      for (let round = match.rounds.length; round > shown; round--) await page.keyboard.press('ArrowLeft');
      const words = await text(page, '.round');
      const round = match.rounds[shown - 1];
      expect(words).toContain(`alpha ${round?.result.your_choice} fallback`);
      expect(words).toContain(`dealer card ${round?.state?.dealer_card}`);
      expect(words).toContain('alpha 900 ms, omega 2.1 s of 15.0 s');
      expect(words).toContain('gave no move: it threw: cannot read the state');
      expect(words).toMatch(/\.\/new\.ts would have played lower, (?:the same|another move)/);
      expect(words).toContain('Said omega: <b>nice</b>');
    });
  });

  test('the end is told with its money', async () => {
    const { match } = matchOf('coinflip', 'forfeit');
    await withPlayer(match, async (page) => {
      const facts = await text(page, '.facts');
      expect(facts).toContain('by forfeit');
      expect(facts).toContain('Net of alpha −0.0100 play SOL');
      expect(facts).toContain('Fee 0.0005 play SOL');
    });
  });

  test('the focus goes with the round, and every control can be reached', async () => {
    await withPlayer(playMatch('dice_duel'), async (page) => {
      await page.locator('.timeline [aria-current]').focus();
      await page.keyboard.press('ArrowLeft');
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      await expect.poll(() => label(page)).not.toContain('· end');
      await expect.poll(focused).toBe(await place(page));
      const reached: (string | null | undefined)[] = [];
      for (let i = 0; i < 6; i++) {
        await page.keyboard.press('Tab');
        reached.push(await focused());
      }
      expect(reached.slice(0, 5)).toEqual([
        'Before the first round',
        'One round back',
        'Play',
        'One round forward',
        'The last round',
      ]);
    });
  });

  const LOOKS = [
    [360, false],
    [1600, true],
  ] as const;

  test.each(LOOKS)('axe finds nothing at %i px, dark: %s', async (width, dark) => {
    const { match } = matchOf('hi_lo', 'fallback');
    const long = { ...match.mine, name: '<img onerror=alert(1)>'.repeat(20) };
    await withPlayer(
      { ...match, mine: long },
      async (page) => {
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowRight');
        expect(await findings(page)).toEqual([]);
        expect(await tooWide(page, [width])).toEqual([]);
      },
      { width, dark },
    );
  });

  test('no text of a board is below 10 px on a screen of 320 px', async () => {
    await withPlayer(
      matchOf('hi_lo', 'fallback').match,
      async (page) => {
        const sizes = await page.locator('.board text').evaluateAll((texts) =>
          texts.map((text) => {
            const { a } = (text as SVGTextElement).getScreenCTM() as DOMMatrix;
            return Number.parseFloat(getComputedStyle(text).fontSize) * Math.abs(a);
          }),
        );
        expect(sizes.length).toBeGreaterThan(5);
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10);
      },
      { width: 320 },
    );
  });
});
