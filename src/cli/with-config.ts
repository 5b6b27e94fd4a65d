import { type Config, type Loaded, load } from '../config/index.js';
import { visibleJson } from '../lib/visible.js';
import type { Isolation } from '../strategy/index.js';
import type { Flags } from './command-spec.js';
import type { Io } from './main.js';

/**
 * Runs a command with the effective settings. What it throws is reported as they ask for it.
 * @returns the exit code
 * @throws BotpitError where the settings themselves are wrong
 */
export async function withConfig(
  flags: Flags,
  io: Io,
  run: (loaded: Loaded) => Promise<number>,
): Promise<number> {
  const loaded = await load({ flags, env: io.env, cwd: io.cwd() });
  try {
    return await run(loaded);
  } catch (error) {
    const { reportError } = await import('./report.js');
    return reportError(error, io, loaded.config.json);
  }
}

/** Where money is at stake, a strategy that goes wrong must not take botpit's own process with it. */
export function isolationOf({ isolation, local, wagerLamports }: Config): Isolation {
  return isolation ?? (local === false && (wagerLamports ?? 0) > 0 ? 'process' : 'worker');
}

/** For commands without a session to show them in. */
export function showWarnings(warnings: readonly string[], io: Io): void {
  for (const warning of warnings) io.stderr.write(`warning: ${warning}\n`);
}

/** One line of `--json` output of a command without a session. */
export function writeJson(io: Io, event: string, fields: object): void {
  io.stdout.write(`${visibleJson({ event, time: new Date().toISOString(), ...fields })}\n`);
}
