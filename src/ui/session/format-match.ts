import { formatAmount, formatNet } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, padEnd } from '../text/text.js';
import { formatReveal, formatSides, type Wire } from './format-game.js';
import type { EventOf } from './view.js';

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

/** Another player's name, which that player chose: cleaned, and never empty. */
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
