import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FROM_SOURCE, PACKAGE_ROOT } from '../lib/package-root.js';
import { joinSpec } from '../lib/strategy-spec.js';
import { resolveStrategy } from '../strategy/index.js';

/** What was seen of a strategy in one match. */
export interface InstrumentReport {
  /** Which parts of what it was given the strategy has written to. */
  readonly changed: readonly string[];
  /** The heap in use in the strategy's thread or process; null in most matches, since measuring it is slow. */
  readonly heapBytes: number | null;
}

/** The memory is measured once in so many matches. */
export const WEIGHED_EVERY = 20;

/** Plain JavaScript, which the build copies. */
const WRAPPER = new URL(
  FROM_SOURCE ? 'src/check/instrumented.js' : 'dist/check/instrumented.js',
  PACKAGE_ROOT,
);

const MARK = 'botpit-check';
const REPORT = new RegExp(`${MARK} (\\{.*\\})`);

export interface Instrumented {
  /** The strategy as a file of its own, which behaves as the strategy does. */
  readonly spec: string;
  remove(): Promise<void>;
}

/**
 * Wraps a strategy inside its isolation, because what it does to its input cannot be seen from outside. The wrapper
 * reports at the end of each match, as a trouble that `reportIn` reads. Null for a program, which gets text only.
 */
export async function instrument(spec: string): Promise<Instrumented | null> {
  const source = resolveStrategy(spec);
  if (source.kind === 'command') return null;
  const folder = await mkdtemp(join(tmpdir(), 'botpit-check-'));
  const file = join(folder, 'instrumented.mjs');
  await writeFile(file, moduleFor(source.file));
  return {
    spec: joinSpec({ name: file, params: source.params ?? {} }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The report in a trouble; null where it is about something else. */
export function reportIn(trouble: string): InstrumentReport | null {
  const [, json] = REPORT.exec(trouble) ?? [];
  return json === undefined ? null : (JSON.parse(json) as InstrumentReport);
}

/** Node alone can be imported by name from its folder, so everything else is named by its path. */
function moduleFor(file: string): string {
  return `import { instrumented } from ${JSON.stringify(fileURLToPath(WRAPPER))};
import * as given from ${JSON.stringify(file)};
export default instrumented(given, ${WEIGHED_EVERY}, ${JSON.stringify(MARK)});
`;
}
