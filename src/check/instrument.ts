import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TAUNTS } from '../protocol/index.js';
import { resolveStrategy } from '../strategy/index.js';

/** What was seen of a strategy in one match. */
export interface InstrumentReport {
  /** Which parts of what it was given the strategy has written to. */
  readonly changed: readonly string[];
  /** Answers to `taunt` that are not taunts. */
  readonly taunts: readonly string[];
  /** The heap in use in the strategy's thread or process; null in most matches, since measuring it is slow. */
  readonly heapBytes: number | null;
}

/** The memory is measured once in so many matches. */
export const WEIGHED_EVERY = 20;

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
  return { spec: file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The report in a trouble; null where it is about something else. */
export function reportIn(trouble: string): InstrumentReport | null {
  const [, json] = REPORT.exec(trouble) ?? [];
  return json === undefined ? null : (JSON.parse(json) as InstrumentReport);
}

/** Plain JavaScript, since only Node's own modules can be imported by name from its folder. */
function moduleFor(file: string): string {
  return `import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as given from ${JSON.stringify(file)};

const TAUNTS = new Set(${JSON.stringify(Object.keys(TAUNTS))});
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const main = [given.default?.default, given.default, given].find(
  (one) => typeof one === 'function' || typeof one?.move === 'function',
);
const strategy =
  typeof main !== 'function'
    ? main
    : typeof main.prototype?.move === 'function'
      ? Reflect.construct(main, [])
      : { move: main };

let changed = new Set();
let taunts = new Set();
let matches = 0;

function weigh() {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Calls a method, and checks that it has not changed the parts of \`value\` that it must leave alone. */
async function watched(method, what, value) {
  const names = Object.keys(value).filter((name) => !['memory', 'random', 'makeSignal'].includes(name));
  const read = () => names.map((name) => JSON.stringify(value[name]));
  const before = read();
  try {
    return await strategy[method](value);
  } finally {
    const after = read();
    names.forEach((name, i) => {
      if (after[i] !== before[i]) changed.add(what + '.' + name);
    });
  }
}

const has = (method) => typeof strategy[method] === 'function';

const instrumented = {
  move: (turn) => watched('move', 'turn', turn),
  async matchEnd(end) {
    if (has('matchEnd')) await watched('matchEnd', 'match', end);
    const heapBytes = ++matches % ${WEIGHED_EVERY} === 0 ? weigh() : null;
    const report = { changed: [...changed], taunts: [...taunts], heapBytes };
    changed = new Set();
    taunts = new Set();
    throw new Error('${MARK} ' + JSON.stringify(report));
  },
};
if (strategy.name !== undefined) instrumented.name = strategy.name;
if (strategy.games !== undefined) instrumented.games = strategy.games;
if (has('init')) instrumented.init = (session) => strategy.init(session);
if (has('matchStart')) instrumented.matchStart = (match) => watched('matchStart', 'match', match);
if (has('roundEnd')) instrumented.roundEnd = (round) => watched('roundEnd', 'round', round);
if (has('taunt')) {
  instrumented.taunt = async (event) => {
    const id = await watched('taunt', 'event', event);
    if (id !== null && id !== undefined && !TAUNTS.has(id)) taunts.add(String(id).slice(0, 60));
    return id;
  };
}
export default instrumented;
`;
}
