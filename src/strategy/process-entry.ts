import { runIsolate } from './isolate.js';
import type { FromStrategy, Start, ToStrategy } from './link.js';

const send = process.send?.bind(process);
if (send === undefined) throw new Error('to be started by botpit only');

process.once('message', (start: Start) => {
  const carryOut = runIsolate(start, (message: FromStrategy) => send(message));
  process.on('message', (message: ToStrategy) => carryOut(message));
});

// Botpit is gone: so is the reason to run.
process.on('disconnect', () => process.exit());
