/** @typedef {import('../chart-data.js').ChartData} ChartData */
/** @typedef {import('../chart-data.js').Line} Line */

/** What the scores are stored as shares of. */
export const WHOLE = 100_000;

/** @type {ChartData} */
export const data = JSON.parse(element('chart-data').textContent ?? '');

/** @param {string} id */
export function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no element ${id}`);
  return found;
}

/**
 * An element with a text. Names come from strategies: they go in as text, never as markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} text
 */
export function made(tag, text = '') {
  const one = document.createElement(tag);
  one.textContent = text;
  return one;
}

/**
 * The scores of one against another, as the first of them sees it; null where they have not met.
 * @param {number} place
 * @param {number} opponent
 * @param {'course' | 'curve'} kind
 * @returns {Line | null}
 */
export function lineOf(place, opponent, kind) {
  for (const pairing of data.pairings) {
    if (pairing.first === place && pairing.second === opponent) return pairing[kind];
    if (pairing.first !== opponent || pairing.second !== place) continue;
    const { x, to, score, low, high } = pairing[kind];
    return { x, to, score: mirrored(score), low: mirrored(high), high: mirrored(low) };
  }
  return null;
}

/** @param {readonly number[]} values */
function mirrored(values) {
  return values.map((value) => WHOLE - value);
}

/** @param {number} place */
export function opponentsOf(place) {
  return data.order.filter((other) => other !== place && lineOf(place, other, 'course') !== null);
}

/** @param {number} place */
export function nameOf(place) {
  return data.names[place] ?? '';
}

/** `12,345`, `−40`. @param {number} n */
export function whole(n) {
  return n.toLocaleString('en-US').replace('-', '−');
}

/** `52.3 % (51.0 to 53.2)`. @param {Line} line @param {number} i */
export function scoreText({ score, low, high }, i) {
  const [at, from, to] = [score[i], low[i], high[i]].map((parts) =>
    ((100 * (parts ?? 0)) / WHOLE).toFixed(1),
  );
  return `${at} % (${from} to ${to})`;
}

/** `400`, or `385–448` for a bin. @param {Line} line @param {number} i */
export function placeText({ x, to }, i) {
  const from = x[i] ?? 0;
  const end = to[i] ?? from;
  return end === from ? whole(from) : `${whole(from)}–${whole(end)}`;
}
