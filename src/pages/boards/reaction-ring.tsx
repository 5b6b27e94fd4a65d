import type { ReplayRound } from '../replay.js';
import { Badge, Frame } from './frame.js';
import {
  type BoardProps,
  isLate,
  lateLine,
  moveOf,
  nameOf,
  PLAYERS,
  type Player,
  roundOf,
  tenth,
  told,
  turnOf,
  wholeIn,
} from './read.js';

const RING = { x: 160, y: 108, radius: 54 } as const;
/** The ring is open below, as the numbers do not meet there: 1 is far from 1000. In degrees from the top. */
const TURN = { from: -140, to: 140 } as const;
/** Where the way of each side to the target is shaded. */
const BANDS = { mine: { inner: 38, outer: 52 }, theirs: { inner: 22, outer: 36 } } as const;
const MOST = 1_000_000;

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A ring of numbers with the target and both guesses on it: the nearer guess wins. */
export function ReactionRing(props: BoardProps) {
  const round = roundOf(props);
  const range = rangeOf(props);
  const target = numberOf(round?.result, 'target', range);
  return (
    <Frame {...props} line={lineOf(props, round, range)}>
      <path class="track" d={arc(RING.radius, TURN.from, TURN.to)} />
      {Array.from({ length: 11 }, (_, i) => (
        <path key={i} class="axis" d={ray(TURN.from + 28 * i, RING.radius - 1, RING.radius + 3)} />
      ))}
      <text class="small muted" x="121" y="163" text-anchor="end">
        {range.min}
      </text>
      <text class="small muted" x="199" y="163">
        {range.max}
      </text>
      <g key={props.shown}>
        {PLAYERS.map((player) => (
          <Guess key={player} {...{ player, round, range, target }} />
        ))}
        {target === null ? (
          <text class="huge muted" x={RING.x} y={RING.y + 11} text-anchor="middle">
            ?
          </text>
        ) : (
          <Target target={target} angle={angleOf(target, range)} />
        )}
      </g>
    </Frame>
  );
}

interface GuessProps {
  readonly player: Player;
  readonly round: ReplayRound | null;
  readonly range: Range;
  readonly target: number | null;
}

function Guess({ player, round, range, target }: GuessProps) {
  const guess = guessOf(round, player, range);
  const x = player === 'mine' ? 48 : 272;
  const said = isLate(round, player) ? '–' : (guess ?? '?');
  return (
    <>
      <text class="small muted" x={x} y="86" text-anchor="middle">
        {isLate(round, player) ? 'no guess' : 'guess'}
      </text>
      <text class="big" x={x} y="108" text-anchor="middle">
        {said}
      </text>
      {guess === null ? null : <Hand {...{ player, guess, range, target }} />}
      {guess === null || target === null ? null : (
        <text class="small" x={x} y="125" text-anchor="middle">
          {distance(guess, target)}
        </text>
      )}
    </>
  );
}

/** From the centre to the guess, and the way from there to the target. */
function Hand({
  player,
  guess,
  range,
  target,
}: {
  readonly player: Player;
  readonly guess: number;
  readonly range: Range;
  readonly target: number | null;
}) {
  const { inner, outer } = BANDS[player];
  const angle = angleOf(guess, range);
  const tip = at(angle, outer);
  return (
    <>
      {target === null ? null : (
        <path class={`reveal lit-${player}`} d={sector(inner, outer, angle, angleOf(target, range))} />
      )}
      <path class={`hand stroke-${player}`} d={ray(angle, 0, outer)} />
      <Badge player={player} x={tip.x} y={tip.y} />
    </>
  );
}

/** Its number stands where the ring is open. */
function Target({ target, angle }: { readonly target: number; readonly angle: number }) {
  return (
    <g class="reveal">
      <path class="target" d={ray(angle, 0, RING.radius + 4)} />
      <text class="bold" x={RING.x} y="145" text-anchor="middle">
        {target}
      </text>
      <text class="small muted" x={RING.x} y="157" text-anchor="middle">
        target
      </text>
    </g>
  );
}

function angleOf(value: number, { min, max }: Range): number {
  return TURN.from + ((TURN.to - TURN.from) * (value - min)) / (max - min);
}

function at(degrees: number, radius: number) {
  const radians = (degrees * Math.PI) / 180;
  return { x: tenth(RING.x + radius * Math.sin(radians)), y: tenth(RING.y - radius * Math.cos(radians)) };
}

function ray(degrees: number, from: number, to: number): string {
  const [start, end] = [at(degrees, from), at(degrees, to)];
  return `M${start.x} ${start.y}L${end.x} ${end.y}`;
}

function arc(radius: number, from: number, to: number): string {
  const [start, end] = [at(from, radius), at(to, radius)];
  return `M${start.x} ${start.y}${curve(radius, from, to)}${end.x} ${end.y}`;
}

function curve(radius: number, from: number, to: number): string {
  return `A${radius} ${radius} 0 ${Math.abs(to - from) > 180 ? 1 : 0} ${to > from ? 1 : 0} `;
}

function sector(inner: number, outer: number, from: number, to: number): string {
  const [a, b, c, d] = [at(from, outer), at(to, outer), at(to, inner), at(from, inner)];
  return `M${a.x} ${a.y}${curve(outer, from, to)}${b.x} ${b.y}L${c.x} ${c.y}${curve(inner, to, from)}${d.x} ${d.y}Z`;
}

function rangeOf(props: BoardProps): Range {
  const state = (turnOf(props) ?? roundOf(props))?.state;
  const min = wholeIn(told(state, 'min'), -MOST, MOST) ?? 1;
  const max = wholeIn(told(state, 'max'), -MOST, MOST) ?? 1000;
  return max > min ? { min, max } : { min: 1, max: 1000 };
}

function numberOf(from: unknown, key: string, { min, max }: Range): number | null {
  return wholeIn(told(from, key), min, max);
}

function guessOf(round: ReplayRound | null, player: Player, range: Range): number | null {
  return numberOf(moveOf(round, player), 'guess', range);
}

function distance(guess: number, target: number): string {
  return guess === target ? 'exact' : `${Math.abs(guess - target)} off`;
}

function lineOf(props: BoardProps, round: ReplayRound | null, range: Range): string {
  if (round === null) return 'Both sides guess a hidden number. The nearer guess wins.';
  const late = lateLine(props, round);
  if (late !== null) return late;
  const target = numberOf(round.result, 'target', range);
  const [mine, theirs] = [guessOf(round, 'mine', range), guessOf(round, 'theirs', range)];
  if (target === null || mine === null || theirs === null) return 'What happened in this round is not known.';
  const [near, far] = [mine, theirs]
    .map((guess) => Math.abs(guess - target))
    .sort((one, other) => one - other);
  if (near === far) return `The target was ${target}, and both guesses are as near: a tie.`;
  const nearer = nameOf(props.match, Math.abs(mine - target) === near ? 'mine' : 'theirs');
  return `The target was ${target}: ${nearer} was nearer, ${near} off against ${far}.`;
}
