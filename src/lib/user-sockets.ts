import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { ownFolder } from './user-folders.js';

/*
 * Sockets by which processes of one user find one another. They are in a folder that this user alone can enter; on Windows
 * they are pipes, and a file in the folder says what each is called.
 */

export interface UserSocket {
  /** Takes no more connections, and is found no more. Those that are open stay so. */
  close(): void;
}

const FOLDER = 'live';
/** What the system with the shortest addresses takes, macOS. */
const MOST_PATH_BYTES = 103;

/**
 * Opens a socket in the first of the folders that is the user's own and takes one. It keeps no process running.
 * @param connections how many there may be at once
 * @returns null where none of the folders takes one
 */
export async function listenForUser(
  folders: readonly string[],
  connections: number,
  connected: (socket: Socket) => void,
): Promise<UserSocket | null> {
  const name = `${HOST}-${process.pid}-${randomBytes(3).toString('hex')}.sock`;
  for (const above of folders) {
    const folder = join(above, FOLDER);
    const path = join(folder, name);
    if (Buffer.byteLength(path) > MOST_PATH_BYTES || !ownFolder(above) || !ownFolder(folder)) continue;
    try {
      chmodSync(folder, 0o700);
      const server = createServer(connected);
      server.maxConnections = connections;
      await listen(server, path);
      for (const left of socketsIn(folder)) void removeLeft(left);
      return { close: closer(server, path) };
    } catch {
      // A file system without sockets, or a disk that is full: the next one may do.
    }
  }
  return null;
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(addressOf(path), resolve);
  });
  server.on('error', () => {
    // A connection could not be accepted, for lack of file descriptors for example.
  });
  server.unref();
  if (process.platform === 'win32') writeFileSync(path, '', { mode: 0o600 });
  else chmodSync(path, 0o600);
}

function closer(server: Server, path: string): () => void {
  const remove = () => rmSync(path, { force: true });
  process.on('exit', remove);
  return () => {
    process.off('exit', remove);
    server.close();
    remove();
  };
}

/** The sockets of all processes of this user, those that a killed process left included. */
export function userSockets(folders: readonly string[]): string[] {
  return [...new Set(folders)].flatMap((folder) => socketsIn(join(folder, FOLDER)));
}

function socketsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .map((name) => join(folder, name));
  } catch {
    // Nothing has ever listened there.
    return [];
  }
}

export function connectToUser(path: string): Socket {
  return createConnection(addressOf(path));
}

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
const NAME = /^([0-9a-f]{6})-(\d+)-[0-9a-f]{6}\.sock$/;

/**
 * Removes what a process has left that was killed. A folder may belong to several machines, of which each knows its own
 * processes; and a process that is not known here may run in a container and listen all the same.
 */
export async function removeLeft(path: string): Promise<void> {
  const [, host, pid] = NAME.exec(basename(path)) ?? [];
  if (host !== HOST || isThere(Number(pid))) return;
  const isRefused = await new Promise<boolean>((resolve) => {
    const socket = connectToUser(path).unref();
    socket.once('connect', () => resolve(false));
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'ECONNREFUSED' || code === 'ENOENT'),
    );
    socket.once('close', () => resolve(false));
  });
  if (isRefused) rmSync(path, { force: true });
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function addressOf(path: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\botpit-${basename(path)}` : path;
}
