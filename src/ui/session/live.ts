import type { Stamped } from '../../runner/index.js';
import type { MatchProgress, Phase, SessionProgress } from '../../session-progress.js';
import { formatCount, formatDuration, formatMatches, formatTime, formatWait } from '../text/format-units.js';
import { createLiveLine } from '../text/live-line.js';
import type { Output, Style } from '../text/output.js';
import { clean, squeeze, truncate, width } from '../text/text.js';
import type { Feed } from './feed.js';
import { formatName, formatNetStyled, formatScore } from './format-match.js';
import { formatPlace, formatTally } from './format-session.js';
import type { View } from './view.js';

/** What a person is asked, in place of what is going on. */
export interface Prompt {
  /** In at most so many columns; null while nothing is asked. */
  line(nowMs: number, columns: number, style: Style): string | null;
  /** Lines that are to stay above it; each is given once. */
  takeNotes(): readonly string[];
}

/** What is finished scrolls up as lines that stay; below it one line tells what is going on. */
export function createLiveView(
  stderr: Output,
  feed: Feed,
  style: Style,
  now: () => number,
  prompt?: Prompt,
): View {
  let waiting: Stamped[] = [];
  let finished = false;

  const finishedLines = (everything: boolean): string => {
    const events = waiting;
    waiting = [];
    const lines = [...events.flatMap((event) => feed.take(event)), ...feed.takeHeldBack(now(), everything)];
    const texts = [...lines.map(({ text }) => text), ...(prompt?.takeNotes() ?? [])];
    return texts.map((text) => `${squeeze(text, live.screen.columns)}\n`).join('');
  };
  const live = createLiveLine(stderr, style, (columns, screen) => {
    screen.print(finishedLines(false));
    const asked = prompt?.line(now(), columns, style);
    return asked ?? formatStatus(feed.progress, feed.perSecond, now(), columns, style);
  });

  return {
    show(stamped) {
      waiting.push(stamped);
      if (finished) stderr.write(finishedLines(true));
      else live.start();
    },
    finish() {
      finished = true;
      live.stop();
      stderr.write(finishedLines(true));
    },
  };
}

/** A part of the status line. Where there is no room for all, the parts with the highest number go first. */
interface Part {
  readonly text: string;
  readonly goes: number;
}

const GAP = '  ';
const BAR_CELLS = 10;
/** Below it a turn is marked as urgent. */
const URGENT_MS = 3000;

/** What is going on at this moment, in one line no wider than `columns`. */
export function formatStatus(
  progress: SessionProgress,
  perSecond: number | null,
  nowMs: number,
  columns: number,
  style: Style,
): string {
  const isHurrying = perSecond !== null && !isWaiting(progress.phase, nowMs);
  const now = isHurrying
    ? [
        { text: style.bold(formatMatches(progress.matches)), goes: 0 },
        { text: `${formatCount(Math.round(perSecond))} a second`, goes: 3 },
      ]
    : nowParts(progress, nowMs, style);
  return dropToFit([...now, ...totalParts(progress, style)], columns);
}

/** A place in the queue that is this old is worth a word, however quick the matches before it were. */
const LONG_WAIT_MS = 1_000;

/** Whether nothing is played just now, so that the speed of the matches before says nothing. */
function isWaiting(phase: Phase, nowMs: number): boolean {
  if (phase.is === 'queued' || phase.is === 'challenge') return nowMs - phase.sinceMs >= LONG_WAIT_MS;
  return ['connecting', 'reconnecting', 'paused', 'waiting'].includes(phase.is);
}

function dropToFit(parts: readonly Part[], columns: number): string {
  const kept = [...parts];
  while (kept.length > 1 && width(join(kept)) > columns) {
    const last = Math.max(...kept.map((part) => part.goes));
    kept.splice(
      kept.findLastIndex((part) => part.goes === last),
      1,
    );
  }
  return truncate(join(kept), columns);
}

function join(parts: readonly Part[]): string {
  return parts.map((part) => part.text).join(GAP);
}

function nowParts({ phase, match, session }: SessionProgress, nowMs: number, style: Style): Part[] {
  const game = { text: style.name(session?.games?.join(', ') ?? session?.game ?? ''), goes: 4 };
  switch (phase.is) {
    case 'connecting':
      return [{ text: 'connecting', goes: 0 }];
    case 'reconnecting':
      return [
        { text: `reconnecting in ${formatWait(phase.untilMs - nowMs + 999)}`, goes: 0 },
        { text: `attempt ${phase.attempt}`, goes: 3 },
        { text: clean(phase.reason, 80), goes: 5 },
      ];
    case 'idle':
      return [{ text: 'connected', goes: 0 }, game];
    case 'paused':
      return [
        { text: 'paused', goes: 0 },
        { text: phase.untilMs === null ? '' : `for ${formatWait(phase.untilMs - nowMs + 999)}`, goes: 1 },
      ];
    case 'waiting':
      return [
        { text: 'waiting', goes: 0 },
        { text: `until ${formatTime(phase.untilMs)}`, goes: 1 },
        { text: `for ${formatWait(phase.untilMs - nowMs + 999)}`, goes: 3 },
      ];
    case 'queued':
      return [
        { text: `waiting ${formatWait(nowMs - phase.sinceMs)}`, goes: 0 },
        { text: 'for an opponent', goes: 3 },
        game,
        { text: formatPlace(phase.position, phase.players), goes: 5 },
      ];
    case 'challenge':
      return [
        { text: `waiting ${formatWait(nowMs - phase.sinceMs)}`, goes: 0 },
        { text: 'for a taker', goes: 3 },
        { text: style.name(clean(phase.challengeId, 80)), goes: 2 },
      ];
    case 'match':
      return match ? matchParts(match, style) : [];
    case 'turn':
      return [...(match ? matchParts(match, style) : []), ...turnParts(phase, nowMs, style)];
  }
}

function matchParts(match: MatchProgress, style: Style): Part[] {
  const parts = [
    { text: style.bold(`#${match.number}`), goes: 4 },
    { text: `vs ${style.name(formatName(match.start.opponentName))}`, goes: 6 },
  ];
  if (match.round > 0) parts.push({ text: `round ${match.round}`, goes: 5 });
  parts.push({ text: style.bold(formatScore(match.score)), goes: 1 });
  return parts;
}

function turnParts(phase: Extract<Phase, { is: 'turn' }>, nowMs: number, style: Style): Part[] {
  const left = Math.max(0, phase.sinceMs + phase.timeoutMs - nowMs);
  const cells = Math.min(BAR_CELLS, Math.ceil((BAR_CELLS * left) / Math.max(1, phase.timeoutMs)));
  const urgent = left < URGENT_MS && !phase.moved;
  const colour = urgent ? style.bad : style.name;
  const time = urgent ? style.bold(style.bad(`${formatDuration(left)}!`)) : formatDuration(left);
  return [
    { text: phase.moved ? 'moved' : 'thinking', goes: 3 },
    { text: `${colour('━'.repeat(cells))}${style.dim('─'.repeat(BAR_CELLS - cells))}`, goes: 8 },
    { text: time, goes: 0 },
  ];
}

function totalParts(progress: SessionProgress, style: Style): Part[] {
  if (progress.matches === 0) return [];
  const parts = [{ text: formatTally(progress, style), goes: 7 }];
  if (progress.money)
    parts.push({ text: formatNetStyled(progress.netLamports, progress.play, style), goes: 2 });
  return parts;
}
