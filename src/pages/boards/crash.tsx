import type { ReplayRound } from '../replay.js';
import { Badge, Frame } from './frame.js';
import {
  type BoardProps,
  lateLine,
  moveOf,
  nameOf,
  numberIn,
  PLAYERS,
  type Player,
  roundOf,
  tenth,
  told,
  turnOf,
} from './read.js';

/** Where the curve stands in the field: flags fly above it, at its left and right, and the crash is told below. */
const PLOT = { left: 72, right: 248, top: 88, bottom: 148 } as const;
/** No exit is above 10 in the rules; another arena may go further. */
const MOST_EXIT = 1000;
/** How far the curve is drawn beyond the last exit, where the crash came later. */
const BEYOND = 1.5;

/** A curve that grows until it crashes. Who gets out before that keeps what it had grown to, and the later exit wins. */
export function Crash(props: BoardProps) {
  const round = roundOf(props);
  const crash = crashOf(round);
  const exits = PLAYERS.flatMap((player) => {
    const exit = exitOf(round, player);
    return exit === null ? [] : [{ player, exit }];
  }).sort((one, other) => one.exit - other.exit);
  const last = exits.at(-1)?.exit ?? 1;
  const top =
    exits.length === 0 ? 10 : Math.max(last, Math.min(crash ?? last, BEYOND * Math.max(last, 1.2)), 1.2);
  const plot = plotUpTo(top);
  const reached = crash === null ? 1 : Math.min(crash, top);
  return (
    <Frame {...props} line={lineOf(props, round)}>
      <path class="axis" d={`M${PLOT.left - 6} ${PLOT.bottom + 0.5}H${PLOT.right + 6}`} />
      {crash === null && exits.length === 0 ? <Ahead plot={plot} /> : null}
      <path class="ahead" d={plot.curve(reached, top)} />
      <path class="reveal fill-sunk" d={`${plot.curve(1, reached)}V${PLOT.bottom}Z`} />
      <path key={props.shown} class="curve grow" pathLength="1" d={plot.curve(1, reached)} />
      {exits.map(({ player, exit }, i) => (
        <Flag
          key={player}
          player={player}
          exit={exit}
          gain={crash === null ? null : exit <= crash ? exit : 0}
          at={plot.at(exit)}
          to={i === 0 && (exits.length > 1 || plot.at(exit).x < 160) ? 'left' : 'right'}
        />
      ))}
      {crash === null ? null : crash > top ? (
        <Onwards crash={crash} at={plot.at(top)} />
      ) : (
        <Burst crash={crash} at={plot.at(crash)} />
      )}
    </Frame>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

type Plot = ReturnType<typeof plotUpTo>;

/** Growth is even in time: each step to the right multiplies by the same. */
function plotUpTo(top: number) {
  const at = (multiplier: number): Point => ({
    x: tenth(PLOT.left + ((PLOT.right - PLOT.left) * Math.log(multiplier)) / Math.log(top)),
    y: tenth(PLOT.bottom - ((PLOT.bottom - PLOT.top) * (multiplier - 1)) / (top - 1)),
  });
  const curve = (from: number, to: number) => {
    const points = Array.from({ length: 25 }, (_, i) => at(from * (to / from) ** (i / 24)));
    return `M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`;
  };
  return { at, curve };
}

/** Before the round: what may come. */
function Ahead({ plot }: { readonly plot: Plot }) {
  return (
    <>
      {[1, 2, 5, 10].map((multiplier) => (
        <text class="small muted" x={plot.at(multiplier).x} y="163" text-anchor="middle">
          {multiplier}×
        </text>
      ))}
      <text class="huge muted" x="128" y="106" text-anchor="middle">
        ?
      </text>
    </>
  );
}

interface FlagProps {
  readonly player: Player;
  readonly exit: number;
  readonly gain: number | null;
  readonly at: Point;
  readonly to: 'left' | 'right';
}

/** An exit: filled where it came before the crash. */
function Flag({ player, exit, gain, at: { x, y }, to }: FlagProps) {
  const safe = gain !== 0;
  const left = to === 'left' ? x - 60 : x;
  return (
    <g>
      <path class={`stroke-${player}`} d={`M${x} ${y}V52`} />
      <rect
        class={`${safe ? `fill-${player}` : 'fill-surface'} stroke-${player}`}
        x={left}
        y="52"
        width="60"
        height="29"
      />
      <text class={safe ? 'on' : undefined} x={left + 30} y="64" text-anchor="middle">
        {exit.toFixed(2)}×
      </text>
      <text class={`small ${safe ? 'on' : 'muted'}`} x={left + 30} y="77" text-anchor="middle">
        {gain === null ? 'gain ?' : `gain ${gain === 0 ? '0' : gain.toFixed(2)}`}
      </text>
      <Badge player={player} x={x} y={y} />
    </g>
  );
}

function Burst({ crash, at: { x, y } }: { readonly crash: number; readonly at: Point }) {
  return (
    <g class="reveal">
      <path class="fall" d={`M${x} ${y}V${PLOT.bottom}`} />
      <path
        class="burst"
        transform={`translate(${x} ${y})`}
        d="M0-9L2-3L8-6L4 0L9 4L3 3L0 9L-2 3L-8 6L-4 0L-9-4L-3-3Z"
      />
      <text class="loss" x={x} y="163" text-anchor="middle">
        crash {multiplier(crash)}
      </text>
    </g>
  );
}

/** The crash came far beyond what is drawn. */
function Onwards({ crash, at: { x, y } }: { readonly crash: number; readonly at: Point }) {
  return (
    <g class="reveal">
      <path class="curve" d={`M${x - 8} ${y + 1}L${x} ${y}L${x - 1} ${y + 8}`} />
      <text class="loss" x="306" y="163" text-anchor="end">
        crash later, at {multiplier(crash)}
      </text>
    </g>
  );
}

function multiplier(value: number): string {
  return value < 1e6 ? `${value.toFixed(2)}×` : 'over a million';
}

function lineOf(props: BoardProps, round: ReplayRound | null): string {
  if (round === null) {
    return turnOf(props)
      ? 'Both sides choose when to get out. Nobody knows when the crash comes.'
      : 'A value grows until it crashes. Of those who get out before that, the later one wins.';
  }
  const late = lateLine(props, round);
  if (late !== null) return late;
  const crash = crashOf(round);
  const [mine, theirs] = [exitOf(round, 'mine'), exitOf(round, 'theirs')];
  if (crash === null || mine === null || theirs === null) return 'What happened in this round is not known.';
  const [low, high] = mine < theirs ? [mine, theirs] : [theirs, mine];
  const [lower, higher] = (mine < theirs ? PLAYERS : PLAYERS.toReversed()).map((player) =>
    nameOf(props.match, player),
  );
  const came = `the crash came at ${multiplier(crash)}`;
  if (low > crash) return `Both were still in when ${came}: a tie.`;
  if (high > crash)
    return `${higher} flew to ${high.toFixed(2)}×, ${came}: ${lower} got out at ${low.toFixed(2)}×.`;
  if (high === low) return `Both got out at ${low.toFixed(2)}×, ${came}: a tie.`;
  return `${higher} got out at ${high.toFixed(2)}×, later than ${lower} at ${low.toFixed(2)}×; ${came}.`;
}

function crashOf(round: ReplayRound | null): number | null {
  return numberIn(told(round?.result, 'crash_point'), 1, Number.MAX_VALUE);
}

function exitOf(round: ReplayRound | null, player: Player): number | null {
  return numberIn(told(moveOf(round, player), 'cashout'), 1, MOST_EXIT);
}
