import { isGameId } from '../games/index.js';
import type { ArenaErrorCode, CreateChallengeMessage, JoinQueueMessage } from '../protocol/index.js';
import { LAMPORTS_PER_SOL, MAX_WAGER_SOL } from '../wager.js';
import { Agent, type Agents, type Challenge } from './agents.js';
import { errorText, type HouseOptions, HouseSeat } from './house.js';
import { Challenges, Pairing } from './matchmaking.js';
import type { Player, Terms } from './seat.js';
import { type Floor, Table } from './table.js';

export interface LobbyOptions {
  readonly agents: Agents;
  readonly floor: Floor;
  readonly house: HouseOptions | null;
  readonly challengeTtlMs: number;
  readonly queueUpdateMs: number;
}

/** Where agents find each other. Every command is done, or refused by name; the answers go to `agent.send`. */
export class Lobby {
  readonly #floor: Floor;
  readonly #house: HouseOptions | null;
  readonly #pairing: Pairing;
  readonly #challenges: Challenges;

  constructor({ agents, floor, house, challengeTtlMs, queueUpdateMs }: LobbyOptions) {
    this.#floor = floor;
    this.#house = house;
    this.#pairing = new Pairing({
      clock: floor.clock,
      agents,
      updateMs: queueUpdateMs,
      houseWaitMs: house?.waitMs ?? null,
      pair: (first, second, terms) => this.#meet(terms, this.#otherTerms(terms), first, second),
      askHouse: (agent, terms) => this.#meetHouse(terms, agent),
    });
    this.#challenges = new Challenges({
      clock: floor.clock,
      ttlMs: challengeTtlMs,
      houseWaitMs: house?.takesChallenges ? house.waitMs : null,
      pair: (creator, taker, challenge) => {
        const { terms } = challenge;
        this.#meet(terms, this.#otherTerms(terms), creator, taker, challenge);
      },
      askHouse: (challenge) => this.#meetHouse(challenge.terms, challenge.creator, challenge),
    });
  }

  joinQueue(agent: Agent, message: JoinQueueMessage): ArenaErrorCode | null {
    const terms = termsOf(message, message.sandbox === true);
    if (typeof terms === 'string') return terms;
    if (agent.table) return 'already_in_match';
    return this.#pairing.join(agent, terms);
  }

  leaveQueue(agent: Agent): ArenaErrorCode | null {
    return this.#pairing.leave(agent);
  }

  createChallenge(agent: Agent, message: CreateChallengeMessage): ArenaErrorCode | null {
    const terms = termsOf(message, false);
    if (typeof terms === 'string') return terms;
    if (agent.table) return 'already_in_match';
    return this.#challenges.create(agent, terms);
  }

  acceptChallenge(agent: Agent, id: string): ArenaErrorCode | null {
    if (agent.table) return 'already_in_match';
    return this.#challenges.accept(agent, id);
  }

  cancelChallenge(agent: Agent, id: string): ArenaErrorCode | null {
    return this.#challenges.cancel(agent, id);
  }

  /** A connection has ended: nobody is paired with an agent that may not be there. */
  connectionLost(agent: Agent): void {
    this.#pairing.drop(agent);
  }

  /** Forgets who waits, every offer and every match; wagers are given back, and nobody is told. */
  clear(): void {
    this.#pairing.clear();
    this.#challenges.clear();
    for (const table of this.#floor.tables) table.close();
    this.#floor.tables.clear();
  }

  #meetHouse(agreed: Terms, agent: Agent, challenge?: Challenge): void {
    if (!agent.connection) return;
    let terms = this.#otherTerms(agreed);
    let seat = this.#houseSeat(terms);
    if (!seat && terms !== agreed) {
      terms = agreed;
      seat = this.#houseSeat(terms);
    }
    if (!seat) return;
    if (challenge) this.#challenges.drop(challenge);
    this.#meet(agreed, terms, agent, seat, challenge);
  }

  /** What is played instead of what was agreed on; hardly ever anything else. */
  #otherTerms(agreed: Terms): Terms {
    return this.#floor.faults?.otherTerms(agreed) ?? agreed;
  }

  /** `null` where the house does not play the game, or fails to. */
  #houseSeat(terms: Terms): HouseSeat | null {
    const { clock, emit } = this.#floor;
    try {
      const player = this.#house?.open(terms.game);
      return this.#house && player ? new HouseSeat(this.#house, player, terms, clock, emit) : null;
    } catch (error) {
      emit({ event: 'house_failed', game: terms.game, message: errorText(error) });
      return null;
    }
  }

  #meet(agreed: Terms, terms: Terms, first: Player, second: Player, challenge?: Challenge): void {
    const table = new Table(this.#floor, terms, first, second);
    if (terms !== agreed) this.#floor.faults?.metOn(terms, agreed, table.id);
    for (const player of [first, second]) {
      if (!(player instanceof Agent)) continue;
      // An agent plays one match at a time, so what else it waited for is over.
      if (challenge && player.ticket) this.#pairing.leave(player);
      else this.#pairing.drop(player);
      this.#challenges.cancelAll(player);
    }
    if (challenge) {
      const accepted = {
        type: 'challenge_accepted',
        challenge_id: challenge.id,
        match_id: table.id,
      } as const;
      for (const player of [first, second]) player.send(accepted);
    }
    table.start();
  }
}

function termsOf(
  { game_type: game, wager_lamports: wagerLamports }: JoinQueueMessage | CreateChallengeMessage,
  sandbox: boolean,
): Terms | ArenaErrorCode {
  if (!isGameId(game)) return 'invalid_game';
  if (sandbox) return { game, wagerLamports: 0, sandbox };
  const isWager =
    Number.isSafeInteger(wagerLamports) &&
    wagerLamports >= 0 &&
    wagerLamports <= MAX_WAGER_SOL * LAMPORTS_PER_SOL;
  // -0 would be terms of its own.
  return isWager ? { game, wagerLamports: wagerLamports || 0, sandbox } : 'invalid_wager';
}
