import uPlot from 'uplot';
import { axis, colour, FONT, grid, rule, show, sizeOf } from './chart.js';
import { element, made, placeText, scoreText, WHOLE } from './data.js';

/** @typedef {import('../chart-data.js').Line} Line */
/** So few points are shown one by one. */
const FEW = 9;

/** @typedef {{ name: string, colour: string, line: Line }} Named */
/**
 * @typedef {object} How
 * @property {boolean} logarithmic
 * @property {string} xLabel
 * @property {(place: string) => string} said a place on the axis, in words
 */

/**
 * Scores with their intervals, in a chart, in words below it, and in a table.
 * @param {'course' | 'curve'} id
 * @param {readonly Named[]} lines
 * @param {How} how
 */
export function drawLines(id, lines, how) {
  const { logarithmic, xLabel } = how;
  const range = reach(lines);
  /** @type {uPlot.Options} */
  const options = {
    ...sizeOf(`${id}-chart`, 270),
    padding: [6, 24, 0, 0],
    cursor: { y: false, drag: { x: false, y: false } },
    legend: { show: false },
    scales: {
      x: { time: false, distr: logarithmic ? 3 : 1, range: (_, from, to) => roomy(from, to, logarithmic) },
      y: { range },
    },
    axes: [
      { ...axis(), label: xLabel, labelFont: FONT, labelSize: 20, size: 28, space: 70 },
      {
        ...axis(),
        grid: grid(),
        size: 52,
        splits: (_u, _axis, from, to, step) => ticks(Math.max(0, from), Math.min(WHOLE, to), step),
        values: (_, at) => at.map((tick) => `${Number(((100 * tick) / WHOLE).toFixed(3))} %`),
      },
    ],
    series: [{}, ...lines.flatMap(({ colour: name, line }) => [stroke(name, line), edge(), edge()])],
    bands: lines.map(({ colour: name }, i) => ({
      series: [3 * i + 3, 3 * i + 2],
      fill: () => colour(`${name}-band`),
    })),
    hooks: {
      drawAxes: [(u) => rule(u, u.valToPos(WHOLE / 2, 'y', true), false)],
      drawSeries: [(u, series) => drawAlone(u, lines[(series - 1) / 3])],
      setCursor: [(u) => tell(id, lines, how, u.cursor.idx == null ? null : u.data[0][u.cursor.idx])],
    },
  };
  /** @type {uPlot.AlignedData[]} */
  const tables = lines.map(({ line: { x, score, low, high } }) => [[...x], [...score], [...low], [...high]]);
  const words = lines.map((one) => `${one.name}: ${lastOf(one, how)}`).join('; ');
  show(`${id}-chart`, options, uPlot.join(tables), words);
  tell(id, lines, how, null);
  fillTable(id, lines, xLabel);
}

/** @param {string} name @param {Line} line @returns {uPlot.Series} */
function stroke(name, line) {
  return {
    stroke: () => colour(name),
    width: 2,
    spanGaps: true,
    points: { show: line.x.length < FEW, size: 8, fill: () => colour(name) },
  };
}

/** The interval of a single point, which no band can show. @param {uPlot} u @param {Named | undefined} one */
function drawAlone(u, one) {
  const { x = [], low = [], high = [] } = one?.line ?? {};
  if (one === undefined || x.length !== 1) return;
  const at = u.valToPos(x[0] ?? 0, 'x', true);
  u.ctx.save();
  u.ctx.strokeStyle = colour(one.colour);
  u.ctx.lineWidth = 2 * devicePixelRatio;
  u.ctx.beginPath();
  u.ctx.moveTo(at, u.valToPos(low[0] ?? 0, 'y', true));
  u.ctx.lineTo(at, u.valToPos(high[0] ?? 0, 'y', true));
  u.ctx.stroke();
  u.ctx.restore();
}

/** An end of an interval, which is not drawn itself. @returns {uPlot.Series} */
function edge() {
  return { spanGaps: true, points: { show: false }, stroke: 'transparent', width: 0 };
}

/** @param {number} from @param {number} to @param {number} step */
function ticks(from, to, step) {
  const all = [];
  for (let n = Math.ceil(from / step); n * step <= to; n++) all.push(n * step);
  return all;
}

/**
 * A point alone needs some room around it.
 * @param {number} from
 * @param {number} to
 * @param {boolean} logarithmic
 * @returns {[number, number]}
 */
function roomy(from, to, logarithmic) {
  if (from < to) return [from, to];
  return logarithmic ? [from / 2, from * 2] : [from - 1, from + 1];
}

/**
 * The lowest and the highest score to be seen: the first looks are so wide that the rest would be flat.
 * @param {readonly Named[]} lines
 * @returns {[number, number]}
 */
function reach(lines) {
  let low = WHOLE / 2;
  let high = WHOLE / 2;
  for (const { line } of lines) {
    const settled = Math.floor(line.x.length / 8);
    for (let i = 0; i < line.x.length; i++) {
      const [bottom, top] = i < settled ? [line.score[i], line.score[i]] : [line.low[i], line.high[i]];
      low = Math.min(low, bottom ?? low);
      high = Math.max(high, top ?? high);
    }
  }
  const margin = Math.max(WHOLE / 400, (high - low) / 20);
  return [low - margin, high + margin];
}

/**
 * Says below the chart what is under the cursor, or how it ended.
 * @param {string} id
 * @param {readonly Named[]} lines
 * @param {How} how
 * @param {number | null | undefined} x
 */
function tell(id, lines, how, x) {
  const rows = lines.map((one) => {
    const row = made('p');
    const mark = made('span');
    mark.className = 'mark';
    mark.style.background = colour(one.colour);
    const i = x == null ? -1 : one.line.x.indexOf(x);
    const words = i < 0 ? lastOf(one, how) : pointOf(one, i, how);
    row.append(mark, made('bdi', one.name), made('span', words));
    return row;
  });
  element(`${id}-words`).replaceChildren(...rows);
}

/** @param {Named} one @param {How} how */
function lastOf(one, how) {
  const last = one.line.x.length - 1;
  return last < 0 ? 'no matches' : pointOf(one, last, how);
}

/** @param {Named} one @param {number} i @param {How} how */
function pointOf({ line }, i, { said }) {
  return `${scoreText(line, i)} ${said(placeText(line, i))}`;
}

/** @param {string} id @param {readonly Named[]} lines @param {string} xLabel */
function fillTable(id, lines, xLabel) {
  const head = made('tr');
  for (const text of [xLabel, ...lines.map(({ name }) => name)]) {
    const cell = made('th', text);
    cell.scope = 'col';
    head.append(cell);
  }
  /** @type {Map<number, string>} */
  const places = new Map();
  for (const { line } of lines) for (const [i, x] of line.x.entries()) places.set(x, placeText(line, i));
  const rows = [...places]
    .sort(([a], [b]) => a - b)
    .map(([x, text]) => {
      const row = made('tr');
      const cell = made('th', text);
      cell.scope = 'row';
      const scores = lines.map(({ line }) => (line.x.includes(x) ? scoreText(line, line.x.indexOf(x)) : ''));
      row.append(cell, ...scores.map((score) => made('td', score)));
      return row;
    });
  const parts = [made('caption', 'Score in percent, with its 95 % interval'), made('thead'), made('tbody')];
  parts[1]?.append(head);
  parts[2]?.append(...rows);
  element(`${id}-table`).replaceChildren(...parts);
}
