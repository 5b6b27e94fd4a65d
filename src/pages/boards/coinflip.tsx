import type { ReplayRound } from '../replay.js';
import { Frame, Unknown } from './frame.js';
import {
  type BoardProps,
  choiceOf,
  isLate,
  lateLine,
  nameOf,
  PLAYERS,
  type Player,
  roundOf,
  shownRounds,
  told,
  wordIn,
} from './read.js';

const FACES = ['heads', 'tails'] as const;
type Face = (typeof FACES)[number];

/** The coin with both calls at its sides; below, the flips so far. */
export function Coinflip(props: BoardProps) {
  const round = roundOf(props);
  return (
    <Frame {...props} line={lineOf(props, round)}>
      <g key={props.shown} class="reveal">
        <Coin face={flipOf(round)} />
      </g>
      {PLAYERS.map((player) => (
        <Call round={round} player={player} />
      ))}
      <Streak {...props} />
    </Frame>
  );
}

/** Null where it is not known. */
function flipOf(round: ReplayRound | null): Face | null {
  return wordIn(told(round?.result, 'flip'), FACES);
}

function Coin({ face }: { readonly face: Face | null }) {
  return (
    <g transform="translate(160 88)">
      <circle class="shape" r="34" />
      <circle class="fill-sunk" r="29" />
      {face === null ? (
        <Unknown x={0} y={0} />
      ) : (
        <>
          <text class="huge" y="6" text-anchor="middle">
            {face.charAt(0).toUpperCase()}
          </text>
          <text class="small" y="20" text-anchor="middle">
            {face}
          </text>
        </>
      )}
    </g>
  );
}

function Call({ round, player }: { readonly round: ReplayRound | null; readonly player: Player }) {
  const x = player === 'mine' ? 66 : 254;
  const call = choiceOf(round, player, FACES);
  if (call === null && !isLate(round, player)) return <Unknown x={x} y={88} />;
  const flip = flipOf(round);
  return (
    <g transform={`translate(${x})`}>
      <text class="small muted" y="74" text-anchor="middle">
        {call === null ? '' : 'calls'}
      </text>
      <text class="big" y="96" text-anchor="middle">
        {call ?? 'no call'}
      </text>
      <text class={`small ${call === flip ? 'win' : 'loss'}`} y="113" text-anchor="middle">
        {call === null || flip === null ? '' : call === flip ? '✓ right' : '✕ wrong'}
      </text>
    </g>
  );
}

const MOST_FLIPS = 13;

/** The flips so far, the last run of equal ones underlined. */
function Streak(props: BoardProps) {
  const flips = shownRounds(props).slice(-MOST_FLIPS).map(flipOf);
  const last = flips.at(-1);
  const run = last ? flips.length - 1 - flips.findLastIndex((flip) => flip !== last) : 0;
  const left = 160 - 10 * flips.length;
  return (
    <g>
      {flips.map((flip, i) => (
        <g transform={`translate(${left + 20 * i + 10} 147)`}>
          <circle class="line" r="8.5" />
          <text class={flip === last ? 'small' : 'small muted'} y="4" text-anchor="middle">
            {flip === null ? '?' : flip.charAt(0).toUpperCase()}
          </text>
        </g>
      ))}
      {run < 2 ? null : (
        <path class="run" d={`M${left + 20 * (flips.length - run) + 3} 160.5h${20 * run - 6}`} />
      )}
    </g>
  );
}

function lineOf(props: BoardProps, round: ReplayRound | null): string {
  if (round === null) return 'Both call heads or tails. The only right call wins.';
  const late = lateLine(props, round);
  if (late !== null) return late;
  const flip = flipOf(round);
  const [mine, theirs] = [choiceOf(round, 'mine', FACES), choiceOf(round, 'theirs', FACES)];
  if (flip === null || mine === null || theirs === null) return 'How the coin fell is not known.';
  const fell = `The coin shows ${flip}`;
  if (mine === theirs) return `${fell}: both are ${mine === flip ? 'right' : 'wrong'}, a tie.`;
  return `${fell}: only ${nameOf(props.match, mine === flip ? 'mine' : 'theirs')} is right.`;
}
