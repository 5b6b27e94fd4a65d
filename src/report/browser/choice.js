import { data, element, lineOf, made, nameOf, opponentsOf } from './data.js';
import { drawLines } from './lines.js';

const COLOURS = ['--first', '--second'];

/** Whose lines are drawn where one of all is chosen, and against whom. */
const chosen = { place: -1, opponent: -1 };

/** The lines of the pairing that is chosen. */
export function drawChosen() {
  const places = data.subjects ?? [chosen.place];
  /** @param {'course' | 'curve'} kind */
  const lines = (kind) =>
    places.flatMap((place, i) => {
      const line = lineOf(place, chosen.opponent, kind);
      return line === null ? [] : [{ name: nameOf(place), colour: COLOURS[i] ?? '--first', line }];
    });
  drawLines('course', lines('course'), {
    logarithmic: false,
    xLabel: 'matches',
    said: (place) => `after ${place} matches`,
  });
  drawLines('curve', lines('curve'), {
    logarithmic: true,
    xLabel: 'match of the series',
    said: (place) => `in match ${place} of the series`,
  });
}

/** Lets the reader choose a pairing where there are several; begins with the best two. */
export function offerChoice() {
  const { subjects, pairings, order } = data;
  const host = element('choice');
  host.hidden = pairings.length < 2;
  if (subjects === null) {
    const places = order.filter((place) => opponentsOf(place).length > 0);
    chosen.place = places[0] ?? -1;
    const pick = (/** @type {number} */ place) => {
      chosen.place = place;
      offerOpponents(host);
      drawChosen();
    };
    host.append(select('Score of', places, chosen.place, pick));
  } else host.append(made('span', `Score of ${subjects.map(nameOf).join(' and ')}`));
  offerOpponents(host);
}

/** @param {HTMLElement} host */
function offerOpponents(host) {
  const subjects = data.subjects ?? [chosen.place];
  const met = data.order.filter((place) => subjects.some((subject) => opponentsOf(subject).includes(place)));
  const others = met.filter((place) => !subjects.includes(place));
  if (!others.includes(chosen.opponent)) chosen.opponent = others[0] ?? -1;
  const box = select('against', others, chosen.opponent, (place) => {
    chosen.opponent = place;
    drawChosen();
  });
  box.className = 'opponent';
  host.querySelector('.opponent')?.remove();
  host.append(box);
}

/**
 * @param {string} label
 * @param {readonly number[]} places
 * @param {number} place at first
 * @param {(place: number) => void} pick
 */
function select(label, places, place, pick) {
  const box = made('label', `${label} `);
  const list = made('select');
  for (const one of places) {
    const option = made('option', nameOf(one));
    option.value = String(one);
    option.selected = one === place;
    list.append(option);
  }
  list.addEventListener('change', () => pick(Number(list.value)));
  box.append(list);
  return box;
}
