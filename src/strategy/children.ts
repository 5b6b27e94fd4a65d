import { type ChildProcess, spawnSync } from 'node:child_process';

export interface Supervised {
  /** The child itself is gone; others of its group may live on. */
  readonly exited: Promise<void>;
  /** Ends the whole group at once. */
  kill(): Promise<void>;
}

const live = new Set<ChildProcess>();

/**
 * Ends `child` and all that it has started, also when botpit itself exits first. The child must have been spawned
 * `detached`: then it leads a process group, and a Ctrl-C at the terminal is botpit's to handle, not the strategy's.
 */
export function supervise(child: ChildProcess): Supervised {
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
  return {
    exited,
    kill() {
      killGroup(child);
      return exited;
    },
  };
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
