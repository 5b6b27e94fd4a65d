import { gameOf, isGameId } from '../../games/index.js';
import { oneLine } from '../../lib/visible.js';
import type { ReplayRound } from '../replay.js';
import { rankOf } from './cards.js';
import { isLate, moveOf, type Player, told, wholeIn } from './read.js';

/* Moves and states in words, for any game: both are a stranger's JSON. */

/** What is said around the value of a move, by the key that the value stands under. */
const SAID: Readonly<Record<string, (value: string) => string>> = {
  cashout: (value) => `out at ${value}`,
  tiles: (value) => (value === '1' ? '1 tile' : `${value} tiles`),
  answer: (value) => `answers ${value}`,
  guess: (value) => `guesses ${value}`,
  bid: (value) => `bids ${value}`,
};

/** `rock`, `out at 2.5`, `bids 12`: the move, and as it was sent where it is none of the game's. */
export function moveWords(game: string, move: unknown): string {
  if (move === null || move === undefined) return 'no move';
  const key = isGameId(game) ? gameOf(game).moveKey : '';
  const value = told(move, key);
  if (typeof value !== 'string' && typeof value !== 'number') return valueWords(move);
  const said = SAID[key];
  const text = oneLine(String(value), 40);
  return said ? said(text) : text;
}

/** What a side did in a round: its move, and in a game of luck what came of it. */
export function playedWords(game: string, round: ReplayRound, player: Player): string {
  if (isLate(round, player)) return 'no move';
  const whose = player === 'mine' ? 'your' : 'opponent';
  if (game === 'dice_duel') {
    const roll = wholeIn(told(round.result, `${whose}_roll`), 2, 12);
    if (roll !== null) return `rolls ${roll}`;
  }
  if (game === 'high_card_duel') {
    const card = wholeIn(told(round.result, `${whose}_card`), 1, 13);
    if (card !== null) return `draws ${rankOf(card)}`;
  }
  return moveWords(game, moveOf(round, player));
}

/** A value of a state, in one line. */
export function valueWords(value: unknown): string {
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value), 120);
}

/** What has more fields is not the state of a game. */
const MOST_FIELDS = 24;

/** A state as names and values: `dealer card`, `7`. */
export function stateWords(state: unknown): readonly (readonly [name: string, value: string])[] {
  if (typeof state !== 'object' || state === null) return [];
  return Object.entries(state)
    .slice(0, MOST_FIELDS)
    .map(([key, value]) => [oneLine(key.replaceAll('_', ' '), 40), valueWords(value)]);
}
