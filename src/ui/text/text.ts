import stringWidth from 'fast-string-width';
import { onlyVisible, TERMINAL_COMMAND } from '../../lib/visible.js';

// Made when a text has to be cut, as making one takes a sixth of botpit's whole start.
let segmenter: Intl.Segmenter | undefined;

const WHITE = /[\t\n\v\f\r\u{85}\u{2028}\u{2029}]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the style codes that this folder writes begin with one
const STYLE_CODE = /(\u001b\[[\d;]*m)/;

/** Columns that a text takes on a terminal; style codes take none. */
export function width(text: string): number {
  return stringWidth(text);
}

/**
 * One line of printable text out of what a stranger sent: no escape sequences, no control or invisible characters, no
 * line breaks, at most `columns` wide. Everything that comes from the arena, an opponent or a strategy passes here on
 * its way to a terminal.
 */
export function clean(text: string, columns = 400): string {
  // Cut first: what is checked below is bounded, and a character takes at least one code unit.
  const start = text.slice(0, 20 * columns);
  const printable = onlyVisible(start.replace(TERMINAL_COMMAND, '').replace(WHITE, ' '));
  return truncate(printable.trimEnd(), columns);
}

/** The text, or as much of it as fits with an ellipsis at its end. Style codes are kept, so no style leaks. */
export function truncate(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  if (columns < 1) return '';
  let room = columns - 1;
  let cut = false;
  let result = '';
  for (const [i, part] of text.split(STYLE_CODE).entries()) {
    // Odd parts are the separators, that is the style codes.
    if (i % 2 === 1) result += part;
    if (i % 2 === 1 || cut) continue;
    segmenter ??= new Intl.Segmenter();
    for (const { segment } of segmenter.segment(part)) {
      const taken = width(segment);
      if (taken > room) {
        result += '…';
        cut = true;
        break;
      }
      room -= taken;
      result += segment;
    }
  }
  return result;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - width(text))) + text;
}

/** Lines of at most `columns`, broken between words; a longer word has a line of its own. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && width(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line ?? ''];
}

/** Gives up the alignment of a line that is too wide, and breaks it between words where it still is; an indent stays. */
export function squeeze(line: string, columns: number): string {
  if (width(line) <= columns) return line;
  const text = line.trimStart();
  const indent = line.slice(0, line.length - text.length);
  const lines = wrap(text.replace(/ {2,}/g, ' '), columns - indent.length);
  return lines.map((part) => `${indent}${part}`).join('\n');
}
