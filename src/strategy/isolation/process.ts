import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { readLines } from '../../lib/lines.js';
import { builtEntry } from '../../lib/package-root.js';
import { fromLine, type Link, type LinkEvents, MALFORMED, type Start, type ToStrategy } from './link.js';
import { limited } from './output.js';
import { LoopSpin } from './spin.js';

/** What a process may be told or say last is still on its way for so long after its end. */
const DRAIN_MS = 100;
/** How long to wait for the exit code of a process that has closed its channel: on a busy machine its exit may come later. */
const EXIT_MS = 2_000;

/** What Node itself and its threads take, beside what a strategy does and what V8 reserves for code. */
const NODE_MB = 192;

/** Runs the strategy in a Node process of its own: for code that is not trusted with botpit's own process. */
export function openProcess(
  start: Start,
  events: LinkEvents,
  limits: { env: Record<string, string>; memoryMb: number },
): Link {
  const [program, ...args] = commandOf(limits.memoryMb);
  const child = spawn(program, args, {
    env: limits.env,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  // Not Node's own channel: a line on it that is not JSON would end botpit.
  const channel = child.stdio[3] as Duplex;
  const life = supervise(child, events.gone);
  const spin = new LoopSpin();
  const send = (message: Start | ToStrategy) => {
    if (!life.isOver) channel.write(`${JSON.stringify(message)}\n`);
  };

  readLines(channel, (line) => {
    if (life.isOver) return;
    const message = fromLine(line);
    if (message === null) return life.lost(MALFORMED);
    if (message.tell === 'answer') spin.answered();
    events.message(message);
  });
  // One that is just dying cannot be written to; its exit tells.
  channel.on('error', () => undefined);
  channel.on('close', () => life.lostSoon('closed the channel to botpit', EXIT_MS));
  child.on('error', (error) => life.lost(error.message));
  // What console and process.stdout print comes as messages; these are the words of Node itself and of native code.
  const output = limited((line) => events.message({ tell: 'output', line }));
  if (child.stdout) readLines(child.stdout, output);
  if (child.stderr) readLines(child.stderr, output);
  send(start);

  const tell = (message: ToStrategy) => {
    send(message);
    if (message.tell === 'move') spin.asked();
  };
  return { send: tell, kill: life.end, close: life.end };
}

const SHELL = '/bin/sh';

/**
 * On Linux the system itself sees to it that the process, and each that it starts, takes no more: a check now and then
 * would be too late for a strategy that takes a gigabyte in a tenth of a second.
 */
function commandOf(memoryMb: number): [string, ...string[]] {
  const node: [string, ...string[]] = [
    process.execPath,
    `--max-old-space-size=${memoryMb}`,
    fileURLToPath(builtEntry('strategy/isolation/process-entry')),
  ];
  if (process.platform !== 'linux' || !existsSync(SHELL)) return node;
  const kilobytes = (2 * memoryMb + NODE_MB + reservedForCodeMb()) * 1024;
  return [SHELL, '-c', `ulimit -d ${kilobytes} 2>/dev/null; exec "$@"`, 'botpit-strategy', ...node];
}

/**
 * The memory that V8 reserves for the code of one thread and that the system counts as used, although it is not: with
 * Node 24 half a gigabyte, with older ones next to nothing. Measured in botpit's own process, which runs the same Node.
 */
function reservedForCodeMb(): number {
  let maps = '';
  try {
    maps = readFileSync('/proc/self/maps', 'utf8');
  } catch {
    // Without /proc the strategy has less for itself with Node 24, and still enough to play.
  }
  let bytes = 0;
  let largest = 0;
  let end: string | undefined;
  for (const [, from = '', to = ''] of maps.matchAll(/^([\da-f]+)-([\da-f]+) rwxp/gm)) {
    // One range may be listed in several parts.
    bytes = (from === end ? bytes : 0) + Number.parseInt(to, 16) - Number.parseInt(from, 16);
    largest = Math.max(largest, bytes);
    end = to;
  }
  return Math.ceil(largest / 2 ** 20);
}

/** A child process with all that it has started. */
export interface Supervised {
  /** The child itself is gone; others of its group may live on. */
  readonly exited: Promise<void>;
  /** Nothing is told of it any more. */
  isOver: boolean;
  /** It has ended by itself, or has to: that is told, and whatever it left behind is ended. */
  lost(how: string): void;
  /** The same, `waitMs` later: what is still on its way is read first, and may say more about how it ended. */
  lostSoon(how: string, waitMs?: number): void;
  /** Ends the whole group at once; nothing is told. */
  end(): Promise<void>;
}

const live = new Set<ChildProcess>();

/**
 * Ends `child` and all that it has started when it ends by itself, and when botpit itself exits first. The child must have
 * been spawned `detached`: then it leads a process group, and a Ctrl-C at the terminal is botpit's to handle, not the
 * strategy's.
 * @param gone told once how it ended, where it was not ended from here
 */
export function supervise(child: ChildProcess, gone: (how: string) => void): Supervised {
  if (live.size === 0) process.on('exit', killAll);
  live.add(child);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => child.pid === undefined && resolve());
  });
  void exited.then(() => {
    live.delete(child);
    if (live.size === 0) process.off('exit', killAll);
  });
  const life: Supervised = {
    exited,
    isOver: false,
    lost(how) {
      if (life.isOver) return;
      void life.end();
      gone(how);
    },
    lostSoon: (how, waitMs = DRAIN_MS) => void setTimeout(() => life.lost(how), waitMs).unref(),
    end() {
      life.isOver = true;
      killGroup(child);
      return exited;
    },
  };
  const how = (code: number | null, signal: NodeJS.Signals | null) =>
    signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
  // `close`, not `exit`: by then what it said has been read. Children of its own may hold the pipes open.
  child.on('close', (code, signal) => life.lost(how(code, signal)));
  child.on('exit', (code, signal) => life.lostSoon(how(code, signal)));
  return life;
}

function killAll(): void {
  for (const child of live) killGroup(child);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
}
