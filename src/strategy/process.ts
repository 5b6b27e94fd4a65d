import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { supervise } from './children.js';
import { entryUrl } from './entry.js';
import { fromLine, type Link, type LinkEvents, MALFORMED, type Start, type ToStrategy } from './link.js';
import { limited, readLines } from './output.js';
import { Vigil } from './rapid.js';

/** What a process may be told or say last is still on its way for so long after its end. */
const DRAIN_MS = 100;

/** What Node itself and its threads take, beside what a strategy does: from Node 22 on V8 reserves half a gigabyte a thread. */
const NODE_MB = Number(process.versions.node.split('.')[0]) >= 22 ? 1_312 : 192;

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
  // Not Node's own channel: a line on it that is no JSON would end botpit.
  const channel = child.stdio[3] as Duplex;
  const { kill } = supervise(child);
  const vigil = new Vigil();
  let ended = false;
  const gone = (how: string) => {
    if (ended) return;
    ended = true;
    // It may have left processes of its own behind.
    void kill();
    events.gone(how);
  };
  const send = (message: Start | ToStrategy) => {
    if (!ended) channel.write(`${JSON.stringify(message)}\n`);
  };

  readLines(channel, (line) => {
    if (ended) return;
    const message = fromLine(line);
    if (message === null) return gone(MALFORMED);
    if (message.tell === 'answer') vigil.answered();
    events.message(message);
  });
  // One that is just dying cannot be written to; its exit tells.
  channel.on('error', () => undefined);
  channel.on('close', () => goneSoon('closed the channel to botpit'));
  child.on('error', (error) => gone(error.message));
  // `close`, not `exit`: by then what it said has been read. Children of its own may hold the pipes open.
  child.on('close', (code, signal) => gone(howItEnded(code, signal)));
  child.on('exit', (code, signal) => goneSoon(howItEnded(code, signal)));
  function goneSoon(how: string) {
    setTimeout(() => gone(how), DRAIN_MS).unref();
  }
  // What console and process.stdout print comes as messages; these are the words of Node itself and of native code.
  const output = limited((line) => events.message({ tell: 'output', line }));
  if (child.stdout) readLines(child.stdout, output);
  if (child.stderr) readLines(child.stderr, output);
  send(start);

  const end = () => {
    ended = true;
    return kill();
  };
  const tell = (message: ToStrategy) => {
    send(message);
    if (message.tell === 'move') vigil.asked();
  };
  return { send: tell, kill: end, close: end };
}

const SHELL = '/bin/sh';

/**
 * On Linux the system itself sees to it that the process, and each that it starts, takes no more: whoever looks now and
 * then is too late for one that takes a gigabyte in a tenth of a second.
 */
function commandOf(memoryMb: number): [string, ...string[]] {
  const node: [string, ...string[]] = [
    process.execPath,
    `--max-old-space-size=${memoryMb}`,
    fileURLToPath(entryUrl('process-entry')),
  ];
  if (process.platform !== 'linux' || !existsSync(SHELL)) return node;
  const kilobytes = (2 * memoryMb + NODE_MB) * 1024;
  return [SHELL, '-c', `ulimit -d ${kilobytes} 2>/dev/null; exec "$@"`, 'botpit-strategy', ...node];
}

export function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
}
