// A thread of `run.js`: does one job after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { measure } from './measure.js';

parentPort.on('message', async ({ at, job }) => {
  parentPort.postMessage({ at, result: await measure(job, workerData) });
});
