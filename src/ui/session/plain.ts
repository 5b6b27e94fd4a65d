import { twoDigits } from '../text/format-units.js';
import type { Output } from '../text/output.js';
import type { Feed, Line } from './feed.js';
import { Batch, type Stamped, type View } from './view.js';

/** How soon lines that were held back are looked at again when nothing else happens. */
const HELD_BACK_MS = 1000;

/** Lines with the local time of day in front, and the date wherever it changes: readable the next morning. */
export function createPlainView(stderr: Output, feed: Feed, now: () => number): View {
  let date = '';
  let timer: NodeJS.Timeout | undefined;

  const print = (lines: readonly Line[]) => {
    if (lines.length === 0) return;
    let text = '';
    for (const line of lines) {
      const at = new Date(line.timeMs);
      const day = `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
      if (day !== date) text += `${day}\n`;
      date = day;
      text += `${clockOf(at)}  ${line.text}\n`;
    }
    stderr.write(text);
  };
  const batch = new Batch((events) => {
    print([...events.flatMap((stamped) => feed.take(stamped)), ...feed.takeHeldBack(now())]);
    timer ??= setTimeout(() => {
      timer = undefined;
      print(feed.takeHeldBack(now()));
    }, HELD_BACK_MS).unref();
  });

  return {
    show: (stamped: Stamped) => batch.add(stamped),
    finish() {
      batch.flush();
      clearTimeout(timer);
      timer = undefined;
      print(feed.takeHeldBack(now(), true));
    },
  };
}

function clockOf(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':');
}
