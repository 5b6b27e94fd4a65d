import type { CommitmentOver } from '../fairness.js';
import type { Side } from '../games/index.js';
import type { MatchOutcome, Round } from '../strategy/index.js';
import type { Lamports } from '../wager.js';
import type { FallbackReason } from './events.js';

/** One turn as it was asked, answered and told. Missing parts are null: a turn or a result can be lost with a connection. */
export interface RoundRecord {
  readonly round: number;
  readonly state: Record<string, unknown> | null;
  /** The move data that was sent last for this turn. */
  readonly move: unknown;
  readonly source: 'strategy' | 'fallback' | null;
  readonly reason: FallbackReason | null;
  readonly decideMs: number | null;
  readonly outcome: 'win' | 'loss' | 'tie';
  /** `[mine, theirs]` after the round. */
  readonly score: readonly [number, number];
  readonly result: Record<string, unknown>;
}

/** Everything that is known of one match once it is over. Plain data. */
export interface MatchRecord {
  readonly matchId: string;
  readonly game: string;
  readonly opponentId: string;
  readonly opponentName: string;
  readonly side: Side;
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
  readonly rounds: readonly RoundRecord[];
  /** False where the arena did not tell how the match ended; it counts as lost then. */
  readonly settled: boolean;
  readonly outcome: MatchOutcome;
  readonly score: readonly [number, number];
  readonly payoutLamports: Lamports;
  readonly feeLamports: Lamports;
  readonly netLamports: Lamports;
  /** What is wrong with the arena's account of the match, for a person; the wager counts as lost then. */
  readonly disputed: string | null;
  readonly serverSeedHash: string;
  readonly serverSeed: string;
  /** Null where the arena committed to nothing or revealed nothing. */
  readonly fair: boolean | null;
  readonly commitmentOver: CommitmentOver | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Turns in which the strategy's own move was not played, and those of them in which its time ran out. */
  readonly fallbacks: number;
  readonly timeouts: number;
}

/** A round as strategies see it. What the arena said is taken for what its game says: nothing else can be told apart. */
export function toRound(record: RoundRecord): Round {
  const [mine, theirs] = record.score;
  const { round, state, result, outcome } = record;
  return { round, state, result, outcome, score: { mine, theirs } } as unknown as Round;
}
