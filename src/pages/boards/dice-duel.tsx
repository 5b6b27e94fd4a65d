import type { ReplayRound } from '../replay.js';
import { Frame, Strip } from './frame.js';
import {
  type BoardProps,
  isLate,
  lateLine,
  nameOf,
  PLAYERS,
  type Player,
  roundOf,
  told,
  wholeIn,
} from './read.js';

/**
 * The sum of each side as so many pips of twelve: what each of the two dice showed is not told. Where it is known from the
 * seed, the dice.
 */
export function DiceDuel(props: BoardProps) {
  const round = roundOf(props);
  return (
    <Frame {...props} line={lineOf(props, round)}>
      <g key={props.shown}>
        {PLAYERS.map((player) => (
          <g class={player === 'mine' ? 'from-left' : 'from-right'}>
            <Roll
              x={player === 'mine' ? 88 : 232}
              sum={sumOf(round, player)}
              dice={diceOf(props, player)}
              isVoid={isLate(round, player)}
            />
          </g>
        ))}
      </g>
      <Strip
        {...props}
        cell={(one, player) => (
          <text class={`small ${isLate(one, player) ? 'muted struck' : ''}`} y="4" text-anchor="middle">
            {sumOf(one, player) ?? '?'}
          </text>
        )}
      />
    </Frame>
  );
}

/** Null where it is not known. */
function sumOf(round: ReplayRound | null, player: Player): number | null {
  return wholeIn(told(round?.result, player === 'mine' ? 'your_roll' : 'opponent_roll'), 2, 12);
}

/** Both dice, where they are known and make the sum that was told. */
function diceOf(props: BoardProps, player: Player): readonly number[] | null {
  const round = roundOf(props);
  const dice = round && props.dice?.get(round.round)?.[player];
  const isTold = dice?.length === 2 && dice.reduce((sum, die) => sum + die, 0) === sumOf(round, player);
  return isTold ? dice : null;
}

interface RollProps {
  readonly x: number;
  readonly sum: number | null;
  readonly dice: readonly number[] | null;
  /** Rolled for a side that was late. */
  readonly isVoid: boolean;
}

function Roll({ x, sum, dice, isVoid }: RollProps) {
  const pips = isVoid ? 'fill-muted' : 'fill-ink';
  return (
    <g transform={`translate(${x} 53)`}>
      {dice ? (
        dice.map((die, i) => <Die key={i} x={i === 0 ? -25 : 25} {...{ die, pips }} />)
      ) : (
        <Tray {...{ sum, pips }} />
      )}
      <text
        class={`huge ${isVoid || sum === null ? 'muted' : ''} ${isVoid ? 'struck' : ''}`}
        y="73"
        text-anchor="middle"
      >
        {sum ?? '?'}
      </text>
    </g>
  );
}

/** Where the pips of each face are, on a grid of three by three. */
const FACES = [[4], [0, 8], [0, 4, 8], [0, 2, 6, 8], [0, 2, 4, 6, 8], [0, 2, 3, 5, 6, 8]] as const;

function Die({ x, die, pips }: { readonly x: number; readonly die: number; readonly pips: string }) {
  return (
    <g transform={`translate(${x} 20)`}>
      <rect class="shape" x="-20" y="-20" width="40" height="40" rx="8" />
      {FACES[die - 1]?.map((place) => (
        <circle class={pips} cx={11 * ((place % 3) - 1)} cy={11 * (Math.floor(place / 3) - 1)} r="4" />
      ))}
    </g>
  );
}

function Tray({ sum, pips }: { readonly sum: number | null; readonly pips: string }) {
  return (
    <>
      <rect class="shape" x="-53" y="0" width="106" height="40" rx="8" />
      {Array.from({ length: 12 }, (_, i) => (
        <circle
          class={i < (sum ?? 0) ? pips : 'fill-sunk'}
          cx={-42.5 + 17 * Math.floor(i / 2)}
          cy={12 + 16 * (i % 2)}
          r="5.5"
        />
      ))}
    </>
  );
}

function lineOf(props: BoardProps, round: ReplayRound | null): string {
  if (round === null) return 'Each side rolls two dice. The higher sum wins.';
  const late = lateLine(props, round);
  if (late !== null) return late;
  const [mine, theirs] = [sumOf(round, 'mine'), sumOf(round, 'theirs')];
  if (mine === null || theirs === null) return 'What was rolled is not known.';
  if (mine === theirs) return `Both roll ${mine} with two dice: a tie.`;
  const winner = mine > theirs ? 'mine' : 'theirs';
  return `${Math.max(mine, theirs)} with two dice beats ${Math.min(mine, theirs)}: ${nameOf(props.match, winner)} wins.`;
}
