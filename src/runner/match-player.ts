import { type AnyGame, gameOf, isGameId, type Side } from '../games/index.js';
import type {
  GameOverMessage,
  GameStartMessage,
  MatchFoundMessage,
  RoundResultMessage,
  YourTurnMessage,
} from '../protocol/index.js';
import type { Decider, Match, PastMatch, Round, StrategyHost } from '../strategy/index.js';
import type { EventSink } from './events.js';
import type { MatchRecord, RoundRecord } from './record.js';
import type { OwnScore, ScoreReader } from './score.js';
import { fairnessOf, outcomeOf, settlementOf } from './settlement.js';
import { type Decided, OpenTurn } from './turn.js';

/** What a match needs of the session that it is played in. */
export interface MatchContext {
  readonly host: StrategyHost;
  readonly decider: Decider;
  readonly agentId: string;
  readonly emit: EventSink;
  readonly scores: ScoreReader;
  /** Earlier matches against the same opponent in the same game, oldest first. */
  readonly history: readonly PastMatch[];
  /** Whether play was asked to be practice. */
  readonly sandbox: boolean;
  /** A number for the connection at hand; changes with every reconnect. */
  connection(): number;
  /** Measured round-trip time, 0 before the first measurement. */
  rttMs(): number;
  sendMove(moveData: unknown): void;
}

/** What is left for the move's way to the arena, beside twice the measured round trip. */
const OVERHEAD_MS = 50;
/** For a turn whose `timeout_ms` is 0, which would leave no time at all. */
const UNSTATED_TURN_MS = 30_000;

/** One match from `match_found` to `game_over`: asks the strategy, answers the turns, keeps the record. */
export class MatchPlayer {
  readonly found: MatchFoundMessage;
  readonly #context: MatchContext;
  readonly #startedAt = Date.now();
  readonly #game: AnyGame | null;
  readonly #rounds: RoundRecord[] = [];
  #side: Side | null = null;
  #turn: OpenTurn | null = null;
  #score: OwnScore = [0, 0];
  #fallbacks = 0;
  #timeouts = 0;

  constructor(found: MatchFoundMessage, context: MatchContext) {
    this.found = found;
    this.#context = context;
    this.#game = isGameId(found.game_type) ? gameOf(found.game_type) : null;
  }

  get id(): string {
    return this.found.match_id;
  }

  /** @returns the match as the strategy sees it, or null where it was under way before or is none of its games */
  start(message: GameStartMessage): Match | null {
    const resumed = this.#side !== null;
    this.#side = message.your_side;
    this.#context.emit({
      event: 'match_start',
      ...this.#place(),
      opponentId: this.found.opponent_id,
      opponentName: this.found.opponent_name,
      side: message.your_side,
      wagerLamports: this.found.wager_lamports,
      sandbox: this.#context.sandbox,
      serverSeedHash: this.found.server_seed_hash,
      resumed,
    });
    if (resumed || !this.#playable()) return null;
    const match = this.#match(message.your_side);
    this.#context.host.matchStart(match);
    return match;
  }

  /** Answers a turn. A turn asked again on the same connection is not answered twice. */
  turn(message: YourTurnMessage): void {
    const open = this.#turn;
    if (open?.round === message.round) {
      if (open.decision !== null && open.sentOn !== this.#context.connection()) this.#send(open);
      return;
    }
    if (message.round <= (this.#rounds.at(-1)?.round ?? 0)) return;
    const timeoutMs = message.timeout_ms || UNSTATED_TURN_MS;
    const turn = new OpenTurn(message.round, message.game_state, Date.now() + timeoutMs);
    this.#turn = turn;
    const { emit, decider, rttMs } = this.#context;
    const { round, state } = turn;
    emit({ event: 'turn', ...this.#place(round), timeoutMs, state });
    const game = this.#game;
    if (!game) return;
    const score = { mine: this.#score[0], theirs: this.#score[1] };
    const overheadMs = OVERHEAD_MS + 2 * rttMs();
    decider.decide(game, { matchId: this.id, round, state, score, timeoutMs }, overheadMs, (decision) => {
      this.#decided(turn, game, decision);
    });
  }

  /** The arena refused the move that is out: the next dialect, then the fallback, while the time lasts. */
  moveRefused(message: string): void {
    const turn = this.#turn;
    const game = this.#game;
    if (!turn?.decision || !game) return;
    const { emit } = this.#context;
    emit({ event: 'warning', ...this.#place(turn.round), code: 'move_refused', message: `The arena refused ${JSON.stringify(turn.moveData)}: ${message}` });
    if (Date.now() >= turn.deadlineAt) return;
    if (turn.refuse()) return this.#send(turn);
    if (turn.decision.reason === 'refused') return;
    const move = game.fallbackMove(turn.state);
    this.#decided(turn, game, { move, raw: false, source: 'fallback', reason: 'refused', decideMs: 0 });
  }

  /** @returns the round, or null where it had been told before */
  roundEnded(message: RoundResultMessage): RoundRecord | null {
    if (message.round <= (this.#rounds.at(-1)?.round ?? 0)) return null;
    const turn = this.#turn?.round === message.round ? this.#turn : null;
    this.#context.decider.cancel();
    this.#turn = null;
    const side = this.#side ?? 'a';
    const before = this.#score;
    this.#score = this.#context.scores.read(message.score, side);
    const { decision } = turn ?? {};
    const record: RoundRecord = {
      round: message.round,
      state: turn?.state ?? null,
      move: decision ? turn?.moveData : null,
      source: decision?.source ?? null,
      reason: decision?.reason ?? null,
      decideMs: decision?.decideMs ?? null,
      outcome: roundOutcome(message.result.winner, side, before, this.#score),
      score: this.#score,
      result: message.result,
    };
    this.#rounds.push(record);
    if (this.#playable()) this.#context.host.roundEnd(toRound(record));
    const { outcome, score, result } = record;
    this.#context.emit({ event: 'round', ...this.#place(message.round), outcome, score, result });
    return record;
  }

  /** The match is over without a word from the arena. */
  giveUp(): void {
    this.#context.decider.cancel();
    this.#turn = null;
  }

  /** Closes the match. @returns its record */
  end(message: GameOverMessage): MatchRecord {
    const { found } = this;
    const { agentId, decider, emit, host, scores } = this.#context;
    decider.cancel();
    const side = this.#side ?? 'a';
    const turned = scores.learn(message.final_score, side, message.winner === agentId, found.game_type, this.#rounds.length);
    if (turned) {
      const text = 'This arena puts my own score first; scores are read that way from now on.';
      emit({ event: 'warning', ...this.#place(), code: 'score_order', message: text });
    }
    const score = scores.read(message.final_score, side);
    const outcome = outcomeOf(message.winner, agentId, score);
    const record: MatchRecord = {
      matchId: this.id,
      game: found.game_type,
      opponentId: found.opponent_id,
      opponentName: found.opponent_name,
      side,
      wagerLamports: found.wager_lamports,
      sandbox: message.is_sandbox ?? this.#context.sandbox,
      rounds: this.#rounds,
      outcome,
      score,
      ...settlementOf(outcome, found, message),
      serverSeedHash: found.server_seed_hash,
      serverSeed: message.server_seed,
      ...fairnessOf(message.server_seed, found.server_seed_hash),
      startedAt: this.#startedAt,
      endedAt: Date.now(),
      fallbacks: this.#fallbacks,
      timeouts: this.#timeouts,
    };
    emit({
      event: 'match_end',
      ...this.#place(),
      outcome,
      score,
      payoutLamports: record.payoutLamports,
      feeLamports: record.feeLamports,
      netLamports: record.netLamports,
      fair: record.fair,
      commitmentOver: record.commitmentOver,
      durationMs: record.endedAt - record.startedAt,
    });
    if (this.#playable() && isGameId(found.game_type)) {
      host.matchEnd({
        matchId: this.id,
        game: found.game_type,
        outcome,
        score: { mine: score[0], theirs: score[1] },
        netLamports: record.netLamports,
      });
    }
    return record;
  }

  #decided(turn: OpenTurn, game: AnyGame, decision: Decided): void {
    if (this.#turn !== turn) return;
    const { emit } = this.#context;
    if (decision.source === 'fallback') this.#fallbacks += 1;
    if (decision.reason === 'late') this.#timeouts += 1;
    turn.decide(decision, game);
    if (decision.move !== null) this.#send(turn);
    const { source, reason, detail } = decision;
    const decideMs = Math.round(decision.decideMs * 1000) / 1000;
    emit({
      event: 'move',
      ...this.#place(turn.round),
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
    turn.sentOn = this.#context.connection();
    this.#context.sendMove(turn.moveData);
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
      opponent: { id: this.found.opponent_id, name: this.found.opponent_name, history: this.#context.history },
      wager: this.found.wager_lamports,
    } as Match;
  }

  #place(round?: number): { matchId: string; game: string; round?: number } {
    const place = { matchId: this.id, game: this.found.game_type };
    return round === undefined ? place : { ...place, round };
  }
}

/** The winner of the round where the arena names one, else whose score moved alone. */
function roundOutcome(winner: unknown, side: Side, before: OwnScore, after: OwnScore): 'win' | 'loss' | 'tie' {
  if (winner === 'a' || winner === 'b') return winner === side ? 'win' : 'loss';
  const lead = after[0] - before[0] - (after[1] - before[1]);
  return lead === 0 ? 'tie' : lead > 0 ? 'win' : 'loss';
}

/** A round as strategies see it. What the arena said is taken for what its game says: nothing else can be told apart. */
export function toRound(record: RoundRecord): Round {
  const [mine, theirs] = record.score;
  const { round, state, result, outcome } = record;
  return { round, state, result, outcome, score: { mine, theirs } } as unknown as Round;
}
