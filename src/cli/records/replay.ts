import { on } from 'node:events';
import { type Config, strategySpec } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { closing } from '../../lib/closing.js';
import { clean, formatFrames, formatJson, openPages } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { Interrupt } from '../interrupt.js';
import type { REPLAY, SHOW } from '../options.js';
import { styleOf, writeJson, writeLines } from '../output.js';
import { findMatch } from './evidence.js';
import { type Found, foundIn, writePage } from './found.js';
import { findLabMatch } from './lab-match.js';
import type { Records } from './records.js';

/** The match that an argument names, wherever it is. Throws as `findMatch` and `findLabMatch`. */
async function findAny(named: string | undefined, records: Records, io: Io): Promise<Found> {
  const ofLab = named === undefined ? null : await findLabMatch(named, records.folders, io);
  return ofLab ?? foundIn(await findMatch(named, records, io), records);
}

/** Shows one match round by round. */
export async function show(given: Given<'config' | 'records', typeof SHOW>): Promise<void> {
  const { args, options, config, records, io } = given;
  const found = await findAny(args[0], records, io);
  const { frames: withFrames, page, force } = options;
  const frames = withFrames ? framesOf(found) : null;
  if (page !== null) return writePage(found, { page, force }, given);
  if (config.json) {
    const { event, timeMs } = found.json();
    io.stdout.write(`${formatJson({ event: { ...event, ...(frames ? { frames } : {}) }, timeMs })}\n`);
    return;
  }
  const style = styleOf(config, io);
  writeLines([...found.lines(style), ...(frames ? ['', ...formatFrames(frames, style)] : [])], io);
}

/** @throws BotpitError `usage` where the match was played without a protocol */
function framesOf({ frames, match: { matchId } }: Found) {
  if (frames) return frames;
  throw new BotpitError('usage', `${clean(matchId, 80)} has no frames: the lab plays without a protocol`, {
    hint: 'What a program is told and answers is written to --log-programs <dir>.',
  });
}

/** Steps through a match, or with `--strategy` asks a strategy its turns again. @returns the exit code */
export async function replay(given: Given<'config' | 'records', typeof REPLAY>): Promise<number> {
  const { flags, args, options, config, records, io } = given;
  const { page, force } = options;
  const found = await findAny(args[0], records, io);
  // Only where it is asked for here: a config file names one for play.
  if (flags.strategy !== undefined || flags.params !== undefined) {
    const { replayWith } = await import('./replay-with.js');
    await replayWith(strategySpec(config), found, given);
    return EXIT.ok;
  }
  if (page !== null) {
    await writePage(found, { page, force }, given);
    return EXIT.ok;
  }
  // A person at both ends turns the pages.
  const isInteractive = io.stdin?.isTTY === true && io.stdout.isTTY === true;
  if (config.json) writeRounds(found.match, io);
  else if (isInteractive) return turnPages(found, config, io);
  else writeLines(found.lines(styleOf(config, io)), io);
  return EXIT.ok;
}

function writeRounds(match: Found['match'], io: Io): void {
  const { matchId, game, rounds, outcome, score } = match;
  for (const { round, state, move: recorded, source, reason, decideMs, outcome, score, result } of rounds) {
    const asked = { matchId, game, round, state, recorded, source, reason, decideMs };
    writeJson(io, { event: 'replay_turn', ...asked, outcome, score, result });
  }
  writeJson(io, { event: 'replay_result', matchId, game, rounds: rounds.length, outcome, score });
}

const FOOT = 'space next   ← back   q quit';

async function turnPages(found: Found, config: Config, io: Io): Promise<number> {
  const style = styleOf(config, io);
  const last = found.match.rounds.length;
  const pages = openPages(io.stdout);
  let round = Math.min(1, last);
  const turn = () => pages.show(found.lines(style, round), style.dim(`${round} of ${last}   ${FOOT}`));
  await using _pages = closing(() => pages.close());
  turn();
  for await (const key of keyPresses(io)) {
    if (key === 'quit') return EXIT.ok;
    if (key === 'interrupt') return EXIT.sigint;
    if (key === 'next') round = Math.min(last, round + 1);
    if (key === 'back') round = Math.max(Math.min(1, last), round - 1);
    turn();
  }
  return EXIT.ok;
}

type KeyPress = 'next' | 'back' | 'quit' | 'interrupt' | 'other';

const KEYS: Readonly<Record<string, KeyPress>> = {
  ' ': 'next',
  '\r': 'next',
  '\n': 'next',
  '\u001b[C': 'next',
  '\u001bOC': 'next',
  '\u001b[D': 'back',
  '\u001bOD': 'back',
  q: 'quit',
  Q: 'quit',
  // A terminal in raw mode sends no signal for Ctrl-C.
  '\u0003': 'interrupt',
};

/** A key, or the sequence that a terminal sends for one; fast fingers put several into one piece. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences begin with one
const KEY = /\u001b[[O].|./gsu;

/** The keys pressed, until it is left or the terminal is closed, which is as it was then. A signal is an interrupt, too. */
async function* keyPresses(io: Io): AsyncGenerator<KeyPress> {
  const { stdin } = io;
  if (!stdin) return;
  const interrupt = new Interrupt(io);
  const interrupted = new AbortController();
  void interrupt.asked.then(() => interrupted.abort());
  const pieces = on(stdin, 'data', { close: ['end'], signal: interrupted.signal });
  stdin.setRawMode(true);
  stdin.resume();
  try {
    for await (const [piece] of pieces) {
      for (const [key] of String(piece).matchAll(KEY)) yield KEYS[key] ?? 'other';
    }
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    yield 'interrupt';
  } finally {
    interrupt.close();
    stdin.setRawMode(false);
    stdin.pause();
  }
}
