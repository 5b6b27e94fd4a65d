import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { Socket } from 'node:net';

/** The reason why a file that somebody named cannot be read, in words that follow a colon. */
export class UnreadableFile extends Error {
  /** The system's, such as `ENOENT`, where it is the one that refuses. */
  readonly code: string | undefined;

  constructor(reason: string, code?: string) {
    super(reason);
    this.code = code;
  }
}

/**
 * Reads a text file that a user names. Whatever the path leads to, there is an end to it: devices, folders and what is
 * larger are refused; a pipe is read up to the size.
 * @throws UnreadableFile
 */
export async function readUserFile(path: string, maxBytes: number): Promise<{ text: string; stats: Stats }> {
  try {
    // A pipe that nobody writes to would never open otherwise; it is empty then.
    const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const what = new Collected(maxBytes);
    let isOpen = true;
    try {
      const stats = fstatSync(fd);
      requireReadable(stats, maxBytes);
      if (!readAtOnce(fd, what)) {
        isOpen = false;
        await readPipe(fd, what);
      }
      return { text: what.text(), stats };
    } finally {
      if (isOpen) closeSync(fd);
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UnreadableFile(REASONS[code ?? ''] ?? message, code);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ENXIO: 'it is a socket or a device',
};

/** @throws UnreadableFile where there would be no end to reading it, or what it holds is larger */
export function requireReadable(stats: Stats, maxBytes: number): void {
  if (stats.isDirectory()) throw new UnreadableFile('it is a folder', 'EISDIR');
  if (!stats.isFile() && !stats.isFIFO()) throw new UnreadableFile('it is a socket or a device');
  if (stats.size > maxBytes) throw tooLarge(maxBytes);
}

function tooLarge(maxBytes: number): UnreadableFile {
  const size = maxBytes >= 2 ** 20 ? `${maxBytes / 2 ** 20} MB` : `${maxBytes / 2 ** 10} KB`;
  return new UnreadableFile(`it is larger than ${size}`);
}

class Collected {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) throw tooLarge(this.#maxBytes);
    this.#chunks.push(chunk);
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

/**
 * To the end, not to the size that it claims: some files of the kernel claim none.
 * @returns false where more is still to be written, by whoever is at the other end of a pipe
 */
function readAtOnce(fd: number, what: Collected): boolean {
  for (;;) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    let bytes: number;
    try {
      bytes = readSync(fd, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      throw error;
    }
    if (bytes === 0) return true;
    what.add(chunk.subarray(0, bytes));
  }
}

/** Closes it. */
async function readPipe(fd: number, what: Collected): Promise<void> {
  const pipe = new Socket({ fd, readable: true, writable: false });
  for await (const chunk of pipe as AsyncIterable<Buffer>) what.add(chunk);
}
