import type { GameId } from '../../games/index.js';
import { isObject } from '../../lib/shape.js';
import type { EventOf } from '../../runner/index.js';
import { formatAmount, formatNet } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, padEnd } from '../text/text.js';

/** Between the parts of a line. */
export const GAP = '   ';

const NAME_COLUMNS = 32;
const SIDES_COLUMNS = 20;

const OUTCOME = { win: 'won', loss: 'lost', draw: 'drawn', tie: 'tied' } as const;

export type OutcomeWord = keyof typeof OUTCOME;

/** `won`, `lost`, `drawn` (a match), `tied` (a round); padded before it is coloured. */
export function formatOutcome(outcome: OutcomeWord, style: Style, columns = 0): string {
  const word = OUTCOME[outcome].padEnd(columns);
  return outcome === 'win' ? style.good(word) : outcome === 'loss' ? style.bad(word) : word;
}

/** The name of a bot, which a stranger may have chosen: cleaned, and never empty. */
export function formatName(name: string): string {
  return clean(name, NAME_COLUMNS).trim() || '(no name)';
}

/** `2–1`, mine first. */
export function formatScore([mine, theirs]: readonly [number, number]): string {
  return `${mine}–${theirs}`;
}

/** What a match is about: `0.01 SOL`, `sandbox`, `free play`. */
export function formatStake(stake: { wagerLamports: number; sandbox: boolean }, play: boolean): string {
  if (stake.sandbox) return 'sandbox';
  return stake.wagerLamports === 0 ? 'free play' : formatAmount(stake.wagerLamports, play);
}

/** `#3  vs brisk-otter-41   side a   0.01 SOL` */
export function formatMatchStart(
  number: number,
  start: EventOf<'match_start'>,
  play: boolean,
  style: Style,
): string {
  const parts = [
    `${style.bold(`#${number}`)}  vs ${style.name(formatName(start.opponentName))}`,
    `side ${start.side}`,
    formatStake(start, play),
  ];
  if (start.resumed) parts.push('resumed');
  return parts.join(GAP);
}

/** `  round 2   rock – scissors       won    1–0   flip heads` */
export function formatRound(
  round: EventOf<'round'>,
  state: Wire,
  fallback: string | null,
  style: Style,
): string {
  const parts = [
    `  round ${round.round ?? '?'}`,
    padEnd(formatSides(round.game, round.result), SIDES_COLUMNS),
    formatOutcome(round.outcome, style, 4),
    formatScore(round.score),
  ];
  const reveal = formatReveal(round.game, round.result, state);
  if (reveal) parts.push(style.dim(reveal));
  if (fallback) parts.push(style.notice(`fallback: ${fallback}`));
  return parts.join(GAP);
}

/** `won 2–1   +0.0095 SOL   fair ✓` */
export function formatMatchEnd(
  end: EventOf<'match_end'>,
  money: boolean,
  play: boolean,
  style: Style,
): string {
  const parts = [`${style.bold(formatOutcome(end.outcome, style))} ${formatScore(end.score)}`];
  if (money) parts.push(formatNetStyled(end.netLamports, play, style));
  parts.push(formatFair(end.fair, style));
  return parts.join(GAP);
}

export function formatNetStyled(lamports: number, play: boolean, style: Style): string {
  const text = formatNet(lamports, play);
  return lamports > 0 ? style.good(text) : lamports < 0 ? style.bad(text) : text;
}

function formatFair(fair: boolean | null, style: Style): string {
  if (fair === null) return style.dim('fairness not checked');
  return fair ? style.good('fair ✓') : style.bold(style.bad('UNFAIR ✗'));
}

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

const MOVE_COLUMNS = 24;

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
      after(typeof expression === 'string' ? `${clean(expression, MOVE_COLUMNS)} =` : 'answer', word(answer)),
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
  const told = isObject(move) ? tellerOf(game)?.move(move) : word(move);
  return told ?? clean(JSON.stringify(move) ?? '?', MOVE_COLUMNS);
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

function word(value: unknown): string | null {
  if (typeof value === 'string') return clean(value, MOVE_COLUMNS) || null;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

function multiple(value: unknown): string | null {
  return typeof value === 'number' && Number.isFinite(value)
    ? clean(`${value.toFixed(2)}x`, MOVE_COLUMNS)
    : null;
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
