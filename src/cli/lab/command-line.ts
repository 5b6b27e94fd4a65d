import type { GameId } from '../../games/index.js';
import type { RunPlan } from '../../lab/index.js';
import { clean } from '../../ui/index.js';
import type { Call } from '../command-spec.js';

/** The command that makes the same result, or goes on where the run stopped. */
export function reproduce(plan: RunPlan, { flags, options }: Pick<Call, 'flags' | 'options'>): string {
  const specs = plan.entrants.map(({ spec }) => quoted(clean(spec)));
  const words = ['botpit', 'lab', plan.kind];
  if (plan.kind === 'compare') words.push(...specs.slice(0, 2));
  else words.push(...specs);
  words.push('--game', plan.game, '--matches', String(plan.matches));
  words.push(
    '--series',
    2 * plan.series === plan.matches ? 'all' : String(plan.series),
    '--seed',
    quoted(clean(plan.seed)),
  );
  words.push('--move-timeout', `${plan.moveTimeoutMs}ms`, '--start-timeout', `${plan.startTimeoutMs}ms`);
  if (plan.kind === 'tournament' && plan.slots.every(([pairing]) => pairing?.[0] === 0) && specs.length > 2)
    words.push('--gauntlet');
  if (plan.test !== null) {
    const { elo0, elo1, confidence } = plan.test;
    words.push('--elo0', String(elo0), '--elo1', String(elo1), '--confidence', String(confidence));
    if (specs.length > 2) words.push('--against', ...specs.slice(2));
  }
  const { config, profile } = flags;
  const { jobs, run, report, shard, queueFile } = options;
  const asGiven = { config, profile, jobs, run, report, shard, 'queue-file': queueFile };
  for (const [name, value] of Object.entries(asGiven)) {
    if (typeof value === 'string') words.push(`--${name}`, quoted(value));
  }
  const url = options.queue;
  if (typeof url === 'string') words.push('--queue', quoted(withoutPassword(url)));
  return words.join(' ');
}

/** The command that looks at a strategy again in the same way. */
export function reproduceExploit(
  spec: string,
  game: GameId,
  { flags, options }: Pick<Call, 'flags' | 'options'>,
): string {
  const words = ['botpit', 'lab', 'exploit', quoted(clean(spec)), '--game', game];
  const { config, profile } = flags;
  const { matches, seed, jobs, moveTimeout, startTimeout } = options;
  const asGiven = {
    config,
    profile,
    matches,
    seed,
    jobs,
    'move-timeout': moveTimeout,
    'start-timeout': startTimeout,
  };
  for (const [name, value] of Object.entries(asGiven)) {
    if (typeof value === 'string') words.push(`--${name}`, quoted(clean(value)));
  }
  return words.join(' ');
}

/** Commands are copied into files and chats. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}

/** As a POSIX shell wants it. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
