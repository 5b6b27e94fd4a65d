import { useLayoutEffect, useRef } from 'preact/hooks';
import { isLate } from '../../boards/read.js';
import type { Replay, ReplayRound } from '../../replay.js';
import { useKeys } from '../keys.js';
import { type Playback, SPEEDS } from './playback.js';

interface Props {
  readonly match: Replay;
  readonly playback: Playback;
}

const ICONS = {
  first: 'M2 2h2v12H2zM14 2v12L5 8z',
  back: 'M12 2v12L3 8z',
  play: 'M4 2l10 6l-10 6z',
  pause: 'M3 2h4v12H3zM9 2h4v12H9z',
  next: 'M4 2v12l9-6z',
  last: 'M12 2h2v12h-2zM2 2v12l9-6z',
} as const;

/** The buttons and keys that move through a match. */
export function Controls({ match, playback }: Props) {
  const { shown, last, isPlaying, speed, go, play, pause, setSpeed } = playback;
  const toggle = isPlaying ? pause : play;
  useKeys([
    { keys: ['ArrowLeft'], does: 'one round back', act: () => go(shown - 1) },
    { keys: ['ArrowRight'], does: 'one round forward', act: () => go(shown + 1) },
    { keys: [' '], does: 'plays the match, or stops', act: toggle },
    { keys: ['Home'], does: 'before the first round', act: () => go(0) },
    { keys: ['End'], does: 'the last round', act: () => go(last) },
  ]);
  return (
    <div class="row controls">
      <Icon name="first" label="Before the first round" disabled={shown === 0} act={() => go(0)} />
      <Icon name="back" label="One round back" disabled={shown === 0} act={() => go(shown - 1)} />
      <Icon
        name={isPlaying ? 'pause' : 'play'}
        label={isPlaying ? 'Stop' : 'Play'}
        disabled={last === 0}
        act={toggle}
      />
      <Icon name="next" label="One round forward" disabled={shown >= last} act={() => go(shown + 1)} />
      <Icon name="last" label="The last round" disabled={shown >= last} act={() => go(last)} />
      <label class="speed">
        Speed{' '}
        <select value={speed} onChange={({ currentTarget }) => setSpeed(Number(currentTarget.value))}>
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {one}×
            </option>
          ))}
        </select>
      </label>
      <span class="end muted">{placeText(match, playback)}</span>
    </div>
  );
}

interface IconProps {
  readonly name: keyof typeof ICONS;
  readonly label: string;
  readonly disabled: boolean;
  act(): void;
}

/** It stays where it can be reached when it can do nothing, so that the focus is not lost at the end. */
function Icon({ name, label, disabled, act }: IconProps) {
  return (
    <button
      type="button"
      class="icon"
      aria-label={label}
      title={label}
      aria-disabled={disabled}
      onClick={() => {
        if (!disabled) act();
      }}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={ICONS[name]} />
      </svg>
    </button>
  );
}

function placeText({ rounds, end }: Replay, { shown, isFollowing }: Playback): string {
  const live = end ? '' : isFollowing ? ', live' : ', live: End shows the newest';
  const of = rounds.length === 1 ? '1 round' : `${rounds.length} rounds`;
  return shown === 0 ? `${of}${live}` : `${Math.min(shown, rounds.length)} of ${of}${live}`;
}

/** A match of more rounds than this shows those around the one at hand. */
const MOST = 200;

/** All rounds in a row, to go to one at once. */
export function Timeline({ match, playback }: Props) {
  const { shown, last, isPlaying, go, play, pause } = playback;
  const list = useRef<HTMLOListElement>(null);
  const from = Math.max(0, Math.min(shown - MOST / 2, last - MOST));
  const places = Array.from({ length: Math.min(last - from, MOST) + 1 }, (_, i) => from + i);
  // Before anything is painted: whoever sees the place has the focus there, too.
  useLayoutEffect(() => {
    const here = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (!here || !list.current) return;
    // Not `scrollIntoView`, which may move the page as well.
    list.current.scrollLeft = here.offsetLeft - (list.current.clientWidth - here.clientWidth) / 2;
    // A focus that was on a round goes with the place.
    if (document.activeElement !== here && list.current.contains(document.activeElement)) here.focus();
  }, [shown, last]);
  return (
    <ol
      class="timeline"
      ref={list}
      aria-label="Rounds"
      onKeyDown={(event) => {
        // A round is chosen with Enter, so space plays here as it does elsewhere.
        if (event.key !== ' ') return;
        event.preventDefault();
        if (isPlaying) pause();
        else play();
      }}
      // Firefox presses a button when the key comes up.
      onKeyUp={(event) => {
        if (event.key === ' ') event.preventDefault();
      }}
    >
      {places.map((place) => {
        const round = match.rounds[place - 1];
        const waiting = match.turn?.round ?? place;
        const { shape, side, words } = lookOf(place, round, waiting);
        return (
          <li key={place}>
            <button
              type="button"
              class={side}
              aria-label={words}
              title={words}
              aria-current={place === shown ? 'step' : undefined}
              tabIndex={place === shown ? 0 : -1}
              onClick={() => go(place)}
            >
              <span aria-hidden="true">{shape}</span>
              <span class="number">{place === 0 ? 'start' : (round?.round ?? waiting)}</span>
              {round?.source === 'fallback' || isLate(round ?? null, 'mine') ? (
                <i aria-hidden="true" />
              ) : null}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

const LOOKS = {
  win: ['▲', 'win', 'won'],
  loss: ['▽', 'loss', 'lost'],
  tie: ['=', 'muted', 'tied'],
} as const;

function lookOf(place: number, round: ReplayRound | undefined, waiting: number) {
  if (place === 0) return { shape: '·', side: 'muted', words: 'Start, before the first round' };
  if (!round) return { shape: '…', side: 'muted', words: `Round ${waiting} waits for its moves` };
  const [shape, side, word] = Object.hasOwn(LOOKS, round.outcome)
    ? LOOKS[round.outcome]
    : ['?', 'muted', 'unknown'];
  const late = isLate(round, 'mine') ? ', late' : round.source === 'fallback' ? ', fallback' : '';
  return { shape, side, words: `Round ${round.round}: ${word}${late}` };
}
