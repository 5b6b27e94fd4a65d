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

/** The sum of each side as so many pips of twelve: what each of the two dice showed is not told. */
export function DiceDuel(props: BoardProps) {
  const round = roundOf(props);
  return (
    <Frame {...props} line={lineOf(props, round)}>
      <g key={props.shown}>
        {PLAYERS.map((player) => (
          <g class={player === 'mine' ? 'from-left' : 'from-right'}>
            <Tray
              x={player === 'mine' ? 88 : 232}
              sum={sumOf(round, player)}
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

interface TrayProps {
  readonly x: number;
  readonly sum: number | null;
  /** Rolled for a side that was late. */
  readonly isVoid: boolean;
}

function Tray({ x, sum, isVoid }: TrayProps) {
  return (
    <g transform={`translate(${x} 53)`}>
      <rect class="shape" x="-53" y="0" width="106" height="40" rx="9" />
      {Array.from({ length: 12 }, (_, i) => (
        <circle
          class={i < (sum ?? 0) ? (isVoid ? 'fill-muted' : 'fill-ink') : 'fill-sunk'}
          cx={-42 + 16.8 * Math.floor(i / 2)}
          cy={12 + 16 * (i % 2)}
          r="5.5"
        />
      ))}
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
