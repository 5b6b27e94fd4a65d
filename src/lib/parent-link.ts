import { fstatSync } from 'node:fs';

/** The variable that says that a parent process hands something over, and the file descriptor that it does so on. */
export const LINKED = 'BOTPIT_LINK';
export const LINK_FD = 3;

/** The process that started this one, at the other end of a pipe. */
export interface ParentLink {
  /** What it has handed over, as JSON; null where it was gone before. */
  readonly handed: Promise<unknown>;
  /** When it is gone, in whatever way it ended: the system closes the pipe. */
  readonly gone: Promise<void>;
}

/** @returns null where nobody hands anything over. The variable is taken out of the environment. */
export async function linkToParent(env: NodeJS.ProcessEnv): Promise<ParentLink | null> {
  const isLinked = env[LINKED] === String(LINK_FD);
  delete env[LINKED];
  if (!isLinked || !isPipe(LINK_FD)) return null;
  const { Socket } = await import('node:net');
  const pipe = new Socket({ fd: LINK_FD, readable: true, writable: false }).setEncoding('utf8');
  const gone = new Promise<void>((resolve) => {
    pipe.once('close', () => resolve()).once('end', () => resolve());
    pipe.on('error', () => resolve());
  });
  const line = new Promise<unknown>((resolve) => {
    let text = '';
    pipe.on('data', (chunk) => {
      text += String(chunk);
      if (!text.endsWith('\n')) return;
      resolve(JSON.parse(text));
      text = '';
      // From here on it is play that keeps the process going.
      pipe.unref();
    });
  });
  return { handed: Promise.race([line, gone.then(() => null)]), gone };
}

function isPipe(fd: number): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}
