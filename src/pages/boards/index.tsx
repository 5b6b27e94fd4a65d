import type { ComponentType } from 'preact';
import { Blotto } from './blotto.js';
import { Coinflip } from './coinflip.js';
import { Crash } from './crash.js';
import { DiceDuel } from './dice-duel.js';
import { HiLo } from './hi-lo.js';
import { HighCardDuel } from './high-card-duel.js';
import { MathDuel } from './math-duel.js';
import { Mines } from './mines.js';
import { Plain } from './plain.js';
import { ReactionRing } from './reaction-ring.js';
import type { BoardProps } from './read.js';
import { Rps } from './rps.js';

/** The board of each game. One that is not here is told in words. */
const BOARDS: Readonly<Record<string, ComponentType<BoardProps>>> = {
  rps: Rps,
  coinflip: Coinflip,
  hi_lo: HiLo,
  dice_duel: DiceDuel,
  high_card_duel: HighCardDuel,
  crash: Crash,
  mines: Mines,
  math_duel: MathDuel,
  reaction_ring: ReactionRing,
  blotto: Blotto,
};

/** A match after some of its rounds: an SVG of 16:10, a pure function of what it is given. */
export function Board(props: BoardProps) {
  const { game } = props.match;
  const Drawn = Object.hasOwn(BOARDS, game) ? (BOARDS[game] ?? Plain) : Plain;
  return <Drawn {...props} />;
}
