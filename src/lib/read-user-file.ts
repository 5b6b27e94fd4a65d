import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
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
 * @param refuse makes the error that is thrown
 * @throws UnreadableFile, or what `refuse` makes of it
 */
export async function readUserFile(
  path: string,
  maxBytes: number,
  refuse = (error: UnreadableFile): Error => error,
): Promise<{ text: string; stats: Stats }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  };
  try {
    // A pipe that nobody writes to would never open otherwise; it is empty then.
    const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    let pipe: Socket | undefined;
    try {
      const stats = fstatSync(fd);
      requireReadable(stats, maxBytes);
      if (!readAtOnce(fd, take)) {
        pipe = new Socket({ fd, readable: true, writable: false });
        for await (const chunk of pipe as AsyncIterable<Buffer>) take(chunk);
      }
      return { text: Buffer.concat(chunks).toString('utf8'), stats };
    } finally {
      // A socket closes what it was given.
      if (pipe === undefined) closeSync(fd);
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw refuse(error);
    const { code, message } = error as NodeJS.ErrnoException;
    throw refuse(new UnreadableFile(REASONS[code ?? ''] ?? message, code));
  }
}

/**
 * To the end, not to the size that it claims: some files of the kernel claim none.
 * @returns false where more is still to be written, by whoever is at the other end of a pipe
 */
function readAtOnce(fd: number, take: (chunk: Buffer) => void): boolean {
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
    take(chunk.subarray(0, bytes));
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  ENOTDIR: 'the file does not exist',
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

/** Whether there is a regular file of that name; false for any text that is not a path. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
