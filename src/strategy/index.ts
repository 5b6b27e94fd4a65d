import { basename } from 'node:path';
import { openCommand } from './command.js';
import type { Isolation, StrategyHost } from './host.js';
import { openInline } from './inline.js';
import type { LinkEvents } from './link.js';
import { openProcess } from './process.js';
import { RemoteHost, type StrategyReport } from './remote.js';
import { resolveStrategy, type StrategySource } from './resolve.js';
import { safeEnv } from './safe-env.js';
import { bootThread, discardThread, MEMORY_MB, type Thread } from './thread.js';
import { openWorker } from './worker.js';

export { describeThrown, shown } from './blame.js';
export * from './contract.js';
export * from './decide.js';
export { strategyFiles } from './files.js';
export { type Isolation, type Question, StrategyFailure, type StrategyHost } from './host.js';
export { InlineHost } from './inline.js';
export type { TroubleCode } from './link.js';
export { type LoadedStrategy, loadStrategy } from './load.js';
export type { StrategyReport } from './remote.js';
export { resolveStrategy, type StrategySource } from './resolve.js';
export { safeEnv } from './safe-env.js';
export { isThenable } from './session.js';
export { bootThread, discardThread, type Thread } from './thread.js';
export { strategyVersion } from './version.js';

export interface OpenOptions {
  /** Default `worker`. A `cmd:` strategy is a process of its own in any case. */
  readonly isolation?: Isolation;
  /** Makes `turn.random()` repeatable. */
  readonly seed: string;
  /** Told of what the strategy prints and of what befalls it; must not throw. */
  readonly report: (report: StrategyReport) => void;
  /** Kept out of the strategy's environment under whatever name it stands there. */
  readonly apiKey?: string | undefined;
  /** Default 512: the heap that the strategy may fill; with everything else, twice as much. Not for `inline` and `cmd:`. */
  readonly memoryMb?: number;
  /** A thread from `bootThread`, to be used where the isolation is `worker`, else ended. */
  readonly thread?: Thread | undefined;
  /** Default 30 seconds. Not for `inline`. */
  readonly loadTimeoutMs?: number;
}

/**
 * Loads the strategy that `spec` names (see `resolveStrategy`) into its isolation.
 * @throws BotpitError with one of the `strategy/…` codes
 */
export async function openStrategy(spec: string, options: OpenOptions): Promise<StrategyHost> {
  const source = resolveStrategy(spec);
  const { isolation = 'worker', seed, report, memoryMb = MEMORY_MB } = options;
  const fallbackName = nameOf(source);
  let { thread } = options;
  if (thread && (isolation !== 'worker' || source.kind === 'command')) {
    void discardThread(thread);
    thread = undefined;
  }
  if (isolation === 'inline' && source.kind !== 'command') {
    return openInline(source, { seed, report, fallbackName });
  }
  const limits = { env: safeEnv(process.env, options.apiKey), memoryMb };
  const open = (ownSeed: string, events: LinkEvents) => {
    if (source.kind === 'command') return openCommand(source, ownSeed, events, limits);
    const start = { source, seed: ownSeed };
    if (isolation === 'process') return openProcess(start, events, limits);
    // The thread that was started ahead serves the first time; a restarted strategy gets a new one.
    const ready = thread ?? bootThread(memoryMb, false);
    thread = undefined;
    return openWorker(start, events, limits.env, ready);
  };
  return RemoteHost.open({
    isolation: source.kind === 'command' ? 'command' : isolation,
    fallbackName,
    seed,
    report,
    open,
    memoryBytes: 2 * memoryMb * 2 ** 20,
    loadTimeoutMs: options.loadTimeoutMs ?? 30_000,
  });
}

/** What a strategy is called that gives itself no name. */
function nameOf(source: StrategySource): string {
  switch (source.kind) {
    case 'built-in':
      return source.name;
    case 'file':
      return basename(source.file).replace(/\.[cm]?[jt]s$/, '');
    case 'command':
      return source.line;
    default:
      return source satisfies never;
  }
}
