import type { Config } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import type { StoredMatch } from '../../history/index.js';
import {
  formatRecordEnd,
  formatRecordHead,
  formatRecordRound,
  formatTaunts,
  openPages,
  type Style,
} from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { styleOf, writeJson, writeLines } from '../output.js';
import { findMatch } from './find.js';

const FOOT = 'space next   ← back   q quit';

/** Steps through a match, or with `--strategy` asks a strategy its turns again. @returns the exit code */
export async function replay(
  { flags, args: [named], config, records }: Given<'config' | 'records'>,
  io: Io,
): Promise<number> {
  const { match } = await findMatch(named, records, io);
  // Only where it is asked for here: a config file names one for play.
  if (flags.strategy !== undefined && config.strategy !== null) {
    const { replayWith } = await import('./replay-with.js');
    await replayWith({ match, records, spec: config.strategy, config }, io);
    return EXIT.ok;
  }
  if (config.json) writeRounds(match, io);
  else if (isInteractive(io)) return turnPages(match, config, io);
  else writeLines(pageOf(match, match.rounds.length, styleOf(config, io)), io);
  return EXIT.ok;
}

function writeRounds(match: StoredMatch, io: Io): void {
  const { matchId, game, rounds, outcome, score } = match;
  for (const { round, state, move, source, reason, decideMs, outcome, score, result } of rounds) {
    writeJson(io, {
      event: 'replay_turn',
      match_id: matchId,
      game,
      round,
      state,
      recorded: move,
      source,
      reason,
      decide_ms: decideMs,
      outcome,
      score,
      result,
    });
  }
  writeJson(io, { event: 'replay_result', match_id: matchId, game, rounds: rounds.length, outcome, score });
}

/** The match up to a round; from the last one on, with its end. */
function pageOf(match: StoredMatch, rounds: number, style: Style): string[] {
  const shown = match.rounds.slice(0, rounds);
  const end = rounds >= match.rounds.length ? ['', ...formatRecordEnd(match, style)] : [];
  return [
    ...formatRecordHead(match, style),
    '',
    ...formatTaunts(match, 0, style),
    ...shown.flatMap((round) => formatRecordRound(match, round, style)),
    ...end,
  ];
}

async function turnPages(match: StoredMatch, config: Config, io: Io): Promise<number> {
  const style = styleOf(config, io);
  const last = match.rounds.length;
  const pages = openPages(io.stdout);
  let round = Math.min(1, last);
  const show = () => pages.show(pageOf(match, round, style), style.dim(`${round} of ${last}   ${FOOT}`));
  try {
    show();
    for await (const key of keyPresses(io)) {
      if (key === 'quit') return EXIT.ok;
      if (key === 'interrupt') return EXIT.sigint;
      if (key === 'next') round = Math.min(last, round + 1);
      if (key === 'back') round = Math.max(Math.min(1, last), round - 1);
      show();
    }
    return EXIT.ok;
  } finally {
    pages.close();
  }
}

export type KeyPress = 'next' | 'back' | 'quit' | 'interrupt' | 'other';

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

/** Whether a person sits at both ends. */
export function isInteractive(io: Io): boolean {
  return io.stdin?.isTTY === true && io.stdout.isTTY === true;
}

/** The keys pressed, until it is left; the terminal is as it was then. A signal is an interrupt, too. */
export async function* keyPresses(io: Io): AsyncGenerator<KeyPress> {
  const pressed: KeyPress[] = [];
  let wake: () => void = () => undefined;
  const press = (key: KeyPress) => {
    pressed.push(key);
    wake();
  };
  const onData = (data: Buffer | string) => {
    for (const [key] of String(data).matchAll(KEY)) press(KEYS[key] ?? 'other');
  };
  const onEnd = () => press('quit');
  const onSignal = () => press('interrupt');
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const { stdin } = io;
  if (!stdin) return;
  stdin.setRawMode(true);
  stdin.on('data', onData).on('end', onEnd);
  stdin.resume();
  for (const signal of signals) io.on(signal, onSignal);
  try {
    for (;;) {
      const key = pressed.shift();
      if (key !== undefined) yield key;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    for (const signal of signals) io.off(signal, onSignal);
    stdin.off('data', onData).off('end', onEnd);
    stdin.setRawMode(false);
    stdin.pause();
  }
}
