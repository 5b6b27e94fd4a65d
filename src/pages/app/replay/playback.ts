import { useEffect, useState } from 'preact/hooks';
import type { Replay } from '../../replay.js';

/* Which round is shown, and what moves it. */

export const SPEEDS = [0.5, 1, 2, 4] as const;

/** How long a round is shown at single speed. */
const ROUND_MS = 1600;
/** How long a round that has just ended is shown before the turn that waits. */
const ENDED_MS = 2000;

export interface Playback {
  /** As boards take it. */
  readonly shown: number;
  /** The last place: the turn that waits, where one does. */
  readonly last: number;
  readonly isPlaying: boolean;
  readonly speed: number;
  /** Whether what is new is shown as it comes. */
  readonly isFollowing: boolean;
  go(to: number): void;
  play(): void;
  pause(): void;
  setSpeed(speed: number): void;
}

/**
 * The newest of a match under way, as boards take it: a round that has just ended for a moment, then the turn that waits. Of
 * a match that is over, the last round.
 */
export function useNewest({ rounds, turn, end }: Replay): number {
  const count = rounds.length;
  const [seen, see] = useState(count);
  useEffect(() => {
    if (seen === count) return;
    const timer = setTimeout(() => see(count), ENDED_MS);
    return () => clearTimeout(timer);
  }, [seen, count]);
  return turn && !end && seen === count ? count + 1 : count;
}

/** Shows the newest until somebody goes back, and again when they come to the end. */
export function usePlayback(match: Replay): Playback {
  const newest = useNewest(match);
  const last = match.rounds.length + (match.turn && !match.end ? 1 : 0);
  const [place, setPlace] = useState<number | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const shown = place === null ? newest : Math.min(place, last);
  const put = (to: number) => setPlace(to >= last ? null : Math.max(0, to));

  useEffect(() => {
    if (!isPlaying) return;
    if (shown >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => put(shown + 1), ROUND_MS / speed);
    return () => clearTimeout(timer);
  }, [isPlaying, shown, last, speed]);

  return {
    shown,
    last,
    isPlaying,
    speed,
    isFollowing: place === null,
    go(to) {
      setPlaying(false);
      put(to);
    },
    play() {
      if (shown >= last) setPlace(0);
      setPlaying(last > 0);
    },
    pause: () => setPlaying(false),
    setSpeed,
  };
}
