import type { MatchFoundMessage } from '../protocol/index.js';
import type { PastMatch } from '../strategy/index.js';
import { type MatchRecord, toRound } from './record.js';

/** Matches that are kept of one opponent in one game. */
const KEPT = 100;

/** What is known of opponents from earlier matches of the session. */
export class Dossiers {
  readonly #past = new Map<string, readonly PastMatch[]>();

  /** Oldest first. */
  of({ game_type, opponent_id }: MatchFoundMessage): readonly PastMatch[] {
    return this.#past.get(keyOf(game_type, opponent_id)) ?? [];
  }

  add({ matchId, game, opponentId, side, outcome, rounds }: MatchRecord): void {
    const past = { matchId, game, side, outcome, rounds: rounds.map(toRound) } as PastMatch;
    const key = keyOf(game, opponentId);
    this.#past.set(key, [...(this.#past.get(key) ?? []), past].slice(-KEPT));
  }
}

function keyOf(game: string, opponentId: string): string {
  return `${game} ${opponentId}`;
}
