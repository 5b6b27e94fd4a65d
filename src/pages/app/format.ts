import { oneLine } from '../../lib/visible.js';
import { formatSol, type Lamports, settle } from '../../wager.js';

/* How pages write numbers, times and foreign names. */

/** What is longer is not a name. */
const NAME_CHARACTERS = 60;

/** What somebody is called. */
export function nameText(text: string): string {
  return oneLine(text, NAME_CHARACTERS, 'no name');
}

/** Decimal places of an amount in SOL, as many as it needs. */
function placesOf(lamports: Lamports): number {
  return (formatSol(Math.abs(lamports)).split('.')[1] ?? '').length;
}

/** Decimal places that show what the smallest of some wagers can win and lose, for all amounts that stand together. */
export function placesFor(wagersLamports: Iterable<Lamports>): number {
  const smallest = Math.min(...[...wagersLamports].filter((wager) => wager > 0));
  if (!Number.isFinite(smallest)) return 2;
  return Math.max(2, placesOf(smallest), placesOf(settle(smallest).payoutLamports));
}

/** Decimal places that show each of some amounts truly, for all of them together. */
export function placesIn(amountsLamports: readonly Lamports[]): number {
  return Math.max(2, ...amountsLamports.map(placesOf));
}

/** `1,234.0500`: with as many places as asked for, and more only where the amount would not be told truly. */
export function solText(lamports: Lamports, places: number): string {
  const [whole = '', part = ''] = formatSol(Math.abs(lamports)).split('.');
  const grouped = Number(whole).toLocaleString('en-US');
  const all = part.padEnd(places, '0');
  return `${lamports < 0 ? '−' : ''}${grouped}${all === '' ? '' : `.${all}`}`;
}

/** As above, with its sign where it is more than nothing. */
export function netText(lamports: Lamports, places: number): string {
  return `${lamports > 0 ? '+' : ''}${solText(lamports, places)}`;
}

/** A message as a sentence begins. */
export function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** `51.3 %` of 0.513. */
export function percentText(ratio: number, places = 1): string {
  return `${(100 * ratio).toFixed(places).replace('-', '−')} %`;
}

/** `0.4 ms`, `12 ms`, `1.3 s`, `2 min 05 s`, `3 h 20 min`. */
export function durationText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const two = (n: number) => String(n).padStart(2, '0');
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${two(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const YEAR = new Intl.DateTimeFormat('en-GB', { year: 'numeric' });

/** Whose local time it is that pages show: `Europe/Berlin`. */
export const TIME_ZONE = CLOCK.resolvedOptions().timeZone;

/** `14:05:09` of today, `Tue 3 Mar 14:05:09` of this year, local time. */
export function timeText(at: number, now = Date.now()): string {
  const day = DAY.format(at);
  const clock = CLOCK.format(at);
  if (YEAR.format(at) !== YEAR.format(now)) return `${day} ${YEAR.format(at)} ${clock}`;
  return day === DAY.format(now) ? clock : `${day} ${clock}`;
}
