import { BotpitError } from '../errors.js';
import { type Archive, LOCAL_ARENA, type MatchRecord } from '../history/index.js';
import { putRecent } from '../lib/recent.js';
import type { MatchFoundMessage } from '../protocol/index.js';
import type { PastMatch } from '../strategy/index.js';
import { toRound } from './record.js';

/** Matches that are kept of one opponent in one game. */
const KEPT = 100;
/** Opponents that are kept in memory; an arena may name a new one for every match. */
const MOST_OPPONENTS = 200;

/** What is known of opponents, from the records and from the session's own matches. */
export class Dossiers {
  readonly #archive: Archive;
  readonly #arena: string;
  readonly #past = new Map<string, readonly PastMatch[]>();

  /** @param arena that of the session: elsewhere the same id may be another's */
  constructor(archive: Archive, arena: string) {
    this.#archive = archive;
    this.#arena = arena;
  }

  /** Oldest first. */
  of({ game_type: game, opponent_id: opponentId }: MatchFoundMessage): readonly PastMatch[] {
    const key = keyOf(game, opponentId);
    let past = this.#past.get(key);
    past ??= this.#recorded(game, opponentId);
    putRecent(this.#past, key, past, MOST_OPPONENTS);
    return past;
  }

  /** A match that is found is played, whatever has become of the records. */
  #recorded(game: string, opponentId: string): readonly PastMatch[] {
    // Every local arena is a world of its own, and a seeded session in it is to repeat.
    if (this.#arena === LOCAL_ARENA) return [];
    try {
      const recorded = this.#archive.encounters({ arena: this.#arena, game, opponentId }, KEPT);
      return recorded.map((match) => ({ ...match, rounds: match.rounds.map(toRound) }) as PastMatch);
    } catch (error) {
      if (error instanceof BotpitError) return [];
      throw error;
    }
  }

  add({ matchId, game, opponentId, side, outcome, rounds }: MatchRecord): void {
    const past = { matchId, game, side, outcome, rounds: rounds.map(toRound) } as PastMatch;
    const key = keyOf(game, opponentId);
    putRecent(this.#past, key, [...(this.#past.get(key) ?? []), past].slice(-KEPT), MOST_OPPONENTS);
  }
}

function keyOf(game: string, opponentId: string): string {
  return `${game} ${opponentId}`;
}
