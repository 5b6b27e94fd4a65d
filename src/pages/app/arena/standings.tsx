import type { ArenaStandings, StandingsLine } from '../../arena/answers.js';
import { gameName } from '../../boards/read.js';
import { Name, Nothing } from '../parts.js';

interface Props {
  readonly standings: ArenaStandings;
  /** As many rows, where not all are wanted. */
  readonly most?: number;
  /** Only those whose name has it in it. */
  readonly find?: string;
}

/** Below so many matches of a side its place means little. */
const FEW_MATCHES = 10;

/** Who is how strong: a table whose last column is a chart of points with error bars on one scale. */
export function Standings({ standings, most = Number.POSITIVE_INFINITY, find = '' }: Props) {
  const { rows, game } = standings;
  if (rows.length === 0)
    return (
      <Nothing
        title={game === null ? 'No match is over yet.' : `No match of ${gameName(game)} is over yet.`}
      />
    );
  const groups = new Set(rows.map(({ group }) => group)).size;
  const ranked = rows.map((line, index) => ({
    line,
    rank: 1 + index - rows.findIndex(({ group }) => group === line.group),
  }));
  const wanted = find.toLowerCase();
  const shown = ranked.filter(({ line }) => line.name.toLowerCase().includes(wanted)).slice(0, most);
  if (shown.length === 0) return <Nothing title="The name of no bot contains this." />;
  const scale = scaleOf(shown.map(({ line }) => line));
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: they are lost with the layout of a table
    <table
      role="table"
      class={`standings${Number.isFinite(most) ? ' few' : ''}`}
      aria-label={`Standings, ${game === null ? 'all games' : gameName(game)}`}
    >
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" class="num">
            <span class="unseen">Place</span>
          </th>
          <th role="columnheader" scope="col">
            Bot
          </th>
          <th role="columnheader" scope="col" class="num wide">
            Won–drawn–lost
          </th>
          <th role="columnheader" scope="col" class="num">
            Rating
          </th>
          <th role="columnheader" scope="col" class="chart-cell">
            <Axis {...scale} />
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {shown.map(({ line, rank }, index) => (
          <Line
            key={line.id}
            line={line}
            rank={rank}
            scale={scale}
            isApart={groups > 1 && index > 0 && shown[index - 1]?.line.group !== line.group}
          />
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: they are lost with the layout of a table
  );
}

interface LineProps {
  readonly line: StandingsLine;
  readonly rank: number;
  readonly scale: Scale;
  /** Those before it have never met those from here on. */
  readonly isApart: boolean;
}

function Line({ line, rank, scale, isApart }: LineProps) {
  const { name, wins, draws, losses, streak, elo } = line;
  const isNew = wins + draws + losses < FEW_MATCHES;
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: they are lost with the layout of a table
    <tr role="row" class={isApart ? 'apart' : ''}>
      <td role="cell" class="num rank">
        {rank}
      </td>
      <th role="rowheader" scope="row">
        <span class="bot-name">
          <Name of={name} />
          {streak >= 3 ? <span class="tag win streak">{streak} in a row</span> : null}
        </span>
      </th>
      <td role="cell" class="num wide" data-label="Won–drawn–lost">
        {wins}–{draws}–{losses}
      </td>
      <td role="cell" class={`num ${isNew ? 'muted' : ''}`} data-label="Rating">
        {signed(elo)}
      </td>
      <td role="cell" class="chart-cell">
        <Bar line={line} scale={scale} />
      </td>
    </tr>
    // biome-ignore-end lint/a11y/noRedundantRoles: they are lost with the layout of a table
  );
}

/** Of Elo, from the left edge to the right one. */
interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Whose interval is longer than this reaches over the edge. */
const WIDEST = 800;

function scaleOf(lines: readonly StandingsLine[]): Scale {
  const low = Math.max(-WIDEST, Math.min(-100, ...lines.map((line) => line.low)));
  const high = Math.min(WIDEST, Math.max(100, ...lines.map((line) => line.high)));
  return { low: Math.floor(low / 50) * 50, high: Math.ceil(high / 50) * 50 };
}

function Bar({ line: { elo, low, high }, scale }: { readonly line: StandingsLine; readonly scale: Scale }) {
  const at = (value: number) =>
    100 * Math.min(1, Math.max(0, (value - scale.low) / (scale.high - scale.low)));
  const words = `${signed(elo)}, between ${signed(low)} and ${signed(high)}`;
  return (
    <span class="interval" role="img" aria-label={words} title={words}>
      <span class="zero" style={{ left: `${at(0)}%` }} />
      <span class="reach" style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }} />
      <span class="point" style={{ left: `${at(elo)}%` }} />
    </span>
  );
}

function Axis({ low, high }: Scale) {
  return (
    <span class="axis">
      <span>{signed(low)}</span>
      <span>{signed(high)}</span>
    </span>
  );
}

function signed(elo: number): string {
  return `${elo > 0 ? '+' : elo < 0 ? '−' : ''}${Math.abs(elo)}`;
}
