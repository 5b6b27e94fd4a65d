import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

const FRAME = /(?:\(|at |^)((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?):(\d+)(?::\d+)?\)?$/;

/** What was thrown, for a person: `TypeError: x is not a function (bot.ts:12)`. Never a stack. */
export function describeThrown(thrown: unknown): string {
  if (!(thrown instanceof Error))
    return `threw ${inspect(thrown, { depth: 1, breakLength: Infinity }).slice(0, 200)}`;
  const place = placeOf(thrown);
  const text = `${thrown.name}: ${thrown.message}`.split('\n', 1)[0] ?? '';
  return place === undefined ? text : `${text} (${place})`;
}

/** `bot.ts:12`: the innermost line of the user's own code in the stack, relative to the working folder. */
export function placeOf(error: Error): string | undefined {
  for (const line of (error.stack ?? '').split('\n').slice(1)) {
    const [, file = '', row] = FRAME.exec(line.trim()) ?? [];
    if (file === '' || /[\\/]node_modules[\\/]/.test(file) || isOwn(file)) continue;
    return `${shortPath(file)}:${row}`;
  }
  return undefined;
}

/** The path as a user would type it. */
export function shortPath(file: string): string {
  const path = file.startsWith('file://') ? fileURLToPath(file) : file;
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

const OWN = fileURLToPath(new URL('.', import.meta.url));

function isOwn(file: string): boolean {
  return (file.startsWith('file://') ? fileURLToPath(file) : file).startsWith(OWN);
}
