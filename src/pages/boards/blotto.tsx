import type { Replay, ReplayRound } from '../replay.js';
import { Frame } from './frame.js';
import {
  type BoardProps,
  isLate,
  moveOf,
  nameOf,
  numberIn,
  PLAYERS,
  type Player,
  roundOf,
  shownRounds,
  tenth,
  told,
  turnOf,
  wholeIn,
  winnerOf,
} from './read.js';

const FIELDS = { usual: 5, most: 10 } as const;
const AREA = { left: 14, right: 306, top: 82, ground: 148 } as const;
/** What a column of the highest bid takes. */
const TALLEST = 38;
const BUDGET = 100;
const MOST = 1_000_000;

/** The fields in a row, one a round: what each side sent there, and on which ground. Above, what is left to send. */
export function Blotto(props: BoardProps) {
  const { match } = props;
  const rounds = shownRounds(props);
  const turn = turnOf(props);
  const total = Math.max(FIELDS.usual, rounds.length + (turn ? 1 : 0));
  const first = Math.max(0, total - FIELDS.most);
  const bids = rounds.slice(first).flatMap((round) =>
    PLAYERS.flatMap((player) => {
      const bid = bidOf(round, player);
      return bid === null ? [] : [Math.max(bid, countedOf(match, round, player) ?? 0)];
    }),
  );
  const count = Math.min(total, FIELDS.most);
  const width = (AREA.right - AREA.left) / count;
  return (
    <Frame {...props} line={lineOf(props)}>
      {PLAYERS.map((player) => (
        <Budget key={player} player={player} {...budgetOf(props, player)} />
      ))}
      {Array.from({ length: count }, (_, i) => {
        const round = rounds[first + i];
        const isTurn = turn !== null && first + i === rounds.length;
        return (
          <Field
            key={first + i}
            match={match}
            round={round ?? null}
            terrain={terrainOf(isTurn ? turn.state : round?.state)}
            state={
              isTurn
                ? 'turn'
                : round === undefined
                  ? 'ahead'
                  : first + i === rounds.length - 1 && !turn
                    ? 'shown'
                    : 'past'
            }
            middle={AREA.left + width * (i + 0.5)}
            width={width - 4}
            scale={TALLEST / Math.max(20, ...bids)}
          />
        );
      })}
    </Frame>
  );
}

interface FieldProps {
  readonly match: Replay;
  readonly round: ReplayRound | null;
  /** What a bid of side a is multiplied by. */
  readonly terrain: number | null;
  readonly state: 'ahead' | 'turn' | 'shown' | 'past';
  readonly middle: number;
  readonly width: number;
  readonly scale: number;
}

function Field({ match, round, terrain, state, middle, width, scale }: FieldProps) {
  const winner = winnerOf(round);
  const lift = (match.side === 'a' ? 1 : -1) * Math.round(30 * ((terrain ?? 1) - 1));
  const [left, right] = [middle - width / 2, middle + width / 2];
  const ground = (x: number) => AREA.ground - 6 - (lift * (middle - x)) / (width / 2);
  const offset = Math.min(12, width / 4);
  return (
    <g>
      <rect
        class={winner ? `lit-${winner}` : 'plain'}
        x={left}
        y={AREA.top}
        width={width}
        height={AREA.ground - AREA.top + 18}
        rx="4"
      />
      {state === 'turn' || state === 'shown' ? (
        <path class="here" d={`M${left + 4} ${AREA.top}h${width - 8}`} />
      ) : null}
      {PLAYERS.map((player) => {
        const x = player === 'mine' ? middle - offset : middle + offset;
        return (
          <Column
            key={player}
            {...{ player, x, scale }}
            feet={[tenth(ground(x - 8)), tenth(ground(x + 8))]}
            bid={bidOf(round, player)}
            counted={round && countedOf(match, round, player)}
            said={round ? (isLate(round, player) ? '–' : '?') : state === 'turn' ? '?' : ''}
          />
        );
      })}
      <path
        class={state === 'ahead' ? 'tile' : 'ground'}
        d={`M${left + 0.5} ${ground(left)}L${right - 0.5} ${ground(right)}V${AREA.ground + 3}H${left + 0.5}Z`}
      />
      {terrain === null ? null : (
        <text
          class="small muted"
          x={sideA(match) === 'mine' ? left + 4 : right - 4}
          y="163"
          text-anchor={sideA(match) === 'mine' ? 'start' : 'end'}
        >
          ×{terrain}
        </text>
      )}
    </g>
  );
}

interface ColumnProps {
  readonly player: Player;
  readonly x: number;
  /** Where it stands, at its left and right: it leans with the ground. */
  readonly feet: readonly [number, number];
  readonly scale: number;
  readonly bid: number | null;
  /** What the bid counts on this ground. */
  readonly counted: number | null;
  /** Where no bid is known. */
  readonly said: string;
}

/** A bid, and in outline what the ground adds to it or takes from it. */
function Column({ player, x, feet: [left, right], scale, bid, counted, said }: ColumnProps) {
  const whole = Math.max(bid ?? 0, counted ?? 0) * scale;
  const solid = Math.min(bid ?? 0, counted ?? bid ?? 0) * scale;
  const shape = (height: number) =>
    `M${x - 8} ${left}V${tenth(left - height)}L${x + 8} ${tenth(right - height)}V${right}Z`;
  const above = tenth((left + right) / 2 - whole - 4);
  return (
    <>
      {whole > solid ? <path class={`part stroke-${player}`} d={shape(whole)} /> : null}
      {solid > 0 ? <path class={`fill-${player}`} d={shape(solid)} /> : null}
      <text class={bid === null ? 'small muted' : 'small'} x={x} y={above} text-anchor="middle">
        {bid ?? said}
      </text>
    </>
  );
}

interface BudgetProps {
  readonly player: Player;
  readonly left: number | null;
  readonly spent: number;
}

/** What is left of a budget, which drains towards its side's edge; lighter, what went just now. */
function Budget({ player, left, spent }: BudgetProps) {
  const most = Math.max(BUDGET, (left ?? 0) + spent);
  const size = (troops: number) => tenth((138 * troops) / most);
  const bar = (from: number, troops: number) => ({
    x: player === 'mine' ? 14 + size(from) : 306 - size(from) - size(troops),
    y: 53,
    width: size(troops),
    height: 8,
  });
  return (
    <g>
      <rect class="fill-sunk" {...bar(0, most)} />
      {left === null ? null : (
        <>
          <rect class={`fill-${player}`} {...bar(0, left)} />
          {spent > 0 ? <rect class={`reveal lit-${player}`} {...bar(left, spent)} /> : null}
        </>
      )}
      <text
        class="small"
        x={player === 'mine' ? 14 : 306}
        y="75"
        text-anchor={player === 'mine' ? 'start' : 'end'}
      >
        {left ?? '?'} left{spent > 0 ? `, ${spent} spent` : ''}
      </text>
    </g>
  );
}

/** What is left after what is shown, and what its last round took. */
function budgetOf(
  props: BoardProps,
  player: Player,
): { readonly left: number | null; readonly spent: number } {
  const round = roundOf(props);
  const key = player === 'mine' ? 'your_budget' : 'opponent_budget';
  const from = turnOf(props)?.state ?? round?.result;
  if (from === undefined) return { left: props.shown <= 0 ? BUDGET : null, spent: 0 };
  return { left: wholeIn(told(from, key), 0, MOST), spent: bidOf(round, player) ?? 0 };
}

function bidOf(round: ReplayRound | null, player: Player): number | null {
  return wholeIn(told(moveOf(round, player), 'bid'), 0, MOST);
}

function terrainOf(state: unknown): number | null {
  const terrain = numberIn(told(state, 'terrain_bonus_a'), 0.1, 9.9);
  return terrain === null ? null : tenth(terrain);
}

/** The side that the ground counts for. */
function sideA({ side }: Replay): Player {
  return side === 'b' ? 'theirs' : 'mine';
}

/** What a bid counts on its ground. */
function countedOf(match: Replay, round: ReplayRound, player: Player): number | null {
  const bid = bidOf(round, player);
  if (bid === null || player !== sideA(match)) return bid;
  const terrain = terrainOf(round.state);
  return terrain === null ? null : tenth(bid * terrain);
}

function lineOf(props: BoardProps): string {
  const { match } = props;
  const round = roundOf(props);
  const names = { mine: nameOf(match, 'mine'), theirs: nameOf(match, 'theirs') };
  if (round === null) {
    const terrain = terrainOf(turnOf(props)?.state);
    return terrain === null || terrain === 1
      ? 'Both sides send troops to the next field. The larger number takes it; what was sent is gone.'
      : `Both sides send troops to this field. Those of ${names[sideA(match)]} count ×${terrain}.`;
  }
  const late = PLAYERS.filter((player) => isLate(round, player));
  if (late.length === 2) return 'Neither side moved in time: nobody takes the field.';
  const [who] = late;
  if (who !== undefined)
    return `${names[who]} sent nothing in time: ${names[who === 'mine' ? 'theirs' : 'mine']} takes it.`;
  const [mine, theirs] = PLAYERS.map((player) => countedWords(match, round, player));
  if (mine == null || theirs == null) return 'What was sent is not known.';
  const winner = winnerOf(round);
  const told = `${names.mine} sent ${mine}, ${names.theirs} ${theirs}`;
  return winner === undefined
    ? `${told}.`
    : winner === null
      ? `${told}: nobody takes the field.`
      : `${told}: ${names[winner]} takes the field.`;
}

/** Such as `20 × 1.2 = 24`. */
function countedWords(match: Replay, round: ReplayRound, player: Player): string | null {
  const bid = bidOf(round, player);
  const counted = countedOf(match, round, player);
  if (bid === null) return null;
  return counted === null || counted === bid
    ? `${bid}`
    : `${bid} × ${terrainOf(round.state)} = ${counted}`.replaceAll(' ', '\u00a0');
}
