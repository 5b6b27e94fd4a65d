import { randomUUID } from 'node:crypto';
import { commitTo, DRAWS, drawAt } from '../fairness.js';
import { type AnyGame, gameOf, opponentOf, SIDES, type Side } from '../games/index.js';
import type { Clock, Timer } from '../lib/clock.js';
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
import { type ServerMessage, TAUNTS, type TauntId } from '../protocol/index.js';
import { settle } from '../wager.js';
import type { ArenaEventSink } from './arena-events.js';
import type { Chaos } from './chaos/chaos.js';
import type { Ledger } from './ledger.js';
import type { ArenaErrorCode, Player, Seat, SeatedMatch, Settled, Terms } from './seat.js';
import type { Disclose, Disclosure } from './seen-match.js';

/** What every table of an arena shares. */
export interface Floor {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly emit: ArenaEventSink;
  /** 64 hex digits, fresh for every match. */
  readonly newSeed: () => string;
  /** Instead of the game's own. */
  readonly turnTimeoutMs: number | undefined;
  /** The matches in progress. */
  readonly tables: Set<Table>;
  /** Absent: nothing goes wrong. */
  readonly faults?: Chaos | undefined;
  /** Absent: nobody watches. */
  readonly disclose?: Disclose | undefined;
}

/** One match: asks both sides, keeps the deadlines, tells the rounds, pays out. Refusals are named, never thrown. */
export class Table implements SeatedMatch {
  readonly id = randomUUID();
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

  constructor(floor: Floor, terms: Terms, first: Player, second: Player) {
    this.#floor = floor;
    this.terms = terms;
    this.#game = gameOf(terms.game);
    this.#timeoutMs = floor.turnTimeoutMs ?? this.#game.turnTimeoutMs;
    this.#shortened = floor.faults?.turnsOf(this.id);
    this.#seed = floor.newSeed();
    this.#seedHash = commitTo(this.#seed);
    this.#draws = drawsOf(this.#seed, this.id);
    // Who is side a is up to the seed, so that coming first gives no advantage in a game with uneven sides.
    const [a, b] = /[02468ace]$/.test(this.#seed) ? [first, second] : [second, first];
    this.#seats = { a: seatFor('a', a), b: seatFor('b', b) };
    this.#match = startMatch(this.#game, this.#draws);
    this.#seen = floor.disclose?.(this.id, terms, [a, b], this.#seedHash);
  }

  start(): void {
    const { a, b } = this.#seats;
    const { ledger, emit, tables } = this.#floor;
    tables.add(this);
    ledger.stake([a.player.id, b.player.id], this.terms.wagerLamports);
    emit({ event: 'match_started', matchId: this.id, ...this.terms, a: named(a.player), b: named(b.player) });
    for (const seat of [a, b]) {
      seat.player.sit(this);
      this.#introduce(seat, this.#seen?.introduced);
    }
    this.#ask();
  }

  /** Tells a player who comes back what it needs to go on: the match and, unless it has moved, its turn. */
  resume(player: Player): void {
    const seat = this.#seatOf(player);
    this.#introduce(seat);
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
    const message: ServerMessage = {
      type: 'taunt_received',
      match_id: this.id,
      agent_id: player.id,
      agent_name: player.name,
      taunt_id: tauntId,
      taunt_text: TAUNTS[tauntId],
    };
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
    const found: ServerMessage = {
      type: 'match_found',
      match_id: this.id,
      game_type: this.terms.game,
      opponent_id: opponent.id,
      opponent_name: opponent.name,
      wager_lamports: this.terms.wagerLamports,
      server_seed_hash: this.#seedHash,
      draws: DRAWS,
    };
    seat.player.send(found, settled);
    seat.player.send({ type: 'game_start', match_id: this.id, your_side: seat.side });
  }

  #ask(): void {
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
    seat.player.send({
      type: 'your_turn',
      match_id: this.id,
      round: this.#match.round,
      game_state: seat.view as Record<string, unknown>,
      timeout_ms: timeoutMs,
    });
  }

  readonly #timeUp = (): void => {
    const remainingMs = this.#deadline - this.#floor.clock.now();
    this.#timer = undefined;
    if (remainingMs > 0) this.#timer = this.#floor.clock.setTimeout(this.#timeUp, Math.ceil(remainingMs));
    else this.#endRound();
  };

  #endRound(): void {
    const { a, b } = this.#seats;
    const before = this.#match;
    const { match, round } = playRound(this.#game, before, a.played, b.played, this.#draws);
    this.#match = match;
    const timeoutMs = this.#deadline - this.#askedAt;
    const { score } = match;
    const ended = { game: this.#game, before, played: round, score, a: a.played, b: b.played, timeoutMs };
    const settled = this.#seen?.played(ended);
    for (const { player, side } of [a, b]) {
      const message: ServerMessage = {
        type: 'round_result',
        match_id: this.id,
        round: round.round,
        result: resultFor(this.#game, round, side) as object as Record<string, unknown>,
        score: [...score],
      };
      player.send(message, settled);
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

  #end({ winner, termination }: Ending): void {
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
    for (const { player, side } of [a, b]) {
      const message: ServerMessage = {
        type: 'game_over',
        match_id: this.id,
        winner: winnerId,
        final_score: [...score],
        server_seed: this.#seed,
        payout_lamports: !winner || winner === side ? payoutLamports : 0,
        fee_lamports: feeLamports,
        is_sandbox: sandbox,
      };
      player.send(message, settled);
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
  }

  #seatOf(player: Player): Seat {
    return this.#seats.a.player === player ? this.#seats.a : this.#seats.b;
  }

  #opponentOf(seat: Seat): Seat {
    return this.#seats[opponentOf(seat.side)];
  }
}

function seatFor(side: Side, player: Player): Seat {
  return { side, player, view: {}, played: null, tauntedRound: 0 };
}

function named({ id, name }: Player): { id: string; name: string } {
  return { id, name };
}

function isTaunt(id: string): id is TauntId {
  return Object.hasOwn(TAUNTS, id);
}

/** Apart, so that whoever still has the draws of a match does not have all of it. */
function drawsOf(seed: string, matchId: string): Draws {
  return (round, index) => drawAt(seed, matchId, round, index);
}
