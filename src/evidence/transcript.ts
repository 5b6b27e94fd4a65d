import { openCommitment } from '../fairness.js';
import type { Side } from '../games/index.js';
import type { Frame, StoredMatch } from '../history/index.js';
import { isSameJson } from '../lib/shape.js';
import { noRounds, type RoundOrder, withResult, withTurn } from '../match/index.js';
import {
  decodeClientMessage,
  decodeServerMessage,
  type HeardGameOver,
  type HeardMatchFound,
  type HeardMessage,
  type HeardRoundResult,
} from '../protocol/index.js';
import { Comparison, type Mismatch, type ToldRound } from '../recompute/index.js';

/** What the arena told of a match, as the frames have it. */
export type Transcript = Readonly<
  Pick<Reader, 'found' | 'side' | 'rounds' | 'over' | 'resigned' | 'interrupted' | 'contradictions'>
>;

/** Reads the frames of one match of a game. Skips frames of other matches, and text that is not a frame. */
export function transcriptOf(frames: readonly Frame[], matchId: string, game: string): Transcript {
  const reader = new Reader(matchId, game);
  for (const { direction, text } of frames) {
    if (direction === 'in') {
      const decoded = decodeServerMessage(text);
      if (decoded.kind === 'message') reader.heard(decoded.message);
    } else {
      const decoded = decodeClientMessage(text);
      if (decoded.kind !== 'message' || !('match_id' in decoded.message)) continue;
      if (decoded.message.match_id !== matchId) continue;
      if (decoded.message.type === 'make_move') reader.sent(decoded.message.move_data);
      if (decoded.message.type === 'resign') reader.resigned = true;
    }
  }
  return reader;
}

class Reader {
  found: HeardMatchFound | null = null;
  side: Side | null = null;
  readonly rounds = new Map<number, ToldRound>();
  over: HeardGameOver | null = null;
  /** Whether the own side gave the match up. */
  resigned = false;
  /** Whether the connection was lost in between, so that something may be missing. */
  interrupted = false;
  readonly #matchId: string;
  readonly #repeats = new Comparison();
  /** As the runner follows them. */
  #order: RoundOrder;
  #asked = 0;

  constructor(matchId: string, game: string) {
    this.#matchId = matchId;
    this.#order = noRounds(game);
  }

  /** What it told twice, and not alike. */
  get contradictions(): readonly Mismatch[] {
    return this.#repeats.mismatches;
  }

  heard(message: HeardMessage): void {
    if (message.type === 'authenticated' && this.found) this.interrupted = true;
    if (!('match_id' in message) || message.match_id !== this.#matchId) return;
    switch (message.type) {
      case 'match_found':
        if (this.found) {
          this.interrupted = true;
          const fields = ['game_type', 'opponent_id', 'wager_lamports', 'server_seed_hash', 'draws'] as const;
          for (const field of fields) this.#repeated(field, this.found[field], message[field]);
        }
        this.found ??= message;
        return;
      case 'game_start':
        if (this.side) this.#repeats.same(null, 'your_side', this.side, message.your_side);
        this.side ??= message.your_side;
        return;
      case 'your_turn':
        this.#turn(message.round, message.game_state);
        return;
      case 'round_result':
        this.#result(message);
        return;
      case 'game_over':
        this.#ended(message);
    }
  }

  /** A field that is missing from one of the two messages is not a contradiction. */
  #repeated(field: string, before: unknown, now: unknown): void {
    if (isSaid(before) && isSaid(now)) this.#repeats.same(null, field, before, now);
  }

  /** As the runner does: the end of an older match with this id may come before the one whose seed opens the commitment. */
  #ended(message: HeardGameOver): void {
    if (this.over === null || (!this.#opens(this.over) && this.#opens(message))) this.over = message;
    else this.#repeats.same(null, 'game_over', this.over, message);
  }

  #opens({ server_seed: seed }: HeardGameOver): boolean {
    return openCommitment(seed, this.found?.server_seed_hash ?? '', null).commitmentOver !== null;
  }

  sent(moveData: unknown): void {
    const round = this.rounds.get(this.#asked);
    if (round && !round.result) round.sent.push(moveData ?? null);
  }

  #turn(number: number, state: Record<string, unknown>): void {
    const order = withTurn(this.#order, number);
    if (!order) return;
    this.#order = order;
    if (number > order.kept) return;
    this.#asked = number;
    const round = this.#round(number);
    if (round.state) this.#repeats.same(number, 'game_state', round.state, state);
    round.state ??= state;
  }

  #result({ round: number, result, score }: HeardRoundResult): void {
    const told = { result, ...(score && { score }) };
    const order = withResult(this.#order, number);
    this.#order = order ?? this.#order;
    if (number > this.#order.kept) return;
    const before = this.rounds.get(number)?.result;
    // A first result that comes late, for an earlier round, does not count.
    if (!order && !before) return;
    if (before && !isSameJson(before, told)) this.#repeats.same(number, 'round_result', before, told);
    this.#round(number).result ??= told;
  }

  #round(number: number): ToldRound {
    const round = this.rounds.get(number) ?? { state: null, sent: [], result: null };
    this.rounds.set(number, round);
    return round;
  }
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== '';
}

/** The same from a record without frames, which is the runner's own account. */
export function recalled(match: StoredMatch): Transcript {
  const wire = ([mine, theirs]: readonly [number, number]): [number, number] =>
    match.side === 'a' ? [mine, theirs] : [theirs, mine];
  const winners = { win: match.agentId, loss: match.opponentId, draw: null };
  return {
    found: null,
    side: match.side,
    rounds: new Map(
      match.rounds.map(({ round, state, move, result, score }) => [
        round,
        { state, sent: move === null ? [] : [move], result: { result, score: wire(score) } },
      ]),
    ),
    over: match.settled
      ? {
          type: 'game_over',
          match_id: match.matchId,
          winner: winners[match.outcome],
          final_score: wire(match.score),
          server_seed: match.serverSeed,
          payout_lamports: match.payoutLamports,
        }
      : null,
    resigned: false,
    // A record without frames does not say.
    interrupted: true,
    contradictions: [],
  };
}
