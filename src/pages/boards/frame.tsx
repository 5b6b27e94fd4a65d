import type { ComponentChildren } from 'preact';
import type { ReplayRound } from '../replay.js';
import {
  type BoardProps,
  endOf,
  fitted,
  gameName,
  isLate,
  linesOf,
  nameOf,
  PLAYERS,
  type Player,
  roundOf,
  scoreOf,
  shownRounds,
  turnOf,
  winnerOf,
} from './read.js';

/*
 * What all boards share. A board is 320 wide and 200 high: the sides and the score above, a line of words below, and between
 * them the field, from `FIELD.top` to `FIELD.bottom`, which is the game's own. Sizes of text are classes, so that none is
 * below 10 px on a narrow screen: `small` (11.5), none (12), `big` (20), `huge` (32). Colours are those of `board.css`.
 */

export const FIELD = { left: 10, right: 310, top: 48, bottom: 166, middle: 107 } as const;

/** What can be said of a side in a round: a shape and a word. */
const MARKS = {
  won: ['▲', 'win'],
  lost: ['▽', 'loss'],
  tied: ['=', 'muted'],
  late: ['◔', 'warn'],
  fallback: ['↺', 'warn'],
  forfeit: ['✕', 'warn'],
  resigned: ['✕', 'warn'],
} as const;

type Mark = keyof typeof MARKS;

/** The board of a game around what is its own. @param line what the round was, for somebody who does not know the game */
export function Frame(props: BoardProps & { readonly line: string; readonly children: ComponentChildren }) {
  const { match, shown, line, children } = props;
  const round = roundOf(props);
  const winner = winnerOf(round);
  const marks = { mine: marksOf(props, round, 'mine'), theirs: marksOf(props, round, 'theirs') };
  const end = endLine(props, marks);
  const lines = end === null ? linesOf(line, 296, 12, 2) : [fitted(line, 296, 12), fitted(end, 296, 12)];
  return (
    <svg class="board" viewBox="0 0 320 200" role="img" aria-label={labelOf(props, marks, lines)}>
      <Head {...props} marks={marks} />
      {winner ? <Edge key={shown} player={winner} /> : null}
      <g class="field" key={match.game}>
        {children}
      </g>
      {lines.map((one, i) => (
        <text x="160" y={lines.length === 1 ? 187 : 180 + 15 * i} text-anchor="middle">
          {one}
        </text>
      ))}
    </svg>
  );
}

type Marks = Readonly<Record<Player, readonly Mark[]>>;

function Head(props: BoardProps & { readonly marks: Marks }) {
  const score = scoreOf(props);
  return (
    <>
      <Badge player="mine" x={14} y={14} />
      <Badge player="theirs" x={306} y={14} />
      <text class="bold" x="23" y="18">
        {fitted(nameOf(props.match, 'mine', 40), 88, 12)}
      </text>
      <text class="bold" x="297" y="18" text-anchor="end">
        {fitted(nameOf(props.match, 'theirs', 40), 88, 12)}
      </text>
      <Said marks={props.marks.mine} x={10} anchor="start" />
      <Said marks={props.marks.theirs} x={310} anchor="end" />
      <text class="big" x="160" y="21" text-anchor="middle">
        {score.mine} : {score.theirs}
      </text>
      <text class="small muted" x="160" y="36" text-anchor="middle">
        {stageOf(props)}
      </text>
      <path class="line" d={`M${FIELD.left} 44.5H${FIELD.right}`} />
    </>
  );
}

function Said({ marks, x, anchor }: { marks: readonly Mark[]; x: number; anchor: 'start' | 'end' }) {
  return (
    <text class="small" x={x} y="36" text-anchor={anchor}>
      {marks.map((mark, i) => (
        <tspan class={MARKS[mark][1]} dx={i > 0 ? 5 : 0}>
          {`${MARKS[mark][0]} ${mark}`}
        </tspan>
      ))}
    </text>
  );
}

/** The edge of the side that won the round. */
function Edge({ player }: { readonly player: Player }) {
  const transform = player === 'mine' ? undefined : 'translate(320) scale(-1 1)';
  return (
    <path
      class={`reveal fill-${player}`}
      d={`M0 ${FIELD.top}h4V${FIELD.middle - 9}l6 9l-6 9V${FIELD.bottom}h-4z`}
      {...(transform === undefined ? {} : { transform })}
    />
  );
}

/** The sign of a side, for where its name has no place: a square for the left, a disc for the right. */
export function Badge({ player, x, y }: { readonly player: Player; readonly x: number; readonly y: number }) {
  return player === 'mine' ? (
    <rect class="fill-mine" x={x - 4} y={y - 4} width="8" height="8" />
  ) : (
    <circle class="fill-theirs" cx={x} cy={y} r="4.5" />
  );
}

/** What is not known, or not yet. */
export function Unknown({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <text class="huge muted" x={x} y={y + 11} text-anchor="middle">
      ?
    </text>
  );
}

const STRIP = { most: 11, width: 25 } as const;

/**
 * The rounds so far, one beside the other: `mine` above, `theirs` below, framed where it won.
 * @param cell what is drawn for a side around (0, 0), 21 wide and 13 high
 */
export function Strip(
  props: BoardProps & { readonly cell: (round: ReplayRound, player: Player) => ComponentChildren },
) {
  const rounds = shownRounds(props).slice(-STRIP.most);
  if (rounds.length === 0) return null;
  const left = 160 - (rounds.length * STRIP.width) / 2;
  return (
    <g>
      {PLAYERS.map((player, row) => (
        <>
          <Badge player={player} x={left - 8} y={143 + 15 * row} />
          {rounds.map((round, i) => (
            <g key={i} transform={`translate(${left + STRIP.width * (i + 0.5)} ${143 + 15 * row})`}>
              {winnerOf(round) === player ? (
                <rect class={`lit-${player}`} x="-10.5" y="-6.5" width="21" height="13" rx="3" />
              ) : null}
              {props.cell(round, player)}
            </g>
          ))}
        </>
      ))}
    </g>
  );
}

function marksOf(props: BoardProps, round: ReplayRound | null, player: Player): readonly Mark[] {
  const marks: Mark[] = [];
  const winner = winnerOf(round);
  if (winner !== undefined) marks.push(winner === null ? 'tied' : winner === player ? 'won' : 'lost');
  const end = endOf(props);
  const loses = end?.outcome === (player === 'mine' ? 'loss' : 'win');
  const late = isLate(round, player);
  if (end?.termination === 'resign' && loses) marks.push('resigned');
  else if (end?.termination === 'timeout' && (loses || late)) marks.push('forfeit');
  else if (late) marks.push('late');
  else if (player === 'mine' && round?.source === 'fallback') marks.push('fallback');
  return marks;
}

/** Why the match ended, where that does not follow from the score. */
function endLine({ match }: BoardProps, marks: Marks): string | null {
  const [who, other] = PLAYERS.filter((player) => marks[player].includes('forfeit'));
  if (other !== undefined) return 'Both sides forfeit: late too often.';
  if (who !== undefined) return `${nameOf(match, who)} forfeits: late too often.`;
  const resigned = PLAYERS.find((player) => marks[player].includes('resigned'));
  return resigned === undefined ? null : `${nameOf(match, resigned)} resigned the match.`;
}

function stageOf(props: BoardProps): string {
  const number = roundOf(props)?.round ?? turnOf(props)?.round;
  if (number === undefined) return endOf(props) ? 'end' : 'start';
  const round = `round ${Number.isSafeInteger(number) ? number : '?'}`;
  return endOf(props) ? `${round} · end` : round;
}

function labelOf(props: BoardProps, marks: Marks, lines: readonly string[]): string {
  const score = scoreOf(props);
  const sides = PLAYERS.map((player) =>
    [nameOf(props.match, player, 40), score[player], ...marks[player]].join(' '),
  );
  return `${gameName(props.match.game)}, ${stageOf(props)}. ${sides.join(', ')}. ${lines.join(' ')}`;
}
