const SMALL = 8 * 1024;
/** As long as an arena's frame may be. */
const LARGE = 64 * 1024;
const RUNS = 9;

/** What is over so soon may be measured wrongly. */
const NOTHING_MS = 4;
/** For so long a run, the first is enough: it will not get any better. */
const HOPELESS_MS = 1_000;

/** On a busy machine it may take many runs until one is not interrupted. */
const MOST_BLOCKS = 8;
const BETTER = 0.95;

/**
 * How many times longer `call` takes for a text of 64 KB than for one of 8 KB: about 8 where time goes with length, 64
 * where it goes with its square. Each is the best of some runs, and of more as long as it gets better, so that a busy machine
 * does not count; 1 where both are too quick to be told apart.
 * @param worst a text of this many characters
 */
export function growth(call: (text: string) => unknown, worst: (length: number) => string): number {
  const [small, large] = [worst(SMALL), worst(LARGE)];
  let [smallMs, largeMs] = [bestMs(call, small), bestMs(call, large)];
  for (let block = 1; block < MOST_BLOCKS && largeMs >= NOTHING_MS && largeMs < HOPELESS_MS; block++) {
    const before = largeMs;
    smallMs = Math.min(smallMs, bestMs(call, small));
    largeMs = Math.min(largeMs, bestMs(call, large));
    if (block > 1 && largeMs > BETTER * before) break;
  }
  return largeMs < NOTHING_MS ? 1 : largeMs / Math.max(smallMs, NOTHING_MS / 8);
}

function bestMs(call: (text: string) => unknown, text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const startedMs = performance.now();
    const before = process.cpuUsage();
    call(text);
    const { user, system } = process.cpuUsage(before);
    // The time of the processor leaves out what others took; the other one leaves out what other threads did meanwhile.
    best = Math.min(best, performance.now() - startedMs, (user + system) / 1000);
    if (best > HOPELESS_MS) break;
  }
  return best;
}

/** A text of `length` characters that begins with `start`, repeats `part` and ends with `end`. */
export function repeating(part: string, start = '', end = ''): (length: number) => string {
  return (length) => {
    const room = length - start.length - end.length;
    return start + part.repeat(Math.ceil(room / part.length)).slice(0, room) + end;
  };
}
