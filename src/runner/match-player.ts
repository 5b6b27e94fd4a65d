import { openCommitment } from '../fairness.js';
import { type AnyGame, gameOf, isGameId, type Side } from '../games/index.js';
import type { MatchRecord, RoundRecord, TauntRecord } from '../history/index.js';
import type { Clock } from '../lib/clock.js';
import {
  type GameStartMessage,
  type HeardGameOver,
  type HeardRoundResult,
  type MatchFoundMessage,
  UNSTATED_TURN_MS,
  type YourTurnMessage,
} from '../protocol/index.js';
import { settlementOf } from '../settlement.js';
import type { Decider, Match, PastMatch, Round, StrategyHost } from '../strategy/index.js';
import type { Lamports } from '../wager.js';
import { Alarm } from './alarm.js';
import type { Conduct } from './conduct.js';
import { type Ending, unsettled } from './ending.js';
import type { EventSink } from './events.js';
import { toRound } from './record.js';
import { RoundLog } from './round-log.js';
import { matchOutcome, type OwnScore, roundOutcome, type ScoreReader, turnedRound } from './score.js';
import { type Decided, OpenTurn } from './turn.js';

/** What the matches of a session need of it; made once, as the first turn of a match is waiting already. */
export interface MatchContext {
  readonly host: StrategyHost;
  readonly decider: Decider;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly scores: ScoreReader;
  readonly conduct: Conduct;
  /** Whether play was asked to be practice. */
  readonly sandbox: boolean;
  /** A number for the connection at hand; changes with every reconnect. */
  connection(): number;
  agentId(): string;
  /** Measured round-trip time, 0 before the first measurement. */
  rttMs(): number;
  sendMove(matchId: string, moveData: unknown): void;
}

/** What is left for the move's way to the arena, beside twice the measured round trip. */
const OVERHEAD_MS = 50;
/** How long a turn waits for the start of its match. */
const HOLD_MS = 1_000;
/** Whatever an arena claims, a turn lasts no longer: a strategy that hangs would hold the match for as long. */
const MOST_TURN_MS = 600_000;

/** More than two a round no arena lets through. */
const MOST_TAUNTS = 1_000;

/** One match from `match_found` to `game_over`: asks the strategy, answers the turns, keeps the record. */
export class MatchPlayer {
  #found: MatchFoundMessage;
  readonly #context: MatchContext;
  readonly #history: readonly PastMatch[];
  /** Epoch milliseconds, and by `now` of the clock. */
  readonly #startedAt: number;
  readonly #startMs: number;
  readonly #game: AnyGame | null;
  readonly #rounds: RoundLog;
  readonly #taunts: TauntRecord[] = [];
  readonly #holding: Alarm;
  /** A turn that came before its match, and when by `now` of the clock. */
  #held: { readonly message: YourTurnMessage; readonly at: number } | null = null;
  /** The strategy knows of the match. */
  #isTold = false;
  #side: Side | null = null;
  #turn: OpenTurn | null = null;
  #score: OwnScore = [0, 0];
  #longestTurnMs = UNSTATED_TURN_MS;
  /** By `now` of the clock. */
  #progressAt: number;
  /** A turn that is too long has been told of. */
  #isToldTooLong = false;
  #fallbacks = 0;
  #timeouts = 0;

  /** @param history earlier matches against the same opponent in the same game, oldest first */
  constructor(found: MatchFoundMessage, context: MatchContext, history: readonly PastMatch[]) {
    this.#found = found;
    this.#context = context;
    this.#history = history;
    this.#holding = new Alarm(context.clock);
    this.#startedAt = context.clock.epochMs();
    this.#startMs = context.clock.now();
    this.#progressAt = this.#startMs;
    this.#game = isGameId(found.game_type) ? gameOf(found.game_type) : null;
    this.#rounds = new RoundLog(found.game_type);
  }

  get found(): MatchFoundMessage {
    return this.#found;
  }

  get id(): string {
    return this.found.match_id;
  }

  /** See `Watched`, as the two that follow. */
  get longestTurnMs(): number {
    return this.#longestTurnMs;
  }

  get progressAt(): number {
    return this.#progressAt;
  }

  get thinksUntil(): number | null {
    return this.#turn?.decision === null ? this.#turn.deadlineAt : null;
  }

  /** The arena has put more at stake: that is what can be lost now. */
  raise(wagerLamports: Lamports): void {
    this.#found = { ...this.#found, wager_lamports: wagerLamports };
  }

  /** @returns the match as the strategy sees it, or null where it was under way before or is none of its games */
  start(message: GameStartMessage): Match | null {
    const resumed = this.#side !== null;
    this.#side = message.your_side;
    this.#context.emit({
      event: 'match_start',
      matchId: this.id,
      game: this.found.game_type,
      opponentId: this.found.opponent_id,
      opponentName: this.found.opponent_name,
      side: message.your_side,
      wagerLamports: this.found.wager_lamports,
      sandbox: this.#context.sandbox,
      serverSeedHash: this.found.server_seed_hash,
      resumed,
    });
    const match = resumed ? null : this.#tellStart(message.your_side);
    this.#takeHeld();
    return match;
  }

  /** @returns null where the strategy has been told before, or does not play this game */
  #tellStart(side: Side): Match | null {
    if (this.#isTold || !this.#playable()) return null;
    this.#isTold = true;
    const match = this.#match(side);
    this.#context.host.matchStart(match);
    return match;
  }

  /** A turn that has overtaken the start of its match waits for it a moment: a strategy is told of a match first. */
  #hold(message: YourTurnMessage): void {
    this.#held = { message, at: this.#context.clock.now() };
    this.#holding.set(Math.min(HOLD_MS, message.timeout_ms / 4), () => {
      this.#tellStart('a');
      this.#takeHeld();
    });
  }

  #takeHeld(): void {
    const held = this.#held;
    this.#held = null;
    this.#holding.clear();
    if (held) this.#ask(held.message, this.#context.clock.now() - held.at);
  }

  /** Answers a turn. A turn asked again on the same connection is not answered twice. */
  turn(message: YourTurnMessage) {
    const open = this.#turn;
    const connection = this.#context.connection();
    // One that was given up as too late has time again where the arena asks once more.
    if (open?.round === message.round && !(open.isGivenUp && open.askedOn !== connection)) {
      open.askedOn = connection;
      if (open.sentOn !== connection) this.#send(open);
      return;
    }
    if (this.#side === null && !this.#isTold) this.#hold(message);
    else this.#ask(message, 0);
  }

  /** @param heldMs how long ago it came */
  #ask(message: YourTurnMessage, heldMs: number) {
    if (!this.#rounds.order.asked(message.round)) return;
    const { emit, decider, clock, rttMs } = this.#context;
    const timeoutMs = Math.min(message.timeout_ms || UNSTATED_TURN_MS, MOST_TURN_MS);
    const leftMs = Math.max(0, timeoutMs - heldMs);
    const now = clock.now();
    const turn = new OpenTurn(
      message.round,
      message.game_state,
      timeoutMs,
      clock.epochMs() - heldMs,
      now + leftMs,
    );
    if (this.#rounds.order.isKept(turn.round)) this.#progressAt = now;
    turn.askedOn = this.#context.connection();
    this.#turnOver();
    this.#turn = turn;
    if (timeoutMs > this.#longestTurnMs) this.#longestTurnMs = timeoutMs;
    const { round, state } = turn;
    emit({ event: 'turn', matchId: this.id, game: this.found.game_type, round, timeoutMs, state });
    if (message.timeout_ms > MOST_TURN_MS) this.#tellTooLong(round);
    const game = this.#game;
    if (!game) return;
    const score = { mine: this.#score[0], theirs: this.#score[1] };
    const overheadMs = OVERHEAD_MS + 2 * rttMs();
    const question = { matchId: this.id, round, state, score, timeoutMs: leftMs };
    decider.decide(game, question, overheadMs, (decision) => {
      this.#decided(turn, game, decision);
    });
  }

  #tellTooLong(round: number): void {
    if (this.#isToldTooLong) return;
    this.#isToldTooLong = true;
    const minutes = MOST_TURN_MS / 60_000;
    const message = `The arena claims that this turn lasts longer than ${minutes} minutes; it is taken to last ${minutes}.`;
    this.#context.emit({ event: 'warning', ...this.#place(round), code: 'turn_too_long', message });
  }

  /** The arena refused the move that is out: the next dialect, then the fallback, while the time lasts. */
  moveRefused(message: string) {
    const turn = this.#turn;
    const text = `The arena refused ${JSON.stringify(turn?.moveData ?? null)}: ${message}`;
    this.#context.emit({
      event: 'warning',
      ...this.#place(turn?.round),
      code: 'move_refused',
      message: text,
    });
    const game = this.#game;
    if (!turn?.decision || !game || this.#context.clock.now() >= turn.deadlineAt) return;
    if (turn.refuse(game)) return this.#send(turn);
    if (turn.decision.reason === 'refused') return;
    const move = game.fallbackMove(turn.state);
    this.#decided(turn, game, { move, raw: false, source: 'fallback', reason: 'refused', decideMs: 0 });
  }

  /** @returns the round, or null where it had been told before or is not kept */
  roundEnded(message: HeardRoundResult): Round | null {
    const { order } = this.#rounds;
    if (!order.ended(message.round)) return null;
    const { decider, emit, host, scores } = this.#context;
    const turn = this.#turn?.round === message.round ? this.#turn : null;
    // The next turn may have overtaken the end of this one.
    if (turn || (this.#turn !== null && this.#turn.round < message.round && order.isKept(message.round))) {
      decider.cancel();
      this.#turnOver();
    }
    if (turn && this.#game && !turn.decision) {
      this.#fallbacks += 1;
      this.#timeouts += 1;
    }
    const side = this.#side ?? 'a';
    const before = this.#score;
    if (message.score) this.#score = scores.read(message.score, side);
    const decision = turn?.decision;
    const record: RoundRecord = {
      round: message.round,
      state: turn?.state ?? null,
      move: turn?.moveData ?? null,
      source: decision?.source ?? null,
      reason: decision?.reason ?? null,
      decideMs: decision?.decideMs ?? null,
      askedAt: turn?.askedAt ?? null,
      timeoutMs: turn?.timeoutMs ?? null,
      outcome: roundOutcome(message.result.winner, side, before, this.#score),
      score: this.#score,
      result: message.result,
    };
    const isKept = this.#rounds.add(record);
    if (isKept === null) {
      const text = `The arena tells more rounds than ${this.found.game_type} can have, or larger ones. They are played and counted, but not recorded and not passed on.`;
      emit({ event: 'warning', ...this.#place(record.round), code: 'rounds_left_out', message: text });
    }
    if (!isKept) return null;
    // Rounds beyond those that the game can have do not bring a match on.
    this.#progressAt = this.#context.clock.now();
    const told = toRound(record);
    if (this.#isTold) host.roundEnd(told);
    const { round, outcome, score, result } = record;
    emit({ event: 'round', matchId: this.id, game: this.found.game_type, round, outcome, score, result });
    return told;
  }

  taunted(by: TauntRecord['by'], tauntId: string): void {
    const round = this.#turn?.round ?? this.#rounds.latest;
    if (this.#taunts.length < MOST_TAUNTS) this.#taunts.push({ round, by, tauntId });
  }

  /** Closes the match with what the arena told of its end. */
  end(message: HeardGameOver): MatchRecord {
    const { found } = this;
    const { emit, scores, sandbox } = this.#context;
    const { winner, final_score: finalScore, server_seed: serverSeed } = message;
    const side = this.#side ?? 'a';
    const won = winner === null ? null : winner === this.#context.agentId();
    const { rounds } = this.#rounds;
    const turned =
      finalScore !== undefined && scores.learn(finalScore, side, won, found.game_type, rounds.length);
    if (turned) {
      const text = 'This arena puts my own score first; scores are read that way from now on.';
      emit({ event: 'warning', ...this.#place(), code: 'score_order', message: text });
    }
    const score = finalScore ? scores.read(finalScore, side) : this.#score;
    const outcome = matchOutcome(winner, this.#context.agentId(), score);
    return this.#close({
      settled: true,
      outcome,
      score,
      rounds: turned ? rounds.map(turnedRound) : rounds,
      sandbox: sandbox && (message.is_sandbox ?? true),
      serverSeed,
      ...settlementOf(outcome, found, message, sandbox),
      ...openCommitment(serverSeed, found.server_seed_hash, found.draws ?? null),
    });
  }

  /** Closes the match without a word from the arena: it counts as lost. */
  giveUp(): MatchRecord {
    const sofar = { score: this.#score, rounds: this.#rounds.rounds, sandbox: this.#context.sandbox };
    return this.#close({ ...sofar, ...unsettled(this.found) });
  }

  #close(ending: Ending): MatchRecord {
    const { found } = this;
    const { clock, decider, emit, host } = this.#context;
    decider.cancel();
    this.#holding.clear();
    this.#turnOver();
    const record: MatchRecord = {
      matchId: this.id,
      game: found.game_type,
      opponentId: found.opponent_id,
      opponentName: found.opponent_name,
      side: this.#side ?? 'a',
      wagerLamports: found.wager_lamports,
      serverSeedHash: found.server_seed_hash,
      startedAt: this.#startedAt,
      endedAt: clock.epochMs(),
      fallbacks: this.#fallbacks,
      timeouts: this.#timeouts,
      taunts: this.#taunts,
      roundsLeftOut: this.#rounds.leftOut,
      draws: found.draws ?? null,
      ...ending,
    };
    const { outcome, score, payoutLamports, feeLamports, netLamports, unconfirmed } = record;
    const { fair, commitmentOver } = record;
    const durationMs = Math.round(clock.now() - this.#startMs);
    emit({
      event: 'match_end',
      matchId: this.id,
      game: this.found.game_type,
      outcome,
      score,
      payoutLamports,
      feeLamports,
      netLamports,
      unconfirmed,
      fair,
      commitmentOver,
      durationMs,
    });
    if (this.#isTold && isGameId(found.game_type)) {
      const [mine, theirs] = score;
      host.matchEnd({
        matchId: this.id,
        game: found.game_type,
        outcome,
        score: { mine, theirs },
        netLamports,
      });
    }
    return record;
  }

  /** Whatever the turn at hand came to is final now. */
  #turnOver(): void {
    if (this.#turn?.decision) this.#context.conduct.turnOver(this.#turn.decision);
    this.#turn = null;
  }

  #decided(turn: OpenTurn, game: AnyGame, decision: Decided): void {
    if (this.#turn !== turn) return;
    if (!turn.decide(decision, game)) return;
    if (decision.source === 'fallback') this.#fallbacks += 1;
    if (decision.reason === 'late') this.#timeouts += 1;
    this.#send(turn);
    const { emit } = this.#context;
    const { source, reason, detail } = decision;
    const decideMs = Math.round(decision.decideMs * 1000) / 1000;
    emit({
      event: 'move',
      matchId: this.id,
      game: this.found.game_type,
      round: turn.round,
      move: decision.move,
      decideMs,
      source,
      ...(reason === undefined ? {} : { reason }),
    });
    if (reason !== undefined && detail !== undefined) {
      emit({ event: 'warning', ...this.#place(turn.round), code: `strategy_${reason}`, message: detail });
    }
  }

  #send(turn: OpenTurn): void {
    const connection = this.#context.connection();
    // A move names no round: on a new connection it could count for another one, until the arena asks again.
    if (turn.moveData === null || turn.askedOn !== connection) return;
    turn.sentOn = connection;
    this.#context.sendMove(this.id, turn.moveData);
  }

  #playable(): boolean {
    const id = this.found.game_type;
    return isGameId(id) && this.#context.host.games.includes(id);
  }

  #match(side: Side): Match {
    return {
      game: this.found.game_type,
      matchId: this.id,
      side,
      opponent: {
        id: this.found.opponent_id,
        name: this.found.opponent_name,
        history: this.#history,
      },
      wager: this.found.wager_lamports,
    } as Match;
  }

  /** For events that are rare: on Node 20, spreading it costs more than the rest of a turn. */
  #place(round?: number): { matchId: string; game: string; round?: number } {
    const place = { matchId: this.id, game: this.found.game_type };
    return round === undefined ? place : { ...place, round };
  }
}
