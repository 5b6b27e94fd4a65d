import type { MatchFoundMessage } from '../protocol/index.js';
import type { PastMatch } from '../strategy/index.js';
import { toRound } from './match-player.js';
import type { MatchRecord } from './record.js';

/** Matches that are kept of one opponent in one game. */
const KEPT = 100;

type Encounter = Pick<MatchFoundMessage, 'opponent_id' | 'game_type'>;

/** What is known of opponents from earlier matches of the session. */
export class Dossiers {
  readonly #past = new Map<string, readonly PastMatch[]>();

  /** Oldest first. */
  of(encounter: Encounter): readonly PastMatch[] {
    return this.#past.get(keyOf(encounter)) ?? [];
  }

  add(encounter: Encounter, record: MatchRecord): void {
    const { matchId, game, side, outcome, rounds } = record;
    const past = { matchId, game, side, outcome, rounds: rounds.map(toRound) } as PastMatch;
    this.#past.set(keyOf(encounter), [...this.of(encounter), past].slice(-KEPT));
  }
}

function keyOf({ game_type, opponent_id }: Encounter): string {
  return `${game_type} ${opponent_id}`;
}
