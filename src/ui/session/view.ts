import type { Stamped } from '../../runner/index.js';
import { formatTime } from '../text/format-units.js';
import type { Output } from '../text/output.js';
import type { Feed, Line } from './feed.js';

/** One way of showing a session. */
export interface View<Told = Stamped> {
  /** Cheap: takes note, and shows later. */
  show(told: Told): void;
  /** Shows everything that is still to be shown and leaves the screen clean. Idempotent; more may be shown after it. */
  finish(): void;
}

/** Deliveries are at least this far apart, so that a rapid game is not held up by the telling of it. */
const APART_MS = 20;

/** Collects events and delivers them together in a later turn of the event loop, so that reporting one costs nothing. */
export class Batch<Told = Stamped> {
  readonly #deliver: (events: readonly Told[]) => void;
  #waiting: Told[] = [];
  #deliveredAt = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(deliver: (events: readonly Told[]) => void) {
    this.#deliver = deliver;
  }

  add(told: Told): void {
    if (this.#waiting.push(told) > 1) return;
    if (performance.now() - this.#deliveredAt > APART_MS) {
      const immediate = setImmediate(() => this.flush());
      this.#cancel = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(() => this.flush(), APART_MS);
      this.#cancel = () => clearTimeout(timer);
    }
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    if (events.length === 0) return;
    this.#deliver(events);
    this.#deliveredAt = performance.now();
  }
}

/** How soon lines that were held back are looked at again when nothing else happens. */
const HELD_BACK_MS = 1000;

/** What turns events into lines: see `Feed`. */
export type LineFeed<Told> = Pick<Feed, 'takeHeldBack' | 'signed'> & { take(told: Told): Line[] };

/** Lines with the local time of day in front, and the date wherever it changes: readable the next morning. */
export function createPlainView<Told = Stamped>(
  stderr: Output,
  feed: LineFeed<Told>,
  now: () => number,
): View<Told> {
  let date = '';
  let timer: NodeJS.Timeout | undefined;

  const print = (lines: readonly Line[]) => {
    if (lines.length === 0) return;
    let text = '';
    for (const line of lines) {
      const [day = '', clock] = formatTime(line.timeMs).split(' ');
      if (day !== date) text += `${day}\n`;
      date = day;
      text += `${clock}  ${feed.signed(line.text)}\n`;
    }
    stderr.write(text);
  };
  const batch = new Batch<Told>((events) => {
    print([...events.flatMap((told) => feed.take(told)), ...feed.takeHeldBack(now())]);
    timer ??= setTimeout(() => {
      timer = undefined;
      print(feed.takeHeldBack(now()));
    }, HELD_BACK_MS).unref();
  });

  return {
    show: (told) => batch.add(told),
    finish() {
      batch.flush();
      clearTimeout(timer);
      timer = undefined;
      print(feed.takeHeldBack(now(), true));
    },
  };
}
