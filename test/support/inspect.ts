import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A window, and what it did that nobody should have to see. */
export interface Inspected {
  readonly page: Page;
  /** Of the console and the policy, exceptions, dialogs, requests that failed; and what was asked of any other host. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Opens a window of its own. */
export async function inspect(browser: Browser, options: BrowserContextOptions): Promise<Inspected> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // What a page that is left was still waiting for.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`);
  });
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    const isOwn = protocol === 'data:' || request.isNavigationRequest() || host === new URL(page.url()).host;
    if (!isOwn) complaints.push(`request of ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`the policy forbids ${violatedDirective} ${blockedURI}`),
    );
  });
  return { page, complaints, close: () => context.close() };
}

/** What axe-core finds wrong on the page as it is now, a line each. */
export async function findings(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in globalThis);
  if (!isThere) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  });
}

/** At which of these widths the page scrolls sideways, and what sticks out the furthest. */
export async function tooWide(page: Page, widths: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const out = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return null;
      const reach = (element: Element) => element.getBoundingClientRect().right;
      const widest = [...document.body.querySelectorAll('*')].sort((a, b) => reach(b) - reach(a))[0];
      return `${scrollWidth} px wide, for ${widest?.outerHTML.slice(0, 150)}`;
    });
    if (out !== null) found.push(`at ${width} px: ${out}`);
  }
  return found;
}
