import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { type Config, redact } from '../config/index.js';
import { BotpitError } from '../errors.js';
import { EXIT, EXIT_OF_ERROR, type ExitCode } from '../exit-codes.js';
import { lastThrown } from '../lib/closing.js';
import { snakeCase } from '../lib/shape.js';
import { visibleJson } from '../lib/visible.js';
import type { StrategyReport } from '../strategy/index.js';
import {
  clean,
  colorFor,
  createSink,
  createStyle,
  formatTable,
  type Style,
  squeeze,
  type TableLayout,
} from '../ui/index.js';
import type { Io } from './command.js';
import type { BotJson, BotNames, CommandEvent } from './command-events.js';

/** How stdout may look. */
export function styleOf(config: Config, io: Io): Style {
  return createStyle(config.color && colorFor(io.stdout, io.env));
}

export function writeLines(lines: readonly string[], io: Io): void {
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** The same for a person: what is wider than the terminal is broken between words. */
export function writeFitted(lines: readonly string[], io: Io): void {
  const { columns = Number.POSITIVE_INFINITY } = io.stdout;
  const rows = lines.flatMap((line) => line.split('\n'));
  writeLines(
    rows.map((row) => squeeze(row, columns)),
    io,
  );
}

/** Written together, of a long output. */
const CHUNK_LENGTH = 2 ** 16;

/** Writes what may be too long for the memory: as fast as it is taken, and no further once nobody reads it. */
export async function writeChunks(pieces: Iterable<string>, { stdout }: Io): Promise<void> {
  let [chunk, isLost] = ['', false];
  const lose = () => {
    isLost = true;
  };
  const flush = async () => {
    const isTaken = stdout.write(chunk);
    chunk = '';
    // That the reader has gone is told in a later turn, also where a write does not have to wait.
    await (isTaken ? turn() : once(stdout, 'drain').catch(lose));
  };
  stdout.once('error', lose);
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length >= CHUNK_LENGTH) await flush();
    if (isLost) break;
  }
  if (!isLost) await flush();
  stdout.off('error', lose);
}

/** Rows as a table that keeps within the terminal. */
export function writeTable(
  rows: readonly (readonly string[])[],
  io: Io,
  layout: Omit<TableLayout, 'columns'> = {},
): void {
  writeLines([formatTable(rows, { ...layout, columns: io.stdout.columns })], io);
}

/** One line of `--json` output of a command without a session. */
export function writeJson(io: Io, { event, ...fields }: CommandEvent): void {
  const line: Record<string, unknown> = { event, time: new Date().toISOString() };
  for (const [key, value] of Object.entries(fields)) line[snakeCase(key)] = value;
  io.stdout.write(`${visibleJson(line)}\n`);
}

/** Whose an event is: nothing where the bot has no name. The account is null before the arena has named it. */
export function whoJson({ bot, agentId, agentName }: BotNames): BotJson {
  return bot === null ? {} : { bot, agentId, agentName };
}

/** Writes one result: as an event with `--json`, else as text. */
export function tell(io: Io, { json }: Pick<Config, 'json'>, event: CommandEvent, text: string): void {
  if (json) writeJson(io, event);
  else writeLines([text], io);
}

/** Shows on stderr what a strategy prints and what goes wrong with it. */
export function showStrategyReport(report: StrategyReport, io: Io): void {
  const line = report.kind === 'output' ? `strategy | ${report.line}` : `warning: ${report.message}`;
  io.stderr.write(`${clean(line)}\n`);
}

type Streams = Pick<Io, 'stdout' | 'stderr' | 'env'>;

/**
 * Reports an error on stderr, and with `json` as an event on stdout too. A mistake of the user gets a message and a hint, a
 * bug in botpit its stack.
 * @param bot the bot that was meant, where one was
 */
export async function reportError(
  thrown: unknown,
  io: Streams,
  json: boolean,
  bot: string | null = null,
): Promise<ExitCode> {
  const last = lastThrown(thrown);
  const error = isWithoutFolder(last) ? NO_FOLDER : last;
  if (error instanceof BotpitError) {
    io.stderr.write(`botpit: ${lines(error.message)}\n`);
    if (error.hint !== undefined) io.stderr.write(`${lines(error.hint).replace(/^/gm, '  ')}\n`);
    if (json) await reportEvent(error.code, inOneLine(error), io, bot);
    return EXIT_OF_ERROR[error.code];
  }
  const { stack, message } = textsOf(error);
  io.stderr.write(
    `botpit: this is a bug in botpit, not in your bot. Please report it with the lines below.\n${redact(stack)}\n`,
  );
  if (json) await reportEvent('unexpected', message, io, bot);
  return EXIT.unexpected;
}

const NO_FOLDER = new BotpitError('config/invalid', 'the working folder is not there any more', {
  hint: 'Change to a folder that is, and start again.',
});

/** Node asks the system for the working folder, in places that no code of ours is in. */
function isWithoutFolder(thrown: unknown): boolean {
  const { code, syscall } = (thrown ?? {}) as { code?: unknown; syscall?: unknown };
  return code === 'ENOENT' && (syscall === 'uv_cwd' || syscall === 'process.cwd');
}

/** Whatever was thrown: an inline strategy may set `Error.prepareStackTrace`, so that a stack is not a text. */
function textsOf(thrown: unknown): { stack: string; message: string } {
  try {
    if (!(thrown instanceof Error)) return { stack: String(thrown), message: String(thrown) };
    const stack: unknown = thrown.stack;
    const message = String(thrown.message);
    return { stack: typeof stack === 'string' ? stack : `${thrown.name}: ${message}`, message };
  } catch {
    // It has no text, or throws when it is read.
    const message = 'an error that cannot be shown';
    return { stack: message, message };
  }
}

/** The `error` event of a refusal that comes before or instead of a session. */
export async function reportEvent(
  code: string,
  message: string,
  io: Streams,
  bot: string | null = null,
): Promise<void> {
  const sink = await createSink({ mode: 'json', stdout: io.stdout, stderr: io.stderr, env: io.env, bot });
  sink.emit({ event: 'error', code, message: redact(message) });
  sink.close();
}

/** Message and way out, for where there is room for one text only. */
export function inOneLine({ message, hint }: BotpitError): string {
  return hint === undefined ? message : `${message.replace(/\.$/, '')}. ${hint}`;
}

/** Room for the longest list of choices, that of the strategies, and for what is meant behind it. */
const MOST_COLUMNS = 1200;

/** Messages may quote what strangers wrote. */
function lines(text: string): string {
  // Cleaned first: what is invisible could keep a key from being seen.
  return text
    .split('\n')
    .map((line) => redact(clean(line, MOST_COLUMNS)))
    .join('\n');
}
