import { fork } from 'node:child_process';
import { residentBytes, supervise } from './children.js';
import { entryUrl } from './entry.js';
import { fromStrategy, type Link, type LinkEvents, MALFORMED, type Start, type ToStrategy } from './link.js';
import { limited, readLines } from './output.js';
import { Vigil } from './rapid.js';

/** Runs the strategy in a Node process of its own: for code that is not trusted with botpit's own process. */
export function openProcess(
  start: Start,
  events: LinkEvents,
  limits: { env: Record<string, string>; memoryMb: number },
): Link {
  const child = fork(entryUrl('process-entry'), {
    env: limits.env,
    execArgv: [`--max-old-space-size=${limits.memoryMb}`],
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
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
    // A send to a child that is just dying fails through the callback; its exit tells.
    if (!ended && child.connected) child.send(message, ignoreFailure);
  };

  child.on('message', (value: unknown) => {
    if (ended) return;
    const message = fromStrategy(value);
    if (message === null) return gone(MALFORMED);
    if (message.tell === 'answer') vigil.answered();
    events.message(message);
  });
  child.on('error', (error) => gone(error.message));
  child.on('exit', (code, signal) => gone(howItEnded(code, signal)));
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
  return { send: tell, usedBytes: () => residentBytes(child.pid), kill: end, close: end };
}

export function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
}

function ignoreFailure(): void {
  // See `send`.
}
