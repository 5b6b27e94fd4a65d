import type { Stamped } from './events.js';
import { Feed } from './feed.js';
import { formatSummary } from './format-session.js';
import { createStyle } from './style.js';

/** A function that turns the events of one session, in order, into lines of plain words: the most detailed there are. */
export function createTextLines(): (stamped: Stamped) => readonly string[] {
  const style = createStyle(false);
  const feed = new Feed({ style, level: 'verbose', statusLine: false });
  return (stamped) => {
    const { event, timeMs } = stamped;
    const lines = [...feed.take(stamped), ...feed.takeHeldBack(timeMs)].map(({ text }) => text);
    if (event.event !== 'session_end') return lines;
    return [...lines, ...formatSummary(event, feed.progress, timeMs - feed.progress.startedMs, style)];
  };
}
