import { type BotpitError, ParamsError } from '../errors.js';
import { safeEnv } from '../lib/api-key.js';
import type { Isolation, StrategyHost, StrategyReport } from './host.js';
import { changeIn, identify, requireUnchanged, type StrategySnapshot } from './identity/identity.js';
import { openInline } from './inline.js';
import { openCommand } from './isolation/command.js';
import type { Dialogue } from './isolation/dialogue.js';
import type { Link, LinkEvents, OpenLink } from './isolation/link.js';
import { openProcess } from './isolation/process.js';
import { RemoteHost, type RemoteOptions } from './isolation/remote.js';
import { bootThread, discardThread, MEMORY_MB, openWorker, type Thread } from './isolation/worker.js';
import { resolveStrategy } from './resolve.js';

export { refusedMove } from './answer.js';
export * from './contract.js';
export * from './drive.js';
export * from './host.js';
export { requireUnchanged, type StrategySnapshot, watchStrategy, withParams } from './identity/identity.js';
export { keepFiles, type LoadedFile } from './identity/loaded-files.js';
export { InlineHost } from './inline.js';
export { Dialogue, type DialogueFile } from './isolation/dialogue.js';
export { LoopSpin } from './isolation/spin.js';
export { bootThread, discardThread, type Thread } from './isolation/worker.js';
export { declared, loadStrategy } from './load.js';
export { type DeclaredParam, expectedOf, type SetParam, setParams } from './params.js';
export { isBuiltIn, resolveStrategy, type StrategySource } from './resolve.js';
export { Hooks } from './session.js';
export { describeThrown } from './thrown.js';

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
  /** Where all that is said to a program and by it is written. For `cmd:` only. Whoever opens it closes it, after the host. */
  readonly dialogue?: Dialogue | undefined;
  /** The folder that a `cmd:` strategy runs in; default: the working folder. */
  readonly cwd?: string | undefined;
  /** Of a host that was opened by the same `spec` before: this one is the same, whatever has changed since. Not for `inline`. */
  readonly snapshot?: StrategySnapshot;
}

/**
 * Loads the strategy that `spec` names (see `resolveStrategy`) into its isolation.
 * @throws BotpitError with one of the `strategy/…` codes; `strategy/changed` where it cannot be what its `snapshot` says
 * @throws ParamsError where it does not take the parameters that `spec` sets
 */
export async function openStrategy(spec: string, options: OpenOptions): Promise<StrategyHost> {
  try {
    return await openBy(spec, options);
  } catch (error) {
    if (!(error instanceof ParamsError)) throw error;
    throw new ParamsError(error.message, error.hint, error.names, spec);
  }
}

async function openBy(spec: string, options: OpenOptions): Promise<StrategyHost> {
  const { cwd = options.snapshot?.cwd } = options;
  const named = resolveStrategy(spec);
  const source = named.kind === 'command' ? { ...named, cwd } : named;
  const { isolation = 'worker', seed, report, memoryMb = MEMORY_MB, loadTimeoutMs = 30_000 } = options;
  const { name: fallbackName, params } = source;
  let { thread } = options;
  if (thread && (isolation !== 'worker' || source.kind === 'command')) {
    void discardThread(thread);
    thread = undefined;
  }
  const limits = { env: safeEnv(process.env, options.apiKey), memoryMb };
  const identified: RemoteOptions['identify'] = (loaded, dependsOn) =>
    identify(spec, source, loaded, dependsOn, limits.env);
  if (isolation === 'inline' && source.kind !== 'command') {
    return openInline(source, { seed, report, fallbackName }, identified);
  }
  if (options.snapshot) requireUnchanged(options.snapshot);
  const open: OpenLink = (ownSeed, events, snapshot) => {
    const change = snapshot && changeIn(snapshot);
    if (change) return refused(change, events);
    if (source.kind === 'command') {
      return openCommand(source, ownSeed, events, { ...limits, loadTimeoutMs, dialogue: options.dialogue });
    }
    const start = { source, seed: ownSeed, files: snapshot?.files ?? null };
    if (isolation === 'process') return openProcess(start, events, limits);
    // The thread that was started ahead serves the first time; a restarted strategy gets a new one.
    const ready = thread ?? bootThread(memoryMb, false);
    thread = undefined;
    return openWorker(start, events, limits.env, ready);
  };
  return RemoteHost.open({
    isolation: source.kind === 'command' ? 'command' : isolation,
    fallbackName,
    params,
    seed,
    report,
    open,
    snapshot: options.snapshot ?? null,
    identify: identified,
    loadTimeoutMs,
  });
}

/** In place of a strategy that would not be the one that was opened. */
function refused({ message, hint }: BotpitError, events: LinkEvents): Link {
  const told = { tell: 'not_loaded', code: 'strategy/changed', message, hint, params: undefined } as const;
  queueMicrotask(() => events.message(told));
  const ended = async () => undefined;
  return { send: () => undefined, kill: ended, close: ended };
}
