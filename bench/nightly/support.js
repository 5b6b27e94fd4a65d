import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';

/** What random choices follow from; `FUZZ_SEED` repeats a run. */
export const SEED = process.env.FUZZ_SEED ?? String(Date.now());

const jiti = createJiti(import.meta.url, { fsCache: false });

/** Loads a TypeScript module that the build does not offer: test support, or a part of the sources. */
export function load(path) {
  return jiti.import(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
}

export async function rngOf(name) {
  const { createRng } = await load('src/lib/rng.ts');
  return createRng(`${name} ${SEED}`);
}

/** MiB in use once everything that can go is gone; needs `--expose-gc`. */
export async function heapMiB() {
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

/** Collects what a script claims, prints it, and makes the process fail where a claim does not hold. */
export class Claims {
  constructor(title) {
    console.log(`\n${title}   FUZZ_SEED=${SEED}`);
  }

  check(what, ok, figure) {
    console.log(`  ${ok ? 'ok    ' : 'MISSED'}  ${what}: ${figure}`);
    if (!ok) process.exitCode = 1;
  }

  /** Memory may wander a little, but must not grow with the work. */
  growth(what, early, late) {
    const figure = `${early.toFixed(1)} MiB at 10 %, ${late.toFixed(1)} MiB at 100 %`;
    this.check(what, late <= early * 1.2 + 2, figure);
  }
}

/** Starts a script of this folder with a channel; `ask` sends a message and resolves with the next answer. */
export function startPeer(script, args = []) {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), args, { execArgv: ['--expose-gc'] });
  const first = async () => (await once(child, 'message'))[0];
  return {
    first,
    ask(message) {
      child.send(message);
      return first();
    },
    /** Its exit code or the signal that ended it. */
    ended: new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code))),
    stop() {
      child.kill('SIGKILL');
    },
  };
}
