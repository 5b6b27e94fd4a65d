import { axis, colour, FONT, grid, rule, show, sizeOf } from './chart.js';
import { data, element, made, whole } from './data.js';

/** @typedef {import('uplot')} uPlot */

const CHART = 'ratings-chart';
const ROW = 28;

/** A line for each strategy: a dot for its rating, a bar for its interval. */
export function drawRatings() {
  const bars = data.ratings;
  const ends = bars.flatMap(({ low, high }) => [low, high]);
  const [lowest, highest] = [Math.min(...ends), Math.max(...ends)];
  const margin = Math.max(1, (highest - lowest) / 30);
  const longest = Math.max(...bars.map(({ name }) => widthOf(name)));
  const namesWidth = () => Math.min(longest + 16, 0.36 * element(CHART).clientWidth);
  /** @type {uPlot.Options} */
  const options = {
    ...sizeOf(CHART, ROW * bars.length + 40),
    cursor: { show: false },
    legend: { show: false },
    padding: [0, 14, 0, 0],
    scales: {
      x: { time: false, ori: 1, dir: -1, range: [-0.6, bars.length - 0.4] },
      y: { ori: 0, dir: 1, range: [lowest - margin, highest + margin] },
    },
    axes: [
      {
        ...axis(),
        side: 3,
        size: namesWidth,
        stroke: () => colour('--text'),
        splits: () => bars.map((_, i) => i),
        values: () => bars.map(({ name }) => fitted(name, namesWidth() - 12)),
      },
      { ...axis(), side: 2, size: 28, space: 60, grid: grid(), values: (_, at) => at.map(whole) },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: {
      drawSeries: [drawBars],
      drawAxes: [(u) => rule(u, u.valToPos(0, 'y', true), true)],
    },
  };
  const words = bars.map(({ name, elo, low, high }) => `${name} ${elo} (${low} to ${high})`).join('; ');
  show(CHART, options, [bars.map((_, i) => i), bars.map(({ elo }) => elo)], `Elo: ${words}`);
}

/** @param {uPlot} u */
function drawBars(u) {
  const { ctx } = u;
  const unit = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour('--first');
  ctx.lineWidth = 2 * unit;
  for (const [i, { elo, low, high }] of data.ratings.entries()) {
    const y = u.valToPos(i, 'x', true);
    const from = u.valToPos(low, 'y', true);
    const to = u.valToPos(high, 'y', true);
    ctx.beginPath();
    ctx.moveTo(from, y);
    ctx.lineTo(to, y);
    for (const end of [from, to]) {
      ctx.moveTo(end, y - 4 * unit);
      ctx.lineTo(end, y + 4 * unit);
    }
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(u.valToPos(elo, 'y', true), y, 3.5 * unit, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}

/** The text, or as much of it as fits. @param {string} text @param {number} width */
function fitted(text, width) {
  const characters = [...text];
  let shown = text;
  for (let length = characters.length - 1; length > 0 && widthOf(shown) > width; length--) {
    shown = `${characters.slice(0, length).join('')}…`;
  }
  return shown;
}

const ruler = made('canvas').getContext('2d');

/** In pixels of the page. @param {string} text */
function widthOf(text) {
  if (ruler === null) return 0;
  ruler.font = FONT;
  return ruler.measureText(text).width;
}
