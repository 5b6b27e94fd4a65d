import { BotpitError } from '../errors.js';
import { expected as expectedWords } from '../lib/wording.js';
import { looksLikeKey, redact } from './secret.js';

/** Where a value stands. */
export interface ValueSource {
  readonly source: 'flag' | 'variable' | 'file';
  /** `--max-loss`, `BOTPIT_MAX_LOSS`, or in a file `profiles.live.maxLoss`; empty for a file as a whole. */
  readonly path: string;
  /** The file, with line and column where known; null where there is none. */
  readonly file: string | null;
}

/** One thing that is wrong with the configuration. Holds no secret. */
export interface Problem extends ValueSource {
  /** A `warning` does not keep anything from running. */
  readonly severity: 'error' | 'warning';
  /** The value as it was written; null where it must not be shown, or there is none. */
  readonly value: string | null;
  /** After the word "expected". */
  readonly expected: string;
  /** The known key or word that is nearest to what was written; null where none is near. */
  readonly nearest: string | null;
}

/** Everything that is wrong with the configuration, flags first. The message lists it all. */
export class ConfigError extends BotpitError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const first = problems.find(({ severity }) => severity === 'error');
    const lines = problems.map((problem) => `\n  ${problem.severity}: ${formatProblem(problem)}`);
    const [only] = problems.length === 1 ? problems : [];
    const message = only
      ? formatProblem(only)
      : `${problems.length} problems in the configuration:${lines.join('')}`;
    super(first?.source === 'flag' ? 'usage' : 'config/invalid', message);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** One line for a person. */
export function formatProblem({ path, file, value, expected, nearest }: Problem): string {
  const subject = value === null ? path : `${path} = ${value}`;
  const where = [file, subject].filter((part) => part !== null && part !== '').join(': ');
  return redact(`${where}: ${expectedWords(expected, nearest)}`);
}

export function problemAt(
  place: ValueSource,
  expected: string,
  more: { value?: unknown; nearest?: string | undefined; severity?: 'warning' } = {},
): Problem {
  return {
    severity: more.severity ?? 'error',
    source: place.source,
    path: redact(place.path),
    file: place.file === null ? null : redact(place.file),
    value: 'value' in more ? printable(more.value) : null,
    expected,
    nearest: more.nearest ?? null,
  };
}

const LONGEST_VALUE = 60;

/** A value as it was written, on one line, without secrets; null where it is one. */
function printable(value: unknown): string | null {
  if (typeof value === 'string') {
    if (looksLikeKey(value)) return null;
    const quoted = redact(JSON.stringify(value));
    return quoted.length > LONGEST_VALUE ? `${quoted.slice(0, LONGEST_VALUE - 2)}…"` : quoted;
  }
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
