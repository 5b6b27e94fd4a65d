import type { AnyMatch, AnyPastMatch, AnyTauntEvent } from './contract.js';

/** Earlier matches that a strategy is told of, of one opponent in one game. */
export const KEPT_MATCHES = 100;
/** Opponents that are remembered; an arena may name a new one for every match. */
const MOST_OPPONENTS = 200;

/** Something for each opponent in each game. The one that was put in the longest ago goes where there are too many. */
export class ByOpponent<Value> {
  readonly #values = new Map<string, Value>();

  get(game: string, opponentId: string): Value | undefined {
    return this.#values.get(`${game} ${opponentId}`);
  }

  put(game: string, opponentId: string, value: Value): void {
    const key = `${game} ${opponentId}`;
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= MOST_OPPONENTS) return;
    const [oldest] = this.#values.keys();
    if (oldest !== undefined) this.#values.delete(oldest);
  }

  clear(): void {
    this.#values.clear();
  }
}

// Both sides of an isolation remember the same opponents: each sees the same meetings in the same order.

/**
 * The host's side: the history with an opponent that was sent once need not be sent again, as the session keeps it. Sending it
 * with every match would cost more than the match.
 */
export class HistorySent {
  readonly #known = new ByOpponent<true>();

  /** The match to be told, with the opponent's history at the first meeting only. */
  tell(match: AnyMatch): AnyMatch {
    const { game, opponent } = match;
    const isKnown = this.#known.get(game, opponent.id);
    this.#known.put(game, opponent.id, true);
    return isKnown ? { ...match, opponent: { ...opponent, history: [] } } : match;
  }

  /** The moment of a taunt, with nothing in it that the session has been told. */
  tellTaunt(event: AnyTauntEvent): AnyTauntEvent {
    return event.on === 'match_start' ? { on: event.on, match: this.tell(event.match) } : event;
  }

  /** A new session knows nobody. */
  forget(): void {
    this.#known.clear();
  }
}

/** The session's side: what it was told of each opponent, and what it has seen since, oldest first. */
export class HistoryKept {
  readonly #past = new ByOpponent<AnyPastMatch[]>();

  meet(match: AnyMatch): AnyMatch {
    const { game, opponent } = match;
    const history = this.#past.get(game, opponent.id) ?? [...opponent.history];
    this.#past.put(game, opponent.id, history);
    return { ...match, opponent: { ...opponent, history } };
  }

  part({ game, opponent }: AnyMatch, past: AnyPastMatch): void {
    const history = this.#past.get(game, opponent.id);
    if (history && history.push(past) > KEPT_MATCHES) history.shift();
  }
}
