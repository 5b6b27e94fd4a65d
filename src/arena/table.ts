import { randomUUID } from 'node:crypto';
import { commitTo, drawAt } from '../fairness.js';
import { type AnyGame, gameOf, opponentOf, SIDES, type Side } from '../games/index.js';
import type { Timer } from '../lib/clock.js';
import {
  type Draws,
  type Ending,
  type MatchState,
  playRound,
  resignMatch,
  resultFor,
  startMatch,
  viewFor,
} from '../match/index.js';
import { settle } from '../wager.js';
import type { Floor } from './floor.js';
import { gameOver, isTaunt, matchFound, roundResult, tauntReceived, yourTurn } from './match-messages.js';
import {
  type ArenaErrorCode,
  type Arranged,
  isFirstSideA,
  named,
  type Player,
  type Seat,
  type SeatedMatch,
  type Settled,
  seatFor,
  type Terms,
} from './seat.js';
import type { Disclosure } from './seen-match.js';

/** One match: asks both sides, keeps the deadlines, tells the rounds, pays out. Refusals are named, never thrown. */
export class Table implements SeatedMatch {
  readonly id: string;
  readonly terms: Terms;
  readonly #floor: Floor;
  readonly #game: AnyGame;
  readonly #seed: string;
  readonly #seedHash: string;
  readonly #draws: Draws;
  readonly #seats: Readonly<Record<Side, Seat>>;
  readonly #timeoutMs: number;
  readonly #shortened: ((timeoutMs: number) => number) | undefined;
  readonly #seen: Disclosure | undefined;
  #match: MatchState;
  #askedAt = 0;
  #deadline = 0;
  /** Stays armed from turn to turn; when it fires before a later deadline, it is armed again for the rest. */
  #timer: Timer | undefined;
  readonly #arranged: Arranged | undefined;
  /** Where the match was cut off by the end of the arena: who has not come back, and whether that is waited for. */
  readonly #missing = new Set<Player>();
  #isCutOff = false;
  /** To be given with the word to a side that the match goes on. */
  #reintroduced: Settled | undefined;

  constructor(floor: Floor, terms: Terms, first: Player, second: Player, arranged?: Arranged) {
    this.#floor = floor;
    this.terms = terms;
    this.#arranged = arranged;
    this.id = arranged?.id ?? randomUUID();
    this.#game = gameOf(terms.game);
    this.#timeoutMs = floor.turnTimeoutMs ?? this.#game.turnTimeoutMs;
    this.#shortened = floor.faults?.turnsOf(this.id);
    this.#seed = arranged?.seed ?? floor.newSeed();
    this.#seedHash = commitTo(this.#seed);
    this.#draws = drawsOf(this.#seed, this.id);
    const [a, b] = isFirstSideA(this.#seed) ? [first, second] : [second, first];
    this.#seats = { a: seatFor('a', a), b: seatFor('b', b) };
    this.#match = startMatch(this.#game, this.#draws);
    this.#seen = floor.disclose?.(this.id, terms, [a, b], this.#seedHash);
  }

  start(): void {
    const { a, b } = this.#seats;
    const { ledger, emit, tables } = this.#floor;
    tables.add(this);
    ledger.stake([a.player.id, b.player.id], this.terms.wagerLamports);
    if (this.#arranged?.rounds) {
      this.#restore(this.#arranged.rounds);
      return;
    }
    emit({ event: 'match_started', matchId: this.id, ...this.terms, a: named(a.player), b: named(b.player) });
    for (const seat of [a, b]) {
      seat.player.sit(this);
      this.#introduce(seat, this.#seen?.introduced);
    }
    this.#ask();
  }

  /** Plays what was played before the arena was started again; then both sides have to come back. */
  #restore(rounds: NonNullable<Arranged['rounds']>): void {
    let told: Settled | undefined;
    for (const { a, b } of rounds) {
      told?.(true);
      told?.(true);
      told = this.#play(a, b, this.#timeoutMs).settled;
    }
    const { a, b } = this.#seats;
    for (const { player } of [a, b]) {
      player.sit(this);
      this.#missing.add(player);
    }
    // Whether both were told the last round is not known; they know it when they are back.
    this.#reintroduced = (isTold) => {
      this.#seen?.introduced(isTold);
      told?.(isTold);
    };
    if (this.#match.ended) this.#end(this.#match.ended);
    else this.#isCutOff = true;
  }

  /** A match that was cut off waits no longer for both sides to come back. */
  goOn(): void {
    if (this.#isCutOff) this.#ask();
  }

  /** Tells a player who comes back what it needs to go on: the match and, unless it has moved, its turn. */
  resume(player: Player): void {
    const seat = this.#seatOf(player);
    this.#introduce(seat, this.#missing.delete(player) ? this.#reintroduced : undefined);
    if (this.#isCutOff) {
      if (this.#missing.size === 0) this.goOn();
      return;
    }
    const remainingMs = Math.floor(this.#deadline - this.#floor.clock.now());
    if (!seat.played && remainingMs > 0) this.#sendTurn(seat, remainingMs);
  }

  /** An illegal move leaves the turn open until its deadline. */
  move(player: Player, raw: unknown): ArenaErrorCode | null {
    const seat = this.#seatOf(player);
    const now = this.#floor.clock.now();
    if (this.#match.ended || seat.played || now >= this.#deadline) return 'not_your_turn';
    const move = this.#game.parseMove(raw, seat.view);
    if (!move) return 'invalid_move';
    seat.played = { move, elapsedMs: Math.floor(now - this.#askedAt) };
    const opponent = this.#opponentOf(seat);
    opponent.player.send({
      type: 'opponent_moved',
      match_id: this.id,
      round: this.#match.round,
      move_data: null,
    });
    if (opponent.played) this.#endRound();
    return null;
  }

  resign(player: Player): ArenaErrorCode | null {
    // Only one ending pays out.
    if (this.#match.ended) return 'match_not_found';
    this.#match = resignMatch(this.#match, this.#seatOf(player).side);
    if (this.#match.ended) this.#end(this.#match.ended);
    return null;
  }

  taunt(player: Player, tauntId: string): ArenaErrorCode | null {
    if (!isTaunt(tauntId)) return 'invalid_taunt';
    const seat = this.#seatOf(player);
    if (seat.tauntedRound === this.#match.round) return 'taunt_limit';
    seat.tauntedRound = this.#match.round;
    const message = tauntReceived(this.id, player, tauntId);
    this.#opponentOf(seat).player.send(message, this.#seen?.taunted(seat.side, tauntId));
    return null;
  }

  /** Ends the match without a result: both wagers are given back, nothing fires any more and nobody is told. */
  close(): void {
    const { a, b } = this.#seats;
    this.#floor.clock.clearTimeout(this.#timer);
    this.#floor.ledger.refund([a.player.id, b.player.id], this.terms.wagerLamports);
    for (const { player } of [a, b]) player.rise();
    this.#seen?.forgotten();
  }

  #introduce(seat: Seat, settled?: Settled): void {
    const opponent = this.#opponentOf(seat).player;
    const found = matchFound(this.id, this.terms, opponent, this.#seedHash);
    seat.player.send(found, settled);
    seat.player.send({ type: 'game_start', match_id: this.id, your_side: seat.side });
  }

  #ask(): void {
    this.#isCutOff = false;
    const timeoutMs = this.#nextTimeoutMs();
    this.#askedAt = this.#floor.clock.now();
    this.#deadline = this.#askedAt + timeoutMs;
    this.#timer ??= this.#floor.clock.setTimeout(this.#timeUp, timeoutMs);
    for (const side of SIDES) {
      const seat = this.#seats[side];
      seat.played = null;
      seat.view = viewFor(this.#game, this.#match, side);
    }
    for (const side of SIDES) this.#sendTurn(this.#seats[side], timeoutMs);
  }

  #nextTimeoutMs(): number {
    if (!this.#shortened) return this.#timeoutMs;
    // The timer may be armed for later than the end of a shorter turn.
    this.#floor.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#shortened(this.#timeoutMs);
  }

  #sendTurn(seat: Seat, timeoutMs: number): void {
    seat.player.send(yourTurn(this.id, this.#match.round, seat.view, timeoutMs));
  }

  readonly #timeUp = (): void => {
    const remainingMs = this.#deadline - this.#floor.clock.now();
    this.#timer = undefined;
    if (remainingMs > 0) this.#timer = this.#floor.clock.setTimeout(this.#timeUp, Math.ceil(remainingMs));
    else this.#endRound();
  };

  #play(a: Seat['played'], b: Seat['played'], timeoutMs: number) {
    const before = this.#match;
    const { match, round } = playRound(this.#game, before, a, b, this.#draws);
    this.#match = match;
    const { score } = match;
    const settled = this.#seen?.played({ game: this.#game, before, played: round, score, a, b, timeoutMs });
    return { match, round, score, settled };
  }

  #endRound(): void {
    const { a, b } = this.#seats;
    if (this.#arranged && !this.#arranged.keepRound(a.played, b.played)) return;
    const { match, round, score, settled } = this.#play(a.played, b.played, this.#deadline - this.#askedAt);
    for (const { player, side } of [a, b]) {
      player.send(roundResult(this.id, round.round, resultFor(this.#game, round, side), score), settled);
    }
    const { winner } = round.resolved;
    this.#floor.emit({
      event: 'round_ended',
      matchId: this.id,
      game: this.terms.game,
      round: round.round,
      winner: winner && this.#seats[winner].player.id,
      score: match.score,
    });
    if (match.ended) this.#end(match.ended);
    else this.#ask();
  }

  #end(ending: Ending): void {
    if (this.#arranged && !this.#arranged.keepEnd(ending, this.#match.score)) return;
    const { winner, termination } = ending;
    const { clock, ledger, emit, tables } = this.#floor;
    const { a, b } = this.#seats;
    const { game, sandbox, wagerLamports } = this.terms;
    tables.delete(this);
    clock.clearTimeout(this.#timer);
    const winnerId = winner && this.#seats[winner].player.id;
    if (winnerId) ledger.payWinner(winnerId, wagerLamports);
    else ledger.refund([a.player.id, b.player.id], wagerLamports);
    const { payoutLamports, feeLamports } = winner
      ? settle(wagerLamports)
      : { payoutLamports: wagerLamports, feeLamports: 0 };
    const { score } = this.#match;
    const told = { winner, score, termination, payoutLamports, feeLamports, serverSeed: this.#seed };
    const settled = this.#seen?.ended(told);
    const over = { matchId: this.id, winner: winnerId, score, serverSeed: this.#seed, feeLamports, sandbox };
    for (const { player, side } of [a, b]) {
      player.send(gameOver(over, !winner || winner === side ? payoutLamports : 0), settled);
      player.rise();
    }
    emit({
      event: 'match_ended',
      matchId: this.id,
      game,
      winner: winnerId,
      score,
      termination,
      payoutLamports,
      feeLamports,
    });
    this.#arranged?.ended();
  }

  #seatOf(player: Player): Seat {
    return this.#seats.a.player === player ? this.#seats.a : this.#seats.b;
  }

  #opponentOf(seat: Seat): Seat {
    return this.#seats[opponentOf(seat.side)];
  }
}

/** Apart, so that whoever still has the draws of a match does not have all of it. */
function drawsOf(seed: string, matchId: string): Draws {
  return (round, index) => drawAt(seed, matchId, round, index);
}
