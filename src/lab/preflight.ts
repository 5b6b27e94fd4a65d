import { BotpitError } from '../errors.js';
import { type Executor, resultIn } from './executor.js';
import { preflightTasks, type RunPlan, taskOf } from './plan.js';
import { forfeitsIn } from './tally.js';
import type { TaskResult } from './task.js';

/**
 * Plays a match and its mirror with each entrant before a run: whoever forfeits both gives no moves of its own, and the run
 * would prove nothing.
 * @throws BotpitError `lab/did-not-play`
 */
export async function preflight(plan: RunPlan, executor: Executor, signal: AbortSignal): Promise<void> {
  const left = preflightTasks(plan);
  const results: TaskResult[] = [];
  await executor.run({
    plan,
    next: () => (signal.aborted ? undefined : left.shift()),
    done: (told) => results.push(typeof told === 'string' ? resultIn(told) : told),
    signal,
    stop: signal,
  });
  if (signal.aborted) return;
  const played = plan.entrants.map(() => ({ matches: 0, forfeits: 0, first: '' }));
  for (const { task, tallies } of results) {
    const { slot, matches } = taskOf(plan, task);
    for (const [index, pairing] of (plan.slots[slot] ?? []).entries()) {
      for (const [seat, place] of pairing.entries()) {
        const conduct = tallies[index]?.conduct[seat === 0 ? 0 : 1];
        const of = played[place];
        if (!conduct || !of) continue;
        of.matches += matches;
        of.forfeits += forfeitsIn(conduct.faults);
        of.first ||= conduct.firstFault ?? '';
      }
    }
  }
  for (const [place, { matches, forfeits, first }] of played.entries()) {
    if (matches === 0 || forfeits < matches) continue;
    throw new BotpitError('lab/did-not-play', `${plan.entrants[place]?.name} did not play: ${first}`, {
      hint: 'A trial match before the run has shown it. `botpit check` tells more.',
    });
  }
}
