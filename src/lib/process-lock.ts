import { once } from 'node:events';
import { unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Holds a name for this process, on the whole machine, until it is released or the process ends in whatever way: the
 * system lets go of it. It is an address that is listened on, and whoever connects is told the process id.
 * @param name letters, digits and hyphens
 * @returns null where another process (or this one) holds it
 */
export async function lockProcess(name: string): Promise<ProcessLock | null> {
  const address = addressOf(name);
  const server = (await listen(address)) ?? ((await isHeld(name)) ? null : await listenAnew(address));
  if (!server) return null;
  // It must not keep the process alive.
  server.unref();
  return {
    async release() {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** Whether some process holds the name: one that is halted, too. */
export async function isHeld(name: string): Promise<boolean> {
  return (await ask(name)) !== 'nobody';
}

/** The id of the process that says it holds the name; null where none does. */
export async function holderOf(name: string): Promise<number | null> {
  const answer = await ask(name);
  return typeof answer === 'number' ? answer : null;
}

/** A process that is busy answers later; one that is halted, never. */
const ANSWER_MS = 10_000;

/**
 * A connection that ends without an answer means nobody: where a process lets go of the name, the system may accept for
 * it still, as long as a child that it just started has not closed what it inherited.
 */
async function ask(name: string): Promise<number | 'silent' | 'nobody'> {
  const socket = connect(addressOf(name));
  let silent = false;
  socket.setTimeout(ANSWER_MS, () => {
    silent = true;
    socket.destroy(new Error('no answer'));
  });
  try {
    const answer = await text(socket);
    return answer === '' ? 'nobody' : Number(answer) || 'silent';
  } catch {
    // Refused, reset, not there or halted.
    return silent ? 'silent' : 'nobody';
  }
}

/** On Linux a name of the kernel's own, which no file stands for; elsewhere what comes closest. */
function addressOf(name: string): string {
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

/** Null where the address is taken. */
async function listen(address: string): Promise<Server | null> {
  const server = createServer((socket) => {
    // Whoever only looks whether somebody is here does not wait for it.
    socket.on('error', () => undefined);
    socket.unref();
    socket.end(String(process.pid));
  });
  server.listen(address);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}

/** A file that a killed process left behind stands in the way of the next. */
function listenAnew(address: string): Promise<Server | null> {
  if (process.platform !== 'linux' && process.platform !== 'win32') unlinkSync(address);
  return listen(address);
}
