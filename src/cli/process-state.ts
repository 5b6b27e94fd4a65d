import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const PS_MS = 2_000;

/** Whether a process has been stopped (Ctrl-Z, SIGSTOP, a debugger) and not been let go on. False where nobody can tell. */
export function isStopped(pid: number): boolean {
  return /^[Tt]/.test(stateOf(pid));
}

/** The letter that Unix has for what a process does. */
function stateOf(pid: number): string {
  if (process.platform === 'win32') return '';
  try {
    // The name in brackets may hold anything, brackets too.
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    const words = ['-o', 'state=', '-p', String(pid)];
    return execFileSync('ps', words, { encoding: 'utf8', timeout: PS_MS }).trim();
  } catch {
    return '';
  }
}
