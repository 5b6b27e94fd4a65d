import uPlot from 'uplot';
import { element } from './data.js';

export const FONT = '12px system-ui, sans-serif';

/** @type {Map<string, uPlot>} */
export const charts = new Map();

/** A colour of the page as it is now, light or dark. @param {string} name */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @returns {uPlot.Axis} */
export function axis() {
  const none = { show: false };
  return { stroke: () => colour('--muted'), font: FONT, grid: none, ticks: none, border: none };
}

export function grid() {
  return { stroke: () => colour('--grid'), width: 1 };
}

/** @param {string} id @param {number} height */
export function sizeOf(id, height) {
  return { width: Math.max(200, element(id).clientWidth), height };
}

/**
 * A dashed line across: the score, or the rating, at which nobody is better.
 * @param {uPlot} u
 * @param {number} at
 * @param {boolean} upright
 */
export function rule({ ctx, bbox }, at, upright) {
  ctx.save();
  ctx.strokeStyle = colour('--muted');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(upright ? at : bbox.left, upright ? bbox.top : at);
  ctx.lineTo(upright ? at : bbox.left + bbox.width, upright ? bbox.top + bbox.height : at);
  ctx.stroke();
  ctx.restore();
}

/**
 * Draws a chart, in the place of the one that was there.
 * @param {string} id
 * @param {uPlot.Options} options
 * @param {uPlot.AlignedData} values
 * @param {string} words what it says, for those who do not see it
 */
export function show(id, options, values, words) {
  charts.get(id)?.destroy();
  const chart = new uPlot(options, values, element(id));
  chart.ctx.canvas.setAttribute('role', 'img');
  chart.ctx.canvas.setAttribute('aria-label', words);
  charts.set(id, chart);
}

/** Charts take the width that they are given, also when it changes. */
export function followWidths() {
  const observer = new ResizeObserver(() => {
    for (const [id, chart] of charts) {
      const size = sizeOf(id, chart.height);
      if (chart.width !== size.width) chart.setSize(size);
    }
  });
  for (const id of charts.keys()) observer.observe(element(id));
}
