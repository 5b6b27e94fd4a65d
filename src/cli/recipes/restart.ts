import { EXIT } from '../../exit-codes.js';

/** The exit codes after which a restart may help; see `EXIT`. */
const RESTART: readonly number[] = [1, EXIT.unreachable, EXIT.unexpected];

/**
 * The exit codes after which a supervisor must not start botpit again: a refused key stays refused, and a new session
 * after a loss limit would have a new one to lose.
 */
export const NO_RESTART: readonly number[] = [
  EXIT.usage,
  EXIT.strategy,
  EXIT.records,
  EXIT.unfair,
  EXIT.rejected,
  EXIT.config,
  EXIT.limit,
  EXIT.replaced,
  EXIT.running,
  EXIT.sigint,
  EXIT.sigterm,
];

/** Comment lines of a recipe. */
export const RESTART_RULE = `# Only exit codes ${RESTART.join(', ')} and a crash are followed by a restart: a refused key stays refused,
# and a limit that has tripped stays so until "botpit resume" releases it.`;
