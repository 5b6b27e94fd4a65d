import type { ReplayRound } from '../replay.js';
import { Frame, Strip, Unknown } from './frame.js';
import {
  type BoardProps,
  choiceOf,
  isLate,
  lateLine,
  nameOf,
  PLAYERS,
  type Player,
  roundOf,
  winnerOf,
} from './read.js';

const THROWS = ['rock', 'paper', 'scissors'] as const;
type Throw = (typeof THROWS)[number];

/** What each throw does to the one that it beats. */
const BEATS: Readonly<Record<Throw, readonly [verb: string, beaten: Throw]>> = {
  rock: ['blunts', 'scissors'],
  paper: ['covers', 'rock'],
  scissors: ['cut', 'paper'],
};

/** Two hands from the two edges, the winning one forward; below, the throws so far. */
export function Rps(props: BoardProps) {
  const round = roundOf(props);
  return (
    <Frame {...props} line={lineOf(props, round)}>
      {PLAYERS.map((player) => (
        <g key={props.shown} transform={player === 'mine' ? '' : 'translate(320) scale(-1 1)'}>
          <g class="from-left">
            <Arm round={round} player={player} />
          </g>
        </g>
      ))}
      {PLAYERS.map((player) => (
        <text
          x={player === 'mine' ? reach(round, player) + 40 : 280 - reach(round, player)}
          y="129"
          text-anchor="middle"
        >
          {choiceOf(round, player, THROWS) ?? (isLate(round, player) ? 'no throw' : '')}
        </text>
      ))}
      <Strip {...props} cell={(one, player) => <Sign of={choiceOf(one, player, THROWS)} />} />
    </Frame>
  );
}

/** How far an arm comes in. */
function reach(round: ReplayRound | null, player: Player): number {
  const winner = winnerOf(round);
  return winner === player ? 78 : winner ? 48 : 62;
}

/** Each finger is a line; a hand is drawn twice, the wide dark one below being its outline. */
const HANDS: Readonly<Record<Throw, readonly string[]>> = {
  rock: ['M8-14.5H33M6-5H37M6 4.5H36M9 14H32', 'M12-13L29-3'],
  paper: ['M10-9L30-27', 'M8-14.5H60M6-5H69M6 4.5H66M9 14H57'],
  scissors: ['M8-12L66-25M8-4.5L68-3', 'M7 4.5H35M9 14H31', 'M12-6L27 7'],
};

function Arm({ round, player }: { readonly round: ReplayRound | null; readonly player: Player }) {
  const thrown = choiceOf(round, player, THROWS);
  return (
    <g transform={`translate(${reach(round, player)} 84) scale(1.2)`}>
      <rect class={`fill-${player}`} x="-90" y="-14" width="86" height="28" />
      <rect class={`fill-${player}`} x="-10" y="-18" width="12" height="36" rx="4" />
      {thrown === null ? (
        isLate(round, player) ? null : (
          <g transform={player === 'mine' ? '' : 'scale(-1 1)'}>
            <Unknown x={player === 'mine' ? 30 : -30} y={0} />
          </g>
        )
      ) : (
        HANDS[thrown].map((fingers) => (
          <>
            <path class="finger-edge" d={fingers} />
            <path class="finger" d={fingers} />
          </>
        ))
      )}
    </g>
  );
}

/** A throw in the strip: a stone, a sheet, a pair of blades. */
function Sign({ of }: { readonly of: Throw | null }) {
  switch (of) {
    case 'rock':
      return <circle class="fill-ink" r="4.5" />;
    case 'paper':
      return <rect class="shape" x="-3.5" y="-4.5" width="7" height="9" />;
    case 'scissors':
      return <path class="shape" d="M-5-4L3 2.5M-5 4L3-2.5M3 2.5a2 2 0 1 1 .1 0zM3-2.5a2 2 0 1 0 .1 0z" />;
    case null:
      return (
        <text class="small muted" y="4" text-anchor="middle">
          –
        </text>
      );
  }
}

function lineOf(props: BoardProps, round: ReplayRound | null): string {
  if (round === null) return 'Rock blunts scissors, scissors cut paper, paper covers rock.';
  const late = lateLine(props, round);
  if (late !== null) return late;
  const [mine, theirs] = [choiceOf(round, 'mine', THROWS), choiceOf(round, 'theirs', THROWS)];
  if (mine === null || theirs === null) return 'What was thrown is not known.';
  if (mine === theirs) return `Both throw ${mine}: a tie.`;
  const winner = BEATS[mine][1] === theirs ? 'mine' : 'theirs';
  const best = winner === 'mine' ? mine : theirs;
  const [verb, beaten] = BEATS[best];
  return `${best.charAt(0).toUpperCase()}${best.slice(1)} ${verb} ${beaten}: ${nameOf(props.match, winner)} wins.`;
}
