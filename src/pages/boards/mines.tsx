import type { ReplayRound } from '../replay.js';
import { Frame } from './frame.js';
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

/** The tiles of the rules, and most that another arena may have to be drawn. */
const TILES = { usual: 25, most: 100 } as const;
const SIDE = 98;

/**
 * The tiles, once a side, in the order in which they open: it is hidden, and the same for both. So the first mine has the same
 * place for both, and a side is out where it opens as many. Where the other mines were, only the seed tells.
 */
export function Mines(props: BoardProps) {
  const round = roundOf(props);
  const order = orderOf(props, round);
  return (
    <Frame {...props} line={lineOf(props, round)}>
      <g key={props.shown}>
        {PLAYERS.map((player) => (
          <Grid
            key={player}
            {...{ player, order }}
            opened={openedOf(props, round, player)}
            late={isLate(round, player)}
          />
        ))}
        <Mine x={160} y={84} size={11} />
        <text class="small muted" x="160" y="114" text-anchor="middle">
          first mine
        </text>
        <text class="big" x="160" y="135" text-anchor="middle">
          {order.safe === null ? '?' : order.safe + 1}
        </text>
      </g>
    </Frame>
  );
}

interface Order {
  readonly tiles: number;
  /** How many tiles were safe before the first mine. */
  readonly safe: number | null;
  /** At which places a mine is known to be. */
  readonly mines: readonly number[];
}

function orderOf(props: BoardProps, round: ReplayRound | null): Order {
  const state = turnOf(props)?.state ?? round?.state;
  const tiles = wholeIn(told(state, 'grid'), 2, TILES.most) ?? TILES.usual;
  const safe = wholeIn(told(round?.result, 'mine_at'), 0, tiles - 1);
  if (round === null || safe === null) return { tiles, safe, mines: [] };
  const places = props.mines?.get(round.round);
  return { tiles, safe, mines: places?.[0] === safe ? places : [safe] };
}

interface GridProps {
  readonly player: Player;
  readonly order: Order;
  readonly opened: number | null;
  readonly late: boolean;
}

function Grid({ player, order: { tiles, safe, mines }, opened, late }: GridProps) {
  const columns = Math.ceil(Math.sqrt(tiles));
  const step = SIDE / columns;
  const left = player === 'mine' ? 18 : 302 - SIDE;
  return (
    <g>
      {Array.from({ length: tiles }, (_, tile) => {
        const x = tenth(left + step * (tile % columns) + step / 2);
        const y = tenth(51 + step * Math.floor(tile / columns) + step / 2);
        const kind = kindOf(tile, opened, safe);
        return <Tile key={tile} {...{ player, kind, x, y }} mine={mines.includes(tile)} size={step - 2} />;
      })}
      <text class="small" x={left + SIDE / 2} y="163" text-anchor="middle">
        {late ? 'opened nothing' : saidOf(opened, safe)}
      </text>
    </g>
  );
}

function saidOf(opened: number | null, safe: number | null): string {
  if (opened === null) return '';
  const tiles = opened === 1 ? '1 tile' : `${opened} tiles`;
  return safe === null ? tiles : `${tiles}, ${opened <= safe ? 'safe' : 'out'}`;
}

type Kind = 'closed' | 'open' | 'hit' | 'wanted';

/** `wanted`: chosen, and not reached because of the mine. */
function kindOf(tile: number, opened: number | null, safe: number | null): Kind {
  if (opened === null || tile >= opened) return 'closed';
  if (tile === safe) return 'hit';
  return safe !== null && tile > safe ? 'wanted' : 'open';
}

interface TileProps {
  readonly kind: Kind;
  readonly mine: boolean;
  readonly player: Player;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

function Tile({ kind, mine, player, x, y, size }: TileProps) {
  const ground = {
    closed: 'tile',
    open: `fill-${player}`,
    hit: 'tile-hit',
    wanted: `tile-wanted stroke-${player}`,
  }[kind];
  return (
    <>
      <rect
        class={ground}
        x={tenth(x - size / 2)}
        y={tenth(y - size / 2)}
        width={tenth(size)}
        height={tenth(size)}
        rx="2"
      />
      {kind === 'open' ? (
        <path
          class="tick"
          transform={`translate(${x} ${y}) scale(${tenth(size / 18)})`}
          d="M-4 0l3 3.5l5-6.5"
        />
      ) : null}
      {mine ? <Mine x={x} y={y} size={size * (kind === 'hit' ? 0.3 : 0.36)} on={kind === 'hit'} /> : null}
    </>
  );
}

interface MineProps {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly on?: boolean;
}

function Mine({ x, y, size, on = false }: MineProps) {
  return (
    <g class={on ? 'mine-hit' : 'mine-shown'} transform={`translate(${x} ${y}) scale(${tenth(size) / 10})`}>
      <circle cx="-2" cy="3" r="9" />
      <path d="M2-6L7-1L4 3L-2-3Z" />
      <path d="M5-5C6-10 9-12 12-9M14-15V-13M18-9H16M17-14L15-12" fill="none" />
    </g>
  );
}

function openedOf(props: BoardProps, round: ReplayRound | null, player: Player): number | null {
  return wholeIn(told(moveOf(round, player), 'tiles'), 0, orderOf(props, round).tiles);
}

function lineOf(props: BoardProps, round: ReplayRound | null): string {
  if (round === null) {
    return 'Both say how many tiles they open. More wins, but a mine puts a side out.';
  }
  const late = lateLine(props, round);
  if (late !== null) return late;
  const { safe } = orderOf(props, round);
  const [mine, theirs] = [openedOf(props, round, 'mine'), openedOf(props, round, 'theirs')];
  if (safe === null || mine === null || theirs === null) return 'What happened in this round is not known.';
  const [low, high] = mine < theirs ? [mine, theirs] : [theirs, mine];
  const [fewer, more] = (mine < theirs ? PLAYERS : PLAYERS.toReversed()).map((player) =>
    nameOf(props.match, player),
  );
  const at = `tile ${safe + 1} was a mine`;
  if (low > safe) return `Both opened a mine, as ${at}: a tie.`;
  if (high > safe) return `${more} wanted ${high} tiles, but ${at}: ${fewer} was safe with ${low}.`;
  if (high === low) return `Both opened ${high}, and ${at}: a tie.`;
  return `${more} opened ${high} tiles, ${fewer} ${low}. All were safe, as only ${at}.`;
}
