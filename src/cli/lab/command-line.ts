import type { Flags, ValuesOf } from '../../config/index.js';
import type { GameId } from '../../games/index.js';
import type { RunPlan } from '../../lab/index.js';
import { formatDuration } from '../../lib/duration.js';
import { quoteSh } from '../../lib/quote.js';
import { clean } from '../../ui/index.js';
import type { LAB, LAB_EXPLOIT } from '../options.js';

/** The command that makes the same result, or goes on where the run stopped. */
export function reproduce(plan: RunPlan, flags: Flags, options: Partial<ValuesOf<typeof LAB>>): string {
  const specs = plan.entrants.map(({ spec }) => quoteSh(clean(spec)));
  const words = ['botpit', 'lab', plan.kind];
  if (plan.kind === 'compare') words.push(...specs.slice(0, 2));
  else words.push(...specs);
  words.push('--game', plan.game, '--matches', String(plan.matches));
  words.push(
    '--series',
    2 * plan.series === plan.matches ? 'all' : String(plan.series),
    '--seed',
    quoteSh(clean(plan.seed)),
  );
  words.push('--move-timeout', `${plan.moveTimeoutMs}ms`, '--start-timeout', `${plan.startTimeoutMs}ms`);
  if (plan.kind === 'tournament' && plan.slots.every(([pairing]) => pairing?.[0] === 0) && specs.length > 2)
    words.push('--gauntlet');
  if (plan.test !== null) {
    const { elo0, elo1, confidence } = plan.test;
    words.push('--elo0', String(elo0), '--elo1', String(elo1), '--confidence', String(confidence));
    if (specs.length > 2) words.push('--against', ...specs.slice(2));
  }
  const { jobs, run, report, shard, queueFile, queue } = options;
  words.push(...asGiven({ ...settingsIn(flags), jobs, run, report, shard, 'queue-file': queueFile }));
  if (queue) words.push('--queue', quoteSh(withoutPassword(queue)));
  return words.join(' ');
}

/** The command that looks at a strategy again in the same way. */
export function reproduceExploit(
  spec: string,
  game: GameId,
  flags: Flags,
  { matches, seed, jobs, moveTimeoutMs, startTimeoutMs }: ValuesOf<typeof LAB_EXPLOIT>,
): string {
  const words = ['botpit', 'lab', 'exploit', quoteSh(clean(spec)), '--game', game];
  const timeouts = {
    'move-timeout': moveTimeoutMs && formatDuration(moveTimeoutMs),
    'start-timeout': startTimeoutMs && formatDuration(startTimeoutMs),
  };
  return [...words, ...asGiven({ ...settingsIn(flags), matches, seed, jobs, ...timeouts })].join(' ');
}

/** Which settings there are does not show in a plan. */
function settingsIn({ config, profile }: Flags) {
  return { config, profile };
}

function asGiven(values: Readonly<Record<string, Flags[keyof Flags] | number | null | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`--${name}`, quoteSh(clean(String(value)))],
  );
}

/** Commands are copied into files and chats. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
