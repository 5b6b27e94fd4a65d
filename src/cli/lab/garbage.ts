import { setFlagsFromString } from 'node:v8';

/**
 * Lets each thread collect its own young garbage, where V8 would have idle cores help: with a thread on every core, its
 * helpers keep one from its work and make the other wait for them. Holds for the process, so a library cannot do it.
 */
export function collectGarbageApart(): void {
  setFlagsFromString('--no-parallel-scavenge');
}
