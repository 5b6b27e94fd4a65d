import { gameOf, isGameId } from '../../games/index.js';
import { isolated, oneLine } from '../../lib/visible.js';
import type { Replay, ReplayEnd, ReplayRound, ReplayTurn } from '../replay.js';

/*
 * What stands in a match, for a board. A result and a state are a stranger's JSON: anything may stand in them, under any
 * name. What comes out of here can be drawn: a number in its range, a word out of a list, a text of bounded length.
 */

export interface BoardProps {
  readonly match: Replay;
  /**
   * How many of its rounds are shown: 0 before the first. The board shows the last of them; beyond the last one stands the
   * turn that waits.
   */
  readonly shown: number;
  /** Of the game `mines`, by round: at which places of the hidden order, from 0, there was a mine. Known from the seed only. */
  readonly mines?: ReadonlyMap<number, readonly number[]> | undefined;
  /** Of the game `dice_duel`, by round: what each die showed. Known from the seed only. */
  readonly dice?: ReadonlyMap<number, Readonly<Record<Player, readonly number[]>>> | undefined;
}

/** A side as it is drawn: `mine` at the left, `theirs` at the right. */
export type Player = 'mine' | 'theirs';

export const PLAYERS = ['mine', 'theirs'] as const satisfies readonly Player[];

/** The last round that is shown; null before the first, and while a turn waits. */
export function roundOf({ match, shown }: BoardProps): ReplayRound | null {
  return match.rounds[shown - 1] ?? null;
}

/** The turn that waits, where it is shown. */
export function turnOf({ match, shown }: BoardProps): ReplayTurn | null {
  return shown > match.rounds.length ? match.turn : null;
}

/** The rounds that are shown. */
export function shownRounds({ match, shown }: BoardProps): readonly ReplayRound[] {
  return match.rounds.slice(0, Math.max(0, shown));
}

/** How the match ended, where its last round is shown. */
export function endOf({ match, shown }: BoardProps): ReplayEnd | null {
  return shown >= match.rounds.length ? match.end : null;
}

/** What a result, a state or a move says under a name of its own; undefined where it says nothing. */
export function told(from: unknown, key: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, key)
    ? (from as Record<string, unknown>)[key]
    : undefined;
}

/** The value where it is a number within the range, else null. */
export function numberIn(value: unknown, low: number, high: number): number | null {
  return typeof value === 'number' && value >= low && value <= high ? value + 0 : null;
}

/** The value where it is a whole number within the range, else null. */
export function wholeIn(value: unknown, low: number, high: number): number | null {
  return Number.isSafeInteger(value) ? numberIn(value, low, high) : null;
}

/** The value where it is one of the words, else null. */
export function wordIn<Word extends string>(value: unknown, words: readonly Word[]): Word | null {
  return words.find((word) => word === value) ?? null;
}

/** What a side chose, in the games whose moves are a word; null where it was late, and where that is not known. */
export function choiceOf<Word extends string>(
  round: ReplayRound | null,
  player: Player,
  words: readonly Word[],
): Word | null {
  if (isLate(round, player)) return null;
  const shown = told(round?.result, player === 'mine' ? 'your_choice' : 'opponent_choice');
  return wordIn(shown, words) ?? wordIn(told(moveOf(round, player), 'choice'), words);
}

/** Places in a drawing need no more digits. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The move of a side: null where it was late, undefined where nothing is known of it. */
export function moveOf(round: ReplayRound | null, player: Player): unknown {
  return told(round?.result, player === 'mine' ? 'your_move' : 'opponent_move');
}

export function isLate(round: ReplayRound | null, player: Player): boolean {
  return moveOf(round, player) === null;
}

/** Who won the round; null for a tie, undefined where nobody knows. */
export function winnerOf(round: ReplayRound | null): Player | null | undefined {
  switch (round?.outcome) {
    case 'win':
      return 'mine';
    case 'loss':
      return 'theirs';
    case 'tie':
      return null;
    default:
      return undefined;
  }
}

/** The name of a game for a person: `Hi-Lo`. */
export function gameName(id: string): string {
  return isGameId(id) ? gameOf(id).name : oneLine(String(id), 30);
}

/** The name of a side, short enough for a sentence. */
export function nameOf(match: Replay, player: Player, most = 14): string {
  return isolated(oneLine(String(match[player].name), most));
}

/**
 * What is said of a round in which a side was late, in the games where that loses the round whatever the other move is;
 * null where nobody was late.
 */
export function lateLine({ match }: BoardProps, round: ReplayRound): string | null {
  const late = PLAYERS.filter((player) => isLate(round, player));
  if (late.length === 2) return 'Neither side moved in time: a tie.';
  const [who] = late;
  if (who === undefined) return null;
  const other = who === 'mine' ? 'theirs' : 'mine';
  return `${nameOf(match, who)} did not move in time: ${nameOf(match, other)} wins.`;
}

/** The score after what is shown, a text for each side. */
export function scoreOf(props: BoardProps): Readonly<Record<Player, string>> {
  const { match, shown } = props;
  const score: unknown = endOf(props)?.score ?? match.rounds[Math.min(shown, match.rounds.length) - 1]?.score;
  const [mine, theirs] = Array.isArray(score) ? score : shown <= 0 || match.rounds.length === 0 ? [0, 0] : [];
  return { mine: scoreText(mine), theirs: scoreText(theirs) };
}

function scoreText(points: unknown): string {
  return String(wholeIn(points, -999, 9999) ?? '?');
}

/** How wide a text is, roughly: in every font, capitals and what is not Latin take more room. */
export function widthOf(text: string, size: number): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return ems * size;
}

function emsOf(character: string): number {
  if (character === '\u2068' || character === '\u2069') return 0;
  if ((character.codePointAt(0) ?? 0) > 0x2e7f) return 1.05;
  if (/[MW@%—]/.test(character)) return 0.95;
  if (/[A-Z]/.test(character)) return 0.7;
  return /[iljtfrI1 .,:;'|!()-]/.test(character) ? 0.4 : 0.6;
}

/** As much of a text as fits, with an ellipsis where that is not all of it. */
export function fitted(text: string, room: number, size: number): string {
  if (widthOf(text, size) <= room) return text;
  let kept = '';
  let left = room - size;
  for (const character of text) {
    left -= emsOf(character) * size;
    if (left < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** A sentence in lines that fit, of about the same length; what is more than `most` lines is cut off. */
export function linesOf(text: string, room: number, size: number, most: number): readonly string[] {
  for (let share = 0.5; share < 1; share += 0.05) {
    const lines = broken(text, share * room, size);
    if (lines.length <= most && widthOf(text, size) > room) return lines;
  }
  const lines = broken(text, room, size);
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), fitted(lines.slice(most - 1).join(' '), room, size)];
}

/** Broken between words; a word that is too long by itself is cut off. */
function broken(text: string, room: number, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer, size) > room) {
      lines.push(fitted(line, room, size));
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, fitted(line, room, size)];
}
