import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { safeEnv } from '../lib/api-key.js';
import { readLines } from '../lib/lines.js';
import { PACKAGE_ROOT } from '../lib/package-root.js';
import { LINK_FD, LINKED } from '../lib/parent-link.js';
import type { BotProcess } from './fleet.js';
import { type BotEnd, mayRestart } from './restarts.js';
import type { Bot, Settings } from './roster.js';

export interface BotOutput {
  /** A line of the `--json` output of the bot. */
  line(text: string): void;
  /** A line that it wrote beside that, and that says more than its exit code does. */
  output(text: string): void;
  /** Called once, after all of those. */
  ended(end: BotEnd): void;
}

/** Asks a bot to finish its match and stop. */
const STOP = 'SIGTERM';
/** How long its pipes may stay open after it has ended: children of its own may hold them. */
const PIPES_MS = 1_000;
/** How long a bot may take to resign and end before its process is killed. */
const FORCED_MS = 10_000;
/** The last words of a process that are kept, and how much of each. */
const MOST_WORDS = 30;
const MOST_CHARACTERS = 2_000;

/**
 * A bot makes little garbage, and of many processes on few cores none needs threads to collect it. With these the heap stays
 * small, and so a process takes an eighth less memory.
 */
const SMALL = ['--optimize-for-size', '--max-semi-space-size=1', '--single-threaded-gc'];
/** To the same end the system's allocator keeps one pool in place of one for each thread, and gives back what is free. */
const SMALL_POOL = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '131072',
};

/** Variables by which a service manager would take a bot for the fleet. */
const OF_THE_SERVICE = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'];

/**
 * Starts `botpit play` for a bot, which ends by itself when this process is gone. It is handed its settings and its key on a
 * pipe of its own: neither its environment nor its command line has a key, its own or another's.
 * @param from the environment and the working folder of the fleet
 * @param keys all those of the fleet
 */
export function startBot(
  bot: Bot,
  from: { readonly env: NodeJS.ProcessEnv; readonly cwd: string; readonly keys: readonly string[] },
  { line, output, ended }: BotOutput,
): BotProcess {
  const bin = fileURLToPath(new URL('bin/botpit.js', PACKAGE_ROOT));
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [...SMALL, bin, 'play', '--profile', bot.name], {
      cwd: from.cwd,
      env: { ...SMALL_POOL, ...envOf(from.env, from.keys), [LINKED]: String(LINK_FD) },
      // A Ctrl-C at the terminal is for the fleet, which passes it on.
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    // Out of memory, for one. The other bots play on.
    setImmediate(() => {
      output(notStarted(error as Error));
      ended({ exitCode: 1, signal: null, wasConnected: false });
    });
    return { pid: null, stop: () => undefined, force: () => undefined };
  }
  handOver(child, bot);
  let wasConnected = false;
  const words: string[] = [];
  if (child.stdout) {
    readLines(child.stdout, (text) => {
      wasConnected ||= text.startsWith('{"event":"connected"');
      if (text.startsWith('{"event":"')) line(text);
      else output(text.slice(0, MOST_CHARACTERS));
    });
  }
  if (child.stderr) {
    readLines(child.stderr, (text) => {
      if (words.push(text.slice(0, MOST_CHARACTERS)) > MOST_WORDS) words.shift();
    });
  }
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let isAsked = false;
  const over = (code: number | null, by: NodeJS.Signals | null) => {
    clearTimeout(timer);
    if (isOver) return;
    isOver = true;
    // What asked it to stop can end it only before it listens: it has begun nothing, and has done what it was asked.
    const [exitCode, signal] = isAsked && by === STOP ? [0, null] : [code, by];
    // After any other exit code, the events have said why.
    if (exitCode === null || mayRestart({ exitCode, signal })) for (const word of words) output(word);
    ended({ exitCode, signal, wasConnected });
  };
  child.on('close', over);
  child.on('exit', (exitCode, signal) => {
    clearTimeout(timer);
    timer = setTimeout(over, PIPES_MS, exitCode, signal);
  });
  child.on('error', (error) => {
    if (child.pid !== undefined) return;
    words.push(notStarted(error));
    over(1, null);
  });

  return {
    pid: child.pid ?? null,
    stop() {
      // A second signal would have it resign its match.
      if (!isAsked) child.kill(STOP);
      isAsked = true;
    },
    force() {
      // Not the signal of before: two that come at once are one.
      child.kill('SIGINT');
      timer ??= setTimeout(() => child.kill('SIGKILL'), FORCED_MS);
    },
  };
}

function notStarted({ message }: Error): string {
  return `the process cannot be started: ${message}`;
}

function envOf(env: NodeJS.ProcessEnv, keys: readonly string[]): NodeJS.ProcessEnv {
  let safe: NodeJS.ProcessEnv = safeEnv(env, undefined);
  for (const key of keys) safe = safeEnv(safe, key);
  for (const name of OF_THE_SERVICE) delete safe[name];
  return safe;
}

/** The pipe stays open for as long as this process is there. */
function handOver(child: ChildProcess, { name: _name, config, ...others }: Bot): void {
  // If no file descriptors are left, there are no pipes, whatever the types say; the `error` event follows.
  const pipes = child.stdio as ChildProcess['stdio'] | undefined;
  const pipe = pipes?.[LINK_FD] as Writable | null | undefined;
  // One that has ended already tells it by its exit code.
  pipe?.on('error', () => undefined);
  const settings: Settings = {
    // It is this process that shows things to a person.
    config: { ...config, json: true, quiet: false, verbose: false, color: false },
    ...others,
  };
  pipe?.write(`${JSON.stringify(settings)}\n`);
}
