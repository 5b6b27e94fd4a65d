import { createHmac, randomBytes } from 'node:crypto';
import { BotpitError } from '../../errors.js';
import type { GameId } from '../../games/index.js';
import { counted } from '../../lib/wording.js';
import { uuidOf } from '../agents.js';
import type { Named, TournamentKind } from '../arena-events.js';

/** What is played: the same from the first match to the last. */
export interface Plan {
  readonly kind: TournamentKind;
  readonly games: readonly GameId[];
  /** Of each pairing; the games take turns. */
  readonly matches: number;
  readonly rounds: number;
  readonly agents: readonly Named[];
}

/** A match of a plan: the round, the pairing in it (from 0) and the match of the pairing, the others from 1. */
export type MatchPlace = readonly [round: number, pairing: number, match: number];

interface PlanRequest {
  readonly kind: TournamentKind;
  readonly games: readonly GameId[];
  readonly matches: number;
  /** Of a Swiss tournament; default as many as it takes to find one winner among so many. */
  readonly rounds?: number | undefined;
}

export interface TournamentOptions extends PlanRequest {
  /** A folder of its own, where it is kept. One that is there already goes on. */
  readonly folder: string;
  /** An agent that is not there for its next match loses it after this time. Default two minutes. */
  readonly forfeitAfterMs?: number | undefined;
  /** The first match begins when everybody waits, or so long after the first one has come. Default ten minutes. */
  readonly beginWithinMs?: number | undefined;
  /** It cannot be kept any more: nothing is played from then on. */
  readonly onFailure?: ((error: Error) => void) | undefined;
}

/** @throws BotpitError `usage` for what cannot be a tournament */
export function planFor({ kind, games, matches, rounds }: PlanRequest, agents: readonly Named[]): Plan {
  const count = agents.length;
  if (count < 2) {
    throw new BotpitError(
      'usage',
      `a tournament needs two agents, and ${counted(count, 'key')} may come in`,
      {
        hint: 'Give a file with one key per line: --keys arena.keys.',
      },
    );
  }
  const most = count - 1 + (count % 2);
  if (kind === 'round-robin' && rounds !== undefined) {
    throw new BotpitError('usage', 'a round-robin tournament has as many rounds as it takes', {
      hint: `Leave --rounds out, or play --tournament swiss. ${count} agents meet in ${most} rounds.`,
    });
  }
  const wanted = kind === 'round-robin' ? most : (rounds ?? Math.ceil(Math.log2(count)));
  if (wanted > most) {
    const what = `${count} agents cannot play ${counted(wanted, 'round')} without meeting again`;
    throw new BotpitError('usage', what, { hint: `Ask for ${most} rounds at most.` });
  }
  return {
    kind,
    games: [...games],
    matches,
    rounds: wanted,
    agents: agents.map(({ id, name }) => ({ id, name })),
  };
}

/** In what `wanted` differs from the plan that there is, for a person; null where it does not. */
export function differenceOf(wanted: Plan, found: Plan): string | null {
  const facts: readonly (readonly [string, (plan: Plan) => string])[] = [
    ['it is', ({ kind }) => kind],
    ['its games are', ({ games }) => games.join(', ')],
    ['its pairings have', ({ matches }) => counted(matches, 'match', 'matches')],
    ['it has', ({ rounds }) => counted(rounds, 'round')],
    ['it has', ({ agents }) => counted(agents.length, 'agent')],
  ];
  for (const [what, of] of facts) {
    if (of(wanted) !== of(found)) return `${what} ${of(found)}, not ${of(wanted)}`;
  }
  const other = wanted.agents.findIndex(
    ({ id, name }, i) => id !== found.agents[i]?.id || name !== found.agents[i]?.name,
  );
  return other === -1 ? null : `its agents are others: number ${other + 1} is ${found.agents[other]?.name}`;
}

/**
 * What all matches of a tournament draw their luck from. Each has a seed of its own, of which the others tell nothing; so a
 * match that was cut off goes on with the draws that it had.
 */
export class Secret {
  readonly text: string;

  /** @param text of a tournament that goes on; default a fresh one */
  constructor(text = randomBytes(32).toString('hex')) {
    this.text = text;
  }

  matchId(place: MatchPlace): string {
    return uuidOf(this.#of(`match ${place.join(' ')}`));
  }

  seed(place: MatchPlace): string {
    return this.#of(`seed ${place.join(' ')}`).toString('hex');
  }

  /** For the choice among equal pairings of a round. */
  lots(round: number): string {
    return this.#of(`lots ${round}`).toString('hex');
  }

  #of(what: string): Buffer {
    return createHmac('sha256', this.text).update(what).digest();
  }
}
