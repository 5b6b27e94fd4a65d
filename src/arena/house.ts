import { createHash } from 'node:crypto';
import { type AnyGame, type GameId, gameOf, opponentOf, type Side } from '../games/index.js';
import type { Clock, Timer } from '../lib/clock.js';
import type {
  GameOverMessage,
  RoundResultMessage,
  ServerMessage,
  YourTurnMessage,
} from '../protocol/index.js';
import { uuidOf } from './agents.js';
import type { ArenaEventSink } from './arena-events.js';
import type { Player, SeatedMatch, Settled, Terms } from './seat.js';

/** What the house bot is told of a match before its first turn. */
export interface HouseMatch extends Terms {
  readonly matchId: string;
  readonly side: Side;
  readonly opponentId: string;
  readonly opponentName: string;
}

/** One question to the house bot: what `your_turn` tells any agent. */
export interface HouseTurn {
  readonly matchId: string;
  /** From 1. */
  readonly round: number;
  readonly side: Side;
  readonly state: Record<string, unknown>;
  /** `[a, b]`, before this round. */
  readonly score: readonly [number, number];
  /** From now; the fallback move is played then. */
  readonly timeoutMs: number;
}

/** `round_result` as any agent gets it; `score` is `[a, b]`. */
export type HouseRound = Pick<RoundResultMessage, 'round' | 'result' | 'score'>;

export interface HouseMatchEnd {
  /** `null` for a draw. */
  readonly winner: Side | null;
  /** `[a, b]`. */
  readonly score: readonly [number, number];
  readonly payoutLamports: number;
}

/**
 * The house bot in one match, inside the arena's process. Calls come in order: `matchStart`, then for each round `move`
 * and `roundEnd`, then `matchEnd`, then `close`. What it throws is reported as `house_failed` and harms nothing.
 */
export interface HousePlayer {
  matchStart(match: HouseMatch): void;
  /** A legal move object, or a promise of one. In its place, and when it is late, the fallback move is played. */
  move(turn: HouseTurn): unknown;
  /** The answer to the last `move` is not wanted any more. */
  abandon(): void;
  roundEnd(round: HouseRound): void;
  matchEnd(end: HouseMatchEnd): void;
  /** Always the last call, also when the arena closes in mid-match. */
  close(): void;
}

export interface HouseOptions {
  readonly name: string;
  /** How long an agent waits for an opponent before the house steps in. */
  readonly waitMs: number;
  /** Moves are not given sooner than this after the turn began; cut where the turn is shorter. */
  readonly thinkMs: number;
  /** Whether it takes open challenges too, after `waitMs`. */
  readonly takesChallenges: boolean;
  /** A player for one match, of which there may be many at a time; `null` for a game that it does not play. */
  open(game: GameId): HousePlayer | null;
}

/** The part of a turn after which the house plays what it has. */
const LATEST = 0.9;

interface Question {
  /** The fallback move until there is a better one. */
  answer: unknown;
  answered: boolean;
  /** The thinking time is over. */
  due: boolean;
  readonly fallback: object;
  readonly state: Record<string, unknown>;
}

/** Seats the house bot at one table, where it is a player like any other. */
export class HouseSeat implements Player {
  readonly id: string;
  readonly name: string;
  readonly #thinkMs: number;
  readonly #house: HousePlayer;
  readonly #terms: Terms;
  readonly #game: AnyGame;
  readonly #clock: Clock;
  readonly #emit: ArenaEventSink;
  #table: SeatedMatch | null = null;
  #side: Side = 'a';
  #opponent: Pick<HouseMatch, 'opponentId' | 'opponentName'> = { opponentId: '', opponentName: '' };
  #score: readonly [number, number] = [0, 0];
  #question: Question | null = null;
  #thinkTimer: Timer | undefined;
  #latestTimer: Timer | undefined;

  constructor(options: HouseOptions, house: HousePlayer, terms: Terms, clock: Clock, emit: ArenaEventSink) {
    this.id = uuidOf(createHash('sha256').update(`house ${options.name}`).digest());
    this.name = options.name;
    this.#thinkMs = options.thinkMs;
    this.#house = house;
    this.#terms = terms;
    this.#game = gameOf(terms.game);
    this.#clock = clock;
    this.#emit = emit;
  }

  sit(table: SeatedMatch): void {
    this.#table = table;
  }

  rise(): void {
    this.#table = null;
    if (this.#question) this.#guard(() => this.#house.abandon());
    this.#forgetQuestion();
    this.#guard(() => this.#house.close());
  }

  send(message: ServerMessage, settled?: Settled): void {
    settled?.(true);
    switch (message.type) {
      case 'match_found':
        this.#opponent = { opponentId: message.opponent_id, opponentName: message.opponent_name };
        break;
      case 'game_start':
        this.#side = message.your_side;
        this.#guard(() => {
          const { match_id: matchId, your_side: side } = message;
          this.#house.matchStart({ ...this.#terms, ...this.#opponent, matchId, side });
        });
        break;
      case 'your_turn':
        this.#ask(message);
        break;
      case 'round_result':
        this.#score = message.score;
        this.#guard(() => this.#house.roundEnd(message));
        break;
      case 'game_over':
        this.#guard(() => this.#house.matchEnd(this.#ending(message)));
        break;
      default:
      // The house listens neither to taunts nor to how quick its opponent is.
    }
  }

  #ending({ winner, final_score, payout_lamports }: GameOverMessage): HouseMatchEnd {
    return {
      winner: winner === null ? null : winner === this.id ? this.#side : opponentOf(this.#side),
      score: final_score,
      payoutLamports: payout_lamports,
    };
  }

  #ask({ match_id: matchId, round, game_state: state, timeout_ms }: YourTurnMessage): void {
    const timeoutMs = timeout_ms * LATEST;
    const fallback = this.#game.fallbackMove(state);
    const question: Question = {
      answer: fallback,
      answered: false,
      due: this.#thinkMs <= 0,
      fallback,
      state,
    };
    this.#question = question;
    if (!question.due && this.#thinkMs < timeoutMs) {
      this.#thinkTimer = this.#clock.setTimeout(() => {
        question.due = true;
        if (question.answered) this.#play(question);
      }, this.#thinkMs);
    }
    this.#latestTimer = this.#clock.setTimeout(() => {
      if (!question.answered) {
        this.#report('no move in time');
        this.#guard(() => this.#house.abandon());
      }
      this.#play(question);
    }, timeoutMs);
    void this.#decide(question, { matchId, round, side: this.#side, state, score: this.#score, timeoutMs });
  }

  async #decide(question: Question, turn: HouseTurn): Promise<void> {
    try {
      question.answer = await this.#house.move(turn);
    } catch (error) {
      this.#report(error);
    }
    question.answered = true;
    if (question.due) this.#play(question);
  }

  #play(question: Question): void {
    if (this.#question !== question) return;
    this.#forgetQuestion();
    this.#table?.move(this, this.#legal(question) ?? question.fallback);
  }

  /** Read here, as an object from within the arena's process may throw when the table reads it. */
  #legal({ answer, state }: Question): object | null {
    try {
      const move = this.#game.parseMove(answer, state);
      if (move === null) this.#report('an illegal move');
      return move;
    } catch (error) {
      this.#report(error);
      return null;
    }
  }

  #forgetQuestion(): void {
    this.#question = null;
    this.#clock.clearTimeout(this.#thinkTimer);
    this.#clock.clearTimeout(this.#latestTimer);
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    this.#emit({ event: 'house_failed', game: this.#terms.game, message: errorText(error) });
  }
}

/** Never throws, whatever was thrown. */
export function errorText(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    // An object without a text of its own, or one that throws when it is read.
    return 'an error that cannot be shown';
  }
}
