import type { GameId, Side } from '../games/index.js';
import type { MatchLog } from './match-log.js';

/**
 * Names for what a move was made in and what it was, for the distributions of a report: few enough to be drawn, and in an
 * order that sorts.
 */
export function situationName(log: MatchLog, side: Side): string {
  const { mine, theirs } = log.scoreFor(side);
  const lead = mine === theirs ? 'level' : mine > theirs ? 'ahead' : 'behind';
  switch (log.gameId) {
    case 'hi_lo':
      return `${lead}, card ${padded(log.viewFor(side).dealer_card, 2)}`;
    case 'blotto':
      return `round ${log.state.round}, ${lead}`;
    default:
      return lead;
  }
}

export function moveName(game: GameId, move: Readonly<Record<string, unknown>>): string {
  switch (game) {
    case 'crash':
      return padded((Math.floor(Number(move.cashout) * 5) / 5).toFixed(1), 4);
    case 'reaction_ring':
      return padded(Math.floor((Number(move.guess) - 1) / 20) * 20 + 1, 4);
    case 'blotto':
      return padded(Math.floor(Number(move.bid) / 2) * 2, 3);
    case 'mines':
      return padded(move.tiles, 2);
    case 'math_duel':
      return 'an answer';
    default:
      return String(Object.values(move)[0]);
  }
}

function padded(value: unknown, length: number): string {
  return String(value).padStart(length, '0');
}
