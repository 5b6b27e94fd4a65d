import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { isStopped } from '../../src/cli/operations/processes.js';

test.skipIf(process.platform === 'win32')('a process is stopped from SIGSTOP to SIGCONT', async () => {
  // A shell that waits for its input, with a name that has brackets in it.
  const child = spawn('sh', ['-c', 'echo ready; read line'], { argv0: 'sh) T (sh' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  const becomes = async (wanted: boolean) => {
    while (isStopped(pid) !== wanted) await new Promise(setImmediate);
  };
  expect(isStopped(pid)).toBe(false);
  child.kill('SIGSTOP');
  await becomes(true);
  child.kill('SIGCONT');
  await becomes(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isStopped(pid)).toBe(false);
});
