import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Why no browser can be had; null where one can. */
export const NO_BROWSER = existsSync(CHROMIUM)
  ? null
  : `there is no ${CHROMIUM}: install Debian's chromium, or name another in CHROMIUM_PATH`;

/** A browser with a profile of its own, which is gone with it. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page in a window of its own, and all that it complained about or asked for. */
export interface Opened {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and blocked scripts. */
  readonly complaints: readonly string[];
  /** All that was asked for, but for the page itself. */
  readonly requests: readonly string[];
}

/** Shows the page from a file, as a user does, in a window of its own that is closed after `use`. */
export async function withPage(
  browser: Browser,
  html: string,
  options: BrowserContextOptions,
  use: (opened: Opened) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    await show(await context.newPage(), html, use);
  } finally {
    await context.close();
  }
}

/** The same in a window that may have shown others before. */
export async function show(page: Page, html: string, use: (opened: Opened) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-report-'));
  try {
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    const complaints: string[] = [];
    const requests: string[] = [];
    page.removeAllListeners();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog ${dialog.message()}`);
      return dialog.dismiss();
    });
    const { href } = pathToFileURL(file);
    page.on('request', (request) => {
      if (request.url() !== href) requests.push(request.url());
    });
    await page.goto(href);
    await use({ page, complaints, requests });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * How many pixels of each chart have a colour of the page, by the chart's id: a chart that was drawn shows its lines.
 * @param name of the colour: `--first`
 */
export function coloured(page: Page, name: string): Promise<Record<string, number>> {
  return page.locator('.chart').evaluateAll((charts, name) => {
    const one = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    one.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    one.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = one.getImageData(0, 0, 1, 1).data;
    const counts: Record<string, number> = {};
    for (const chart of charts) {
      counts[chart.id] = 0;
      for (const canvas of chart.querySelectorAll('canvas')) {
        const drawn = canvas.getContext('2d') as CanvasRenderingContext2D;
        const { data } = drawn.getImageData(0, 0, canvas.width, canvas.height);
        for (let i = 0; i < data.length; i += 4) {
          const off = Math.max(
            Math.abs((data[i] ?? 0) - red),
            Math.abs((data[i + 1] ?? 0) - green),
            Math.abs((data[i + 2] ?? 0) - blue),
          );
          // A band on top of a line changes it by a shade.
          if (off < 4 && data[i + 3] === 255) counts[chart.id] = (counts[chart.id] ?? 0) + 1;
        }
      }
    }
    return counts;
  }, name);
}

/** Texts that stand out too little from their ground: a contrast below 4.5, as WCAG 2.2 asks for. */
export function faintTexts(page: Page): Promise<string[]> {
  return page.locator('body').evaluate((body) => {
    const brush = document
      .createElement('canvas')
      .getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
    const known = new Map<string, readonly number[]>();
    const rgba = (colour: string): readonly number[] => {
      const before = known.get(colour);
      if (before) return before;
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
      const found: readonly number[] = [...brush.getImageData(0, 0, 1, 1).data];
      known.set(colour, found);
      return found;
    };
    const luminance = (colour: readonly number[]) => {
      const [red = 0, green = 0, blue = 0] = colour.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const faint: string[] = [];
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = (node.nodeValue ?? '').trim();
      const parent = node.parentElement;
      if (text === '' || !parent || parent.closest('script, noscript') || !parent.checkVisibility()) continue;
      let ground: Element | null = parent;
      while (ground && rgba(getComputedStyle(ground).backgroundColor)[3] !== 255)
        ground = ground.parentElement;
      const [a, b] = [getComputedStyle(parent).color, getComputedStyle(ground ?? body).backgroundColor]
        .map((colour: string) => luminance(rgba(colour).slice(0, 3)))
        .sort((x: number, y: number) => x - y);
      const contrast = ((b ?? 0) + 0.05) / ((a ?? 0) + 0.05);
      if (contrast < 4.5) faint.push(`${text.slice(0, 40)}: ${contrast.toFixed(2)}`);
    }
    return faint;
  });
}
