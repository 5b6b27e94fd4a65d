import { DRAWS } from '../fairness.js';
import {
  type GameOverMessage,
  type MatchFoundMessage,
  type RoundResultMessage,
  TAUNTS,
  type TauntId,
  type TauntReceivedMessage,
  type YourTurnMessage,
} from '../protocol/index.js';
import type { Lamports } from '../wager.js';
import type { Named } from './arena-events.js';
import type { Terms } from './seat.js';

/*
 * What a side is told of its match.
 */

export function matchFound(
  matchId: string,
  { game, wagerLamports }: Terms,
  opponent: Named,
  serverSeedHash: string,
): MatchFoundMessage {
  return {
    type: 'match_found',
    match_id: matchId,
    game_type: game,
    opponent_id: opponent.id,
    opponent_name: opponent.name,
    wager_lamports: wagerLamports,
    server_seed_hash: serverSeedHash,
    draws: DRAWS,
  };
}

export function yourTurn(matchId: string, round: number, view: object, timeoutMs: number): YourTurnMessage {
  return {
    type: 'your_turn',
    match_id: matchId,
    round,
    game_state: view as Record<string, unknown>,
    timeout_ms: timeoutMs,
  };
}

export function roundResult(
  matchId: string,
  round: number,
  result: object,
  score: readonly [number, number],
): RoundResultMessage {
  return {
    type: 'round_result',
    match_id: matchId,
    round,
    result: result as Record<string, unknown>,
    score: [...score],
  };
}

/** The end of a match, for both sides. */
interface Over {
  readonly matchId: string;
  /** An agent id, or null for a draw. */
  readonly winner: string | null;
  readonly score: readonly [number, number];
  readonly serverSeed: string;
  readonly feeLamports: Lamports;
  readonly sandbox: boolean;
}

export function gameOver(over: Over, payoutLamports: Lamports): GameOverMessage {
  return {
    type: 'game_over',
    match_id: over.matchId,
    winner: over.winner,
    final_score: [...over.score],
    server_seed: over.serverSeed,
    payout_lamports: payoutLamports,
    fee_lamports: over.feeLamports,
    is_sandbox: over.sandbox,
  };
}

export function isTaunt(id: string): id is TauntId {
  return Object.hasOwn(TAUNTS, id);
}

export function tauntReceived(matchId: string, from: Named, tauntId: TauntId): TauntReceivedMessage {
  return {
    type: 'taunt_received',
    match_id: matchId,
    agent_id: from.id,
    agent_name: from.name,
    taunt_id: tauntId,
    taunt_text: TAUNTS[tauntId],
  };
}
