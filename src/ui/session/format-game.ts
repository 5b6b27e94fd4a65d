import type { GameId } from '../../games/index.js';
import { clean } from '../text/text.js';

/** What came over the wire: any field may be missing or of another type. */
export type Wire = Readonly<Record<string, unknown>>;

/** How a game is told to a person; `null` where the data does not have the shape that the game should have. */
interface Teller {
  move(move: Wire): string | null;
  /** What stands for each side in a round, where that is not its move. */
  shown?(result: Wire): readonly [string | null, string | null];
  /** What the round showed besides the moves. */
  reveal?(result: Wire, state: Wire): string | null;
}

const COLUMNS = 24;

const TELLERS = {
  coinflip: {
    move: (move) => word(move.choice),
    reveal: ({ flip }) => after('flip', word(flip)),
  },
  rps: { move: (move) => word(move.choice) },
  hi_lo: {
    move: (move) => word(move.choice ?? move.guess),
    reveal: ({ card: next }, { dealer_card: dealer }) =>
      list([after('dealer', card(dealer)), after('card', card(next))], ', '),
  },
  dice_duel: {
    move: (move) => word(move.action ?? move.choice),
    shown: ({ your_roll: mine, opponent_roll: theirs }) => [dice(mine), dice(theirs)],
  },
  high_card_duel: {
    move: (move) => word(move.action ?? move.choice),
    shown: ({ your_card: mine, opponent_card: theirs }) => [card(mine), card(theirs)],
  },
  crash: {
    move: (move) => multiple(move.cashout ?? move.cashout_at),
    reveal: ({ crash_point: point }) => after('crashed at', multiple(point)),
  },
  mines: {
    move: ({ tiles }) => after('', word(tiles), tiles === 1 ? 'tile' : 'tiles'),
    reveal: ({ mine_at: safe }) => after('', word(safe), 'safe'),
  },
  math_duel: {
    move: (move) => word(move.answer),
    reveal: ({ answer }, { expression }) =>
      after(typeof expression === 'string' ? `${clean(expression, COLUMNS)} =` : 'answer', word(answer)),
  },
  reaction_ring: {
    move: (move) => word(move.guess),
    reveal: ({ target }) => after('target', word(target)),
  },
  blotto: {
    move: (move) => word(move.bid),
    reveal: ({ your_budget: mine, opponent_budget: theirs }, { terrain_bonus_a: bonus }) =>
      list([after('side a x', word(bonus)), after('left', pair([word(mine), word(theirs)]))], ', '),
  },
} satisfies Record<GameId, Teller>;

function tellerOf(game: string | undefined): Teller | undefined {
  return game !== undefined && Object.hasOwn(TELLERS, game) ? TELLERS[game as GameId] : undefined;
}

/** A move in words: `rock`, `1.5x`, `7 tiles`; `late` for a side that gave none; JSON for a shape that no game has. */
export function formatMove(game: string | undefined, move: unknown): string {
  if (move === null || move === undefined) return 'late';
  const told = isWire(move) ? tellerOf(game)?.move(move) : word(move);
  return told ?? clean(JSON.stringify(move) ?? '?', COLUMNS);
}

/** Both sides of a round, mine first: `rock – scissors`. */
export function formatSides(game: string | undefined, result: Wire): string {
  const shown = tellerOf(game)?.shown?.(result);
  const side = (move: unknown, fallback: unknown, drawn: string | null | undefined) =>
    move === null
      ? 'late'
      : (drawn ?? (move === undefined && fallback === undefined ? '?' : formatMove(game, move ?? fallback)));
  return `${side(result.your_move, result.your_choice, shown?.[0])} – ${side(result.opponent_move, result.opponent_choice, shown?.[1])}`;
}

/** What the round showed: `flip heads`, `crashed at 1.73x`; empty where it showed nothing. */
export function formatReveal(game: string | undefined, result: Wire, state: Wire): string {
  return tellerOf(game)?.reveal?.(result, state) ?? '';
}

function isWire(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function word(value: unknown): string | null {
  if (typeof value === 'string') return clean(value, COLUMNS) || null;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

function multiple(value: unknown): string | null {
  return typeof value === 'number' && Number.isFinite(value) ? clean(`${value.toFixed(2)}x`, COLUMNS) : null;
}

function card(value: unknown): string | null {
  if (value === 1) return 'ace';
  return value === 11 ? 'jack' : value === 12 ? 'queen' : value === 13 ? 'king' : word(value);
}

/** A sum, or the dice of it. */
function dice(value: unknown): string | null {
  return Array.isArray(value) ? list(value.slice(0, 4).map(word), '+') : word(value);
}

function after(before: string, text: string | null, behind = ''): string | null {
  return text === null ? null : [before, text, behind].filter(Boolean).join(' ');
}

function pair([mine, theirs]: readonly [string | null, string | null]): string | null {
  return mine === null && theirs === null ? null : `${mine ?? '?'} – ${theirs ?? '?'}`;
}

function list(parts: readonly (string | null)[], separator: string): string | null {
  return parts.filter((part) => part !== null).join(separator) || null;
}
