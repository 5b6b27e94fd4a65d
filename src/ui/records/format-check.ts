import type { Finding } from '../../check/index.js';
import { counted } from '../../lib/wording.js';
import { formatMark, type Style } from '../text/output.js';
import { clean, padEnd, wrap } from '../text/text.js';

const TITLES: Readonly<Record<Finding['part'], string>> = {
  strategy: 'The strategy by itself',
  arena: 'The bot in an arena that misbehaves',
};

const NAME_COLUMNS = 13;
const GAME_COLUMNS = 15;
const INDENT = ' '.repeat(2 + NAME_COLUMNS + GAME_COLUMNS);
const NARROWEST = 20;
const LONGEST = 600;

export function formatCheckTitle(part: Finding['part'], style: Style): string {
  return style.bold(TITLES[part]);
}

/**
 * One finding: what was seen, and below it what to do about it.
 * @param columns width to keep within; as wide as needed when absent
 */
export function formatCheck(line: Finding, style: Style, columns = Infinity): string[] {
  const { name, game, verdict, seen, advice } = line;
  const head = `${formatMark(verdict, style)} ${padEnd(clean(name), NAME_COLUMNS)}${padEnd(clean(game ?? ''), GAME_COLUMNS)}`;
  const room = columns - INDENT.length < NARROWEST ? Infinity : columns - INDENT.length;
  const text = wrap(clean(seen, LONGEST), room).map((row) => (verdict === 'ok' ? row : style.notice(row)));
  const todo = advice === null ? [] : wrap(`→ ${clean(advice, LONGEST)}`, room);
  return [...text, ...todo].map((row, i) => `${i === 0 ? head : INDENT}${row}`);
}

/** What it all comes to. */
export function formatCheckSummary(
  counts: Readonly<Record<Finding['verdict'], number>>,
  style: Style,
): string {
  const { ok, warning, failed } = counts;
  const text = `${ok} passed, ${counted(warning, 'warning')}, ${failed} failed.`;
  return failed > 0 ? style.bold(style.bad(text)) : style.good(text);
}
