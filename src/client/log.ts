import { keyPrefixOf } from '../lib/api-key.js';
import { TERMINAL_COMMAND, visible, visibleJson } from '../lib/visible.js';

/** `none`, or `silent`, is off. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'none' | 'silent';

type WrittenLevel = Exclude<LogLevel, 'none' | 'silent'>;

/** Where a client writes what it does. A throw is ignored. */
export type Logger = Readonly<
  Record<WrittenLevel, (message: string, context?: Record<string, unknown>) => void>
>;

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, none: 4, silent: 4 };

export const LOG_LEVELS = Object.keys(RANK) as readonly LogLevel[];

/** Passes on to a logger what reaches the level, without the key, wherever the text came from. */
export class Log {
  readonly #logger: Logger;
  readonly #rank: number;
  /** The text with the key taken out: an arena may echo it, or a handler's error quote it. */
  readonly redact: (text: string) => string;

  constructor(logger: Logger, level: LogLevel, apiKey: string) {
    this.#logger = logger;
    this.#rank = RANK[level];
    this.redact = keyRemover(apiKey);
  }

  write(level: WrittenLevel, message: string, context?: Record<string, string | number | null>): void {
    if (RANK[level] < this.#rank) return;
    try {
      if (context) this.#logger[level](this.redact(message), this.#redactAll(context));
      else this.#logger[level](this.redact(message));
    } catch {
      // A broken logger has no place left to complain to, and must not take the connection down.
    }
  }

  #redactAll(context: Record<string, string | number | null>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(context).map(([name, value]) => [
        name,
        typeof value === 'string' ? this.redact(value) : value,
      ]),
    );
  }
}

/** Lines on stderr, as stdout belongs to the program. */
export const stderrLogger: Logger = {
  debug: (message, context) => writeLine('debug', message, context),
  info: (message, context) => writeLine('info', message, context),
  warn: (message, context) => writeLine('warn', message, context),
  error: (message, context) => writeLine('error', message, context),
};

function writeLine(level: WrittenLevel, message: string, context?: Record<string, unknown>): void {
  const said = context ? ` ${visibleJson(context)}` : '';
  process.stderr.write(`botpit ${level}: ${visible(message)}${said}\n`);
}

/** Anything shorter is not a secret, and could be part of any word. */
const SECRET_LENGTH = 8;

const MARK = '[key]';

/** What may hide a key: without any of these, a text is what it looks like. */
const HIDING = /[^\x20-\x7e]|[\\%]/;

/** A character as JSON or a URL may write it. */
const ESCAPE = /\\u([\da-f]{4})|%([\da-f]{2})|\\(.)/giu;

/** What nobody sees, so that it may be taken out of a text later and leave the key. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{DI}]/gu;

/**
 * A function that takes a key out of what others wrote, however they wrote it: with or without its prefix, in either
 * case, with JSON's or a URL's escapes, and with invisible characters in between. Every frame goes through it, so a text
 * that hides nothing costs next to nothing, and any other takes time in proportion to its length. A key too short to be
 * told from other text is left.
 */
export function keyRemover(apiKey: string): (text: string) => string {
  if (apiKey.length < SECRET_LENGTH) return (text) => text;
  const prefix = keyPrefixOf(apiKey);
  const bare = apiKey.slice(prefix.length);
  const [start, secret] = bare.length < SECRET_LENGTH ? ['', apiKey] : [prefix, bare];
  const plain = new RegExp(escaped(secret), 'i');
  const whole = new RegExp(`(?:${escaped(start)})?${escaped(secret)}`, 'gi');
  const [foldedStart, foldedSecret] = [folded(start), folded(secret)];
  return (text) => {
    // First with its escapes read, so that a mark takes the place of the whole key.
    const open = HIDING.test(text) ? withoutHidden(text, foldedStart, foldedSecret) : text;
    return plain.test(open) ? open.replace(whole, MARK) : open;
  };
}

function withoutHidden(text: string, start: string, secret: string): string {
  const read = new Revealed(text, true);
  const hasCommands = [text, read.shown].some((one) => one.search(TERMINAL_COMMAND) >= 0);
  let open = mark(text, read.without(INVISIBLE), start, secret);
  if (!hasCommands) return open;
  // The key may be within a command, as was just looked for, or commands within the key. In a text that is not JSON, a
  // backslash may be the end of one.
  for (const readsEscapes of [true, false]) {
    const seen = new Revealed(open, readsEscapes).without(TERMINAL_COMMAND).without(INVISIBLE);
    open = mark(open, seen, start, secret);
  }
  return open;
}

function mark(text: string, { shown, starts, ends }: Revealed, start: string, secret: string): string {
  const all = folded(shown);
  let result = '';
  let from = 0;
  for (let at = all.indexOf(secret); at >= 0; at = all.indexOf(secret, at + secret.length)) {
    const first = start !== '' && all.endsWith(start, at) ? at - start.length : at;
    result += text.slice(from, starts[first]) + MARK;
    from = ends[at + secret.length - 1] ?? text.length;
  }
  return from === 0 ? text : result + text.slice(from);
}

/** A text, with its escapes read or not, and where in the text each of its code units begins and ends. */
class Revealed {
  shown = '';
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  constructor(text: string, readsEscapes: boolean) {
    this.starts = new Int32Array(text.length);
    this.ends = new Int32Array(text.length);
    let from = 0;
    for (const match of readsEscapes ? text.matchAll(ESCAPE) : []) {
      const [written, inJson, inUrl, other] = match;
      this.#copy(text, from, match.index);
      from = match.index + written.length;
      this.#add(characterOf(inJson ?? inUrl, other), match.index, from);
    }
    this.#copy(text, from, text.length);
  }

  /** Drops what a pattern finds. */
  without(pattern: RegExp): this {
    const all = this.shown;
    this.shown = '';
    let from = 0;
    for (const match of all.matchAll(pattern)) {
      this.#keep(all, from, match.index);
      from = match.index + match[0].length;
    }
    this.#keep(all, from, all.length);
    return this;
  }

  #copy(text: string, from: number, to: number): void {
    for (let i = from, at = this.shown.length; i < to; i++, at++) {
      this.starts[at] = i;
      this.ends[at] = i + 1;
    }
    this.shown += text.slice(from, to);
  }

  #add(units: string, start: number, end: number): void {
    this.starts.fill(start, this.shown.length, this.shown.length + units.length);
    this.ends.fill(end, this.shown.length, this.shown.length + units.length);
    this.shown += units;
  }

  #keep(all: string, from: number, to: number): void {
    this.starts.copyWithin(this.shown.length, from, to);
    this.ends.copyWithin(this.shown.length, from, to);
    this.shown += all.slice(from, to);
  }
}

/** In lower case, unit for unit. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return text.replace(/./gsu, (one) => (one.toLowerCase().length === one.length ? one.toLowerCase() : one));
}

/** One that is nothing but space in JSON (`\n`) reads as nothing. */
function characterOf(code: string | undefined, other: string | undefined): string {
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  return other === undefined || /[bfnrt]/.test(other) ? '' : other;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
