import { BotpitError } from '../errors.js';
import { type Archive, LOCAL_ARENA, type MatchRecord } from '../history/index.js';
import type { MatchFoundMessage } from '../protocol/index.js';
import { ByOpponent, KEPT_MATCHES, type PastMatch } from '../strategy/index.js';
import { toRound } from './record.js';

/** What is known of opponents, from the records and from the session's own matches. */
export class Dossiers {
  readonly #archive: Archive;
  readonly #arena: string;
  readonly #past = new ByOpponent<readonly PastMatch[]>();

  /** @param arena that of the session: elsewhere the same id may be another's */
  constructor(archive: Archive, arena: string) {
    this.#archive = archive;
    this.#arena = arena;
  }

  /** Oldest first. */
  of({ game_type: game, opponent_id: opponentId }: MatchFoundMessage): readonly PastMatch[] {
    const past = this.#past.get(game, opponentId) ?? this.#recorded(game, opponentId);
    this.#past.put(game, opponentId, past);
    return past;
  }

  /** A match that is found is played, whatever has become of the records. */
  #recorded(game: string, opponentId: string): readonly PastMatch[] {
    // Every local arena is a world of its own, and a seeded session in it is to repeat.
    if (this.#arena === LOCAL_ARENA) return [];
    try {
      const recorded = this.#archive.encounters({ arena: this.#arena, game, opponentId }, KEPT_MATCHES);
      return recorded.map((match) => ({ ...match, rounds: match.rounds.map(toRound) }) as PastMatch);
    } catch (error) {
      if (error instanceof BotpitError) return [];
      throw error;
    }
  }

  add({ matchId, game, opponentId, side, outcome, rounds }: MatchRecord): void {
    const past = { matchId, game, side, outcome, rounds: rounds.map(toRound) } as PastMatch;
    const before = this.#past.get(game, opponentId) ?? [];
    this.#past.put(game, opponentId, [...before, past].slice(-KEPT_MATCHES));
  }
}
