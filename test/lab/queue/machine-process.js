// A worker or a coordinator in a process of its own, which can be killed. Speaks in lines of JSON.
import { openQueueExecutor, playRun, workForQueue } from '../../../dist/src/lab/index.js';

const [role, options = '{}'] = process.argv.slice(2);
const { url, jobs, plan, sources } = JSON.parse(options);
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const over = new AbortController();
process.on('SIGTERM', () => over.abort());

if (role === 'worker') {
  await workForQueue({ url, jobs, signal: over.signal, onEvent: say });
} else {
  const executor = await openQueueExecutor({ url, sources, onEvent: say });
  const result = await playRun(plan, {
    executor,
    signal: over.signal,
    onProgress: ({ counted }) => say({ kind: 'progress', counted }),
  });
  await executor.discard();
  await executor.close();
  say({ kind: 'result', result });
}
