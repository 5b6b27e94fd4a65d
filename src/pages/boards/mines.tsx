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
  told,
  turnOf,
  wholeIn,
} from './read.js';

/** The tiles of the rules, and most that another arena may have to be drawn. */
const TILES = { usual: 25, most: 100 } as const;
const SIDE = 98;

/**
 * The tiles, once a side, in the order in which they open: it is hidden, and the same for both. So the first mine has the same
 * place for both, and a side is out where it opens as many.
 */
export function Mines(props: BoardProps) {
  const round = roundOf(props);
  const safe = safeOf(props, round);
  return (
    <Frame {...props} line={lineOf(props, round)}>
      <g key={props.shown}>
        {PLAYERS.map((player) => (
          <Grid
            player={player}
            tiles={tilesOf(props)}
            opened={openedOf(props, round, player)}
            safe={safe}
            late={isLate(round, player)}
          />
        ))}
        <Mine x={160} y={84} size={11} />
        <text class="small muted" x="160" y="114" text-anchor="middle">
          first mine
        </text>
        <text class="big" x="160" y="135" text-anchor="middle">
          {safe === null ? '?' : safe + 1}
        </text>
      </g>
    </Frame>
  );
}

interface GridProps {
  readonly player: Player;
  readonly tiles: number;
  readonly opened: number | null;
  readonly safe: number | null;
  readonly late: boolean;
}

function Grid({ player, tiles, opened, safe, late }: GridProps) {
  const columns = Math.ceil(Math.sqrt(tiles));
  const step = SIDE / columns;
  const left = player === 'mine' ? 18 : 302 - SIDE;
  return (
    <g>
      {Array.from({ length: tiles }, (_, tile) => {
        const x = left + step * (tile % columns) + step / 2;
        const y = 51 + step * Math.floor(tile / columns) + step / 2;
        return <Tile key={tile} kind={kindOf(tile, opened, safe)} {...{ player, x, y }} size={step - 2} />;
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

type Kind = 'closed' | 'open' | 'hit' | 'wanted' | 'mine';

/** `wanted`: chosen, and not reached because of the mine. */
function kindOf(tile: number, opened: number | null, safe: number | null): Kind {
  if (tile === safe) return opened !== null && tile < opened ? 'hit' : 'mine';
  if (opened === null || tile >= opened) return 'closed';
  return safe !== null && tile > safe ? 'wanted' : 'open';
}

interface TileProps {
  readonly kind: Kind;
  readonly player: Player;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

function Tile({ kind, player, x, y, size }: TileProps) {
  const ground = {
    closed: 'tile',
    open: `fill-${player}`,
    hit: 'tile-hit',
    wanted: `tile-wanted stroke-${player}`,
    mine: 'tile',
  }[kind];
  const box = { x: x - size / 2, y: y - size / 2, width: size, height: size, rx: size / 8 };
  return (
    <>
      <rect class={ground} {...box} />
      {kind === 'open' ? (
        <path class="tick" d={`M${x - size / 5} ${y}l${size / 6} ${size / 6}l${size / 4} ${-size / 3}`} />
      ) : null}
      {kind === 'hit' || kind === 'mine' ? <Mine x={x} y={y} size={size * 0.28} on={kind === 'hit'} /> : null}
    </>
  );
}

function Mine({
  x,
  y,
  size,
  on = false,
}: {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly on?: boolean;
}) {
  return (
    <g class={on ? 'mine-hit' : 'mine-shown'} transform={`translate(${x} ${y}) scale(${size / 10})`}>
      <path d="M-14 0H14M0-14V14M-10-10L10 10M-10 10L10-10" />
      <circle r="9" />
    </g>
  );
}

function tilesOf(props: BoardProps): number {
  const state = turnOf(props)?.state ?? roundOf(props)?.state;
  return wholeIn(told(state, 'grid'), 2, TILES.most) ?? TILES.usual;
}

/** How many tiles were safe before the first mine. */
function safeOf(props: BoardProps, round: ReplayRound | null): number | null {
  return wholeIn(told(round?.result, 'mine_at'), 0, tilesOf(props) - 1);
}

function openedOf(props: BoardProps, round: ReplayRound | null, player: Player): number | null {
  return wholeIn(told(moveOf(round, player), 'tiles'), 0, tilesOf(props));
}

function lineOf(props: BoardProps, round: ReplayRound | null): string {
  if (round === null) {
    return 'Both say how many tiles they open, in one hidden order. More wins, but a mine puts a side out.';
  }
  const late = lateLine(props, round);
  if (late !== null) return late;
  const safe = safeOf(props, round);
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
