import { Chalk } from 'chalk';
import { snakeCase } from '../../lib/shape.js';
import { visibleJson } from '../../lib/visible.js';

/** What the views need of a stream: `process.stdout`, `process.stderr`, or any writable one. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  hasColors?(env?: object): boolean;
}

export type OutputName = 'stdout' | 'stderr';

/** Called once for each stream, when it can no longer be written to (`EPIPE`: the reader has closed it). */
export type OutputLost = (name: OutputName, error: Error) => void;

/** A stream that may be lost at any time without taking the process with it. What is written afterwards is dropped. */
export class Output {
  readonly stream: OutputStream;
  readonly #write: (text: string) => boolean;
  #lost = false;

  constructor(name: OutputName, stream: OutputStream, onLost?: OutputLost) {
    this.stream = stream;
    // Bound now: ora replaces the method while it draws, to notice what others write.
    this.#write = stream.write.bind(stream);
    // Never removed: a write may fail after the last one was made.
    stream.on('error', (error: Error) => {
      if (this.#lost) return;
      this.#lost = true;
      onLost?.(name, error);
    });
  }

  write(text: string): void {
    if (!this.#lost && text !== '') this.#write(text);
  }
}

/** An event of any kind with the time at which it was reported. */
export interface Reported {
  readonly event: {
    readonly event: string;
    readonly matchId?: string;
    readonly game?: string;
    readonly round?: number;
  };
  /** Epoch milliseconds. */
  readonly timeMs: number;
}

/**
 * One event as one line of JSON. Top-level keys are put into snake case; what is inside a value is left as it came.
 * @param bot whose event it is; null where it has no name
 */
export function formatJson({ event, timeMs }: Reported, bot: string | null = null): string {
  const { event: name, matchId, game, round, ...fields } = event;
  const line: Record<string, unknown> = {
    event: name,
    time: new Date(timeMs).toISOString(),
    bot: bot ?? undefined,
    match_id: matchId,
    game,
    round,
  };
  for (const [key, value] of Object.entries(fields)) line[snakeCase(key)] = value;
  return visibleJson(line);
}

export function writeJson(stdout: Output, events: readonly Reported[], bot: string | null = null): void {
  stdout.write(events.map((stamped) => `${formatJson(stamped, bot)}\n`).join(''));
}

/** What is the same of whatever is shown on a stream. */
export interface OutputOptions {
  readonly stderr: OutputStream;
  /** Overrides what each stream and the environment say about colours (`colorFor`). */
  readonly color?: boolean | undefined;
  /** Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** A stream can no longer be written to. Nothing throws then, and what is meant for the stream is dropped. */
  readonly onOutputLost?: OutputLost | undefined;
}

/** Whether colours are wanted on a stream: `FORCE_COLOR`, `NO_COLOR`, then what the terminal can do. */
export function colorFor(stream: OutputStream, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return stream.isTTY === true && (stream.hasColors?.(env) ?? env.TERM !== 'dumb');
}

/**
 * The few ways in which text may stand out. Chosen to read on light and dark backgrounds alike, and never the only
 * carrier of a meaning: what is coloured also says it in words.
 */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  /** Names: games, opponents, challenges. */
  name(text: string): string;
  /** What a person should notice though nothing is lost: warnings, fallback moves. */
  notice(text: string): string;
}

/** The mark before a finding; `unknown` where nothing could be found. */
export function formatMark(verdict: 'ok' | 'warning' | 'failed' | 'unknown', style: Style): string {
  if (verdict === 'ok') return style.good('✓');
  if (verdict === 'warning') return style.notice('!');
  return verdict === 'failed' ? style.bold(style.bad('✗')) : style.dim('–');
}

export function createStyle(color: boolean): Style {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    bold: chalk.bold,
    dim: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    name: chalk.cyan,
    notice: chalk.magenta,
  };
}
