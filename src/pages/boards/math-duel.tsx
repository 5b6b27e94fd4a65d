import { oneLine } from '../../lib/visible.js';
import type { ReplayRound } from '../replay.js';
import { Badge, Frame } from './frame.js';
import {
  type BoardProps,
  fitted,
  isLate,
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
  wholeIn,
  winnerOf,
} from './read.js';

const LINE = { left: 22, right: 298, y: 145 } as const;
/** An hour: more than any arena waits. */
const MOST_MS = 3_600_000;
const USUAL_MS = 15_000;

/** The expression, both answers, and when they came. */
export function MathDuel(props: BoardProps) {
  const round = roundOf(props);
  const answer = answerOf(round);
  const expression = expressionOf(props);
  const timeoutMs = timeoutOf(props, round);
  return (
    <Frame {...props} line={lineOf(props, round)}>
      <text class="big" x="160" y="71" text-anchor="middle">
        {expression === null ? '?' : fitted(expression, 200, 20)}
        {expression === null && answer === null ? '' : ` = ${fitted(inSigns(`${answer ?? '?'}`), 100, 20)}`}
      </text>
      <g key={props.shown}>
        {PLAYERS.map((player) => (
          <Answer key={player} {...{ player, round }} x={player === 'mine' ? 85 : 235} />
        ))}
        <Times {...{ round, timeoutMs }} />
      </g>
    </Frame>
  );
}

function Answer({
  player,
  round,
  x,
}: {
  readonly player: Player;
  readonly round: ReplayRound | null;
  readonly x: number;
}) {
  const given = givenOf(round, player);
  const answer = answerOf(round);
  const right = given === null || answer === null ? null : given === answer;
  return (
    <g class={player === 'mine' ? 'from-left' : 'from-right'}>
      <text class="big" x={x} y="100" text-anchor="middle">
        {given === null ? (isLate(round, player) ? '–' : '?') : fitted(inSigns(`${given}`), 140, 20)}
      </text>
      {round === null ? null : (
        <text class="small" x={x} y="116" text-anchor="middle">
          {right === null ? null : (
            <tspan class={right ? 'win' : 'loss'}>{right ? '✓ right, ' : '✗ wrong, '}</tspan>
          )}
          <tspan class="muted">{whenOf(round, player)}</tspan>
        </text>
      )}
    </g>
  );
}

/** When the answers came. Each step to the right is ten times as late: bots differ by milliseconds, deadlines are seconds. */
function Times({ round, timeoutMs }: { readonly round: ReplayRound | null; readonly timeoutMs: number }) {
  const at = (ms: number) => {
    const share = Math.log(Math.max(1, Math.min(ms, timeoutMs))) / Math.log(timeoutMs);
    return tenth(LINE.left + share * (LINE.right - LINE.left));
  };
  const powers = [1, 10, 100, 1000, 10_000, 100_000].filter((ms) => 3 * ms < timeoutMs);
  return (
    <g>
      <path class="axis" d={`M${LINE.left} ${LINE.y}H${LINE.right}`} />
      {[...powers, timeoutMs].map((ms) => (
        <g key={ms}>
          <path class="axis" d={`M${at(ms)} ${LINE.y}v5`} />
          <text class="small muted" x={at(ms)} y="163" text-anchor="middle">
            {duration(ms)}
          </text>
        </g>
      ))}
      {PLAYERS.map((player) => {
        const ms = timeOf(round, player);
        const isAbove = player === 'mine' && Math.abs(at(ms ?? 0) - at(timeOf(round, 'theirs') ?? 0)) < 10;
        return ms === null ? null : (
          <Badge key={player} player={player} x={at(ms)} y={LINE.y - (isAbove ? 16 : 6)} />
        );
      })}
    </g>
  );
}

function whenOf(round: ReplayRound, player: Player): string {
  const timeMs = timeOf(round, player);
  if (isLate(round, player)) return 'no answer';
  return timeMs === null ? 'time not known' : `after ${duration(timeMs)}`;
}

function duration(ms: number): string {
  if (ms < 1) return 'under 1 ms';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toPrecision(3))} s`;
}

function timeOf(round: ReplayRound | null, player: Player): number | null {
  if (givenOf(round, player) === null) return null;
  return numberIn(player === 'mine' ? round?.decideMs : round?.theirDecideMs, 0, MOST_MS);
}

/** How long the sides have, and no less than they took. */
function timeoutOf(props: BoardProps, round: ReplayRound | null): number {
  const timeoutMs = numberIn(turnOf(props)?.timeoutMs ?? round?.timeoutMs, 100, MOST_MS) ?? USUAL_MS;
  return Math.max(timeoutMs, ...PLAYERS.map((player) => timeOf(round, player) ?? 0));
}

/** The right answer. */
function answerOf(round: ReplayRound | null): number | null {
  return wholeIn(told(round?.result, 'answer'), Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

function givenOf(round: ReplayRound | null, player: Player): number | null {
  return wholeIn(told(moveOf(round, player), 'answer'), Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

function expressionOf(props: BoardProps): string | null {
  const expression = told((turnOf(props) ?? roundOf(props))?.state, 'expression');
  return typeof expression === 'string' ? inSigns(oneLine(expression, 40)) : null;
}

/** As it is written by hand. */
function inSigns(expression: string): string {
  return expression.replaceAll('*', '×').replaceAll('-', '−');
}

function lineOf(props: BoardProps, round: ReplayRound | null): string {
  if (round === null) return 'Both sides work out the same expression. The faster right answer wins.';
  const late = lateLine(props, round);
  if (late !== null) return late;
  const answer = answerOf(round);
  const [mine, theirs] = PLAYERS.map((player) => givenOf(round, player));
  if (answer === null || mine == null || theirs == null) return 'What was answered is not known.';
  const right = PLAYERS.filter((player) => givenOf(round, player) === answer);
  const winner = winnerOf(round);
  if (right.length === 0) return `Neither side found ${inSigns(`${answer}`)}: a tie.`;
  if (right.length === 1)
    return `${nameOf(props.match, right[0] ?? 'mine')} was right, ${nameOf(props.match, right[0] === 'mine' ? 'theirs' : 'mine')} was not.`;
  return winner
    ? `Both were right. ${nameOf(props.match, winner)} was faster.`
    : 'Both were right, and as fast: a tie.';
}
