import { MessageChannel, type MessagePort, type ResourceLimits, Worker } from 'node:worker_threads';
import { PACKAGE_ROOT } from '../lib/package-root.js';
import { safeEnv } from '../lib/safe-env.js';

/**
 * Starts a thread in which strategies are called.
 * @param entry the name of the module in `src/lab` that it runs
 * @param data what that finds as its `workerData`; with `port`, its way to whoever started it, as its own is known to strategies
 * @returns the other end of that
 */
export function startThread(
  entry: 'worker-entry' | 'exploit-entry',
  data: object,
  resourceLimits: ResourceLimits = {},
): { readonly worker: Worker; readonly port: MessagePort } {
  const { port1, port2: port } = new MessageChannel();
  const worker = new Worker(new URL(`dist/src/lab/${entry}.js`, PACKAGE_ROOT), {
    workerData: { ...data, port },
    transferList: [port],
    // As strategies are kept from the key everywhere; and what Node was started with is not meant for them.
    env: safeEnv(process.env, process.env.BOTPIT_API_KEY?.trim()),
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits,
  });
  // What nobody reads is kept.
  worker.stdout.resume();
  worker.stderr.resume();
  return { worker, port: port1 };
}
