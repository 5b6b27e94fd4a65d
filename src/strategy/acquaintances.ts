import { putRecent } from '../lib/recent.js';
import type { Match, PastMatch, TauntEvent } from './contract.js';

/** Earlier matches that are kept of one opponent in one game. */
const KEPT = 100;
/** Opponents that are remembered. Both sides forget the same one: each sees the same meetings in the same order. */
const MOST_OPPONENTS = 200;

function keyOf({ game, opponent }: Match): string {
  return `${game} ${opponent.id}`;
}

/**
 * The host's side: what was said of an opponent once need not be said again, as the session keeps it. Saying it with
 * every match would cost more than the match.
 */
export class Introductions {
  readonly #known = new Map<string, true>();

  /** The match to be told, with the opponent's history at the first meeting only. */
  tell(match: Match): Match {
    const key = keyOf(match);
    const isKnown = this.#known.has(key);
    putRecent(this.#known, key, true, MOST_OPPONENTS);
    if (!isKnown) return match;
    return { ...match, opponent: { ...match.opponent, history: [] } } as Match;
  }

  /** The moment of a taunt, with nothing in it that the session has been told. */
  tellTaunt(event: TauntEvent): TauntEvent {
    return event.on === 'match_start' ? { on: event.on, match: this.tell(event.match) } : event;
  }

  /** A new session knows nobody. */
  forget(): void {
    this.#known.clear();
  }
}

/** The session's side: what it was told of each opponent, and what it has seen since, oldest first. */
export class Acquaintances {
  readonly #past = new Map<string, PastMatch[]>();

  meet(match: Match): Match {
    const key = keyOf(match);
    const history = this.#past.get(key) ?? [...match.opponent.history];
    putRecent(this.#past, key, history, MOST_OPPONENTS);
    return { ...match, opponent: { ...match.opponent, history } } as Match;
  }

  part(match: Match, past: PastMatch): void {
    const history = this.#past.get(keyOf(match));
    if (history && history.push(past) > KEPT) history.shift();
  }
}
