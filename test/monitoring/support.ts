import type { Formatters, Warn } from '../../src/monitoring/index.js';
import { discrepanciesOf } from '../../src/runner/session-end.js';
import { formatJson } from '../../src/ui/text/output.js';
import { endOf } from '../history/support.js';

/** What `--json` says, and for a person the name of the event. */
export const format: Formatters = {
  json: formatJson,
  text: ({ event }) => [event.event === 'strategy_output' ? event.line : event.event],
};

/** Keeps the warnings it is given. */
export function warnings(): { readonly warn: Warn; readonly given: { code: string; message: string }[] } {
  const given: { code: string; message: string }[] = [];
  return { given, warn: (code, message) => given.push({ code, message }) };
}

/** Waits for something to come true that has no event of its own; the test's time-out is the limit. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** The codes of everything over which play can stop after a match, whatever the match was like. */
export function stoppingCodes(): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const disputed of [null, 'it does not add up']) {
    for (const fair of [null, true, false]) {
      for (const isHashReused of [true, false]) {
        const record = endOf('m1', 'win', { disputed, fair, serverSeedHash: 'ab'.repeat(32) });
        for (const { level, code } of discrepanciesOf(record, isHashReused))
          if (level === 'error') codes.add(code);
      }
    }
  }
  return codes;
}
