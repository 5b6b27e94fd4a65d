/** What one check came to: one line of a strategy's report card. */
export interface Finding {
  /** The strategy by itself, or the bot in an arena that misbehaves. */
  readonly part: 'strategy' | 'arena';
  readonly name: string;
  /** Null where it is about no game. */
  readonly game: string | null;
  readonly verdict: 'ok' | 'warning' | 'failed';
  /** For a person. */
  readonly seen: string;
  /** What to do about it; null where there is nothing to do. */
  readonly advice: string | null;
  /** With a failure: whose fault it is. */
  readonly causedBy?: 'strategy' | 'botpit';
}

type About = Pick<Finding, 'part' | 'name' | 'game'>;

export function passed(about: About, seen: string): Finding {
  return { ...about, verdict: 'ok', seen, advice: null };
}

export function warned(about: About, seen: string, advice: string): Finding {
  return { ...about, verdict: 'warning', seen, advice };
}

export function failed(about: About, seen: string, advice: string): Finding {
  return { ...about, verdict: 'failed', seen, advice, causedBy: 'strategy' };
}

/** Something that no strategy should be able to bring about. */
export function broken(about: About, seen: string): Finding {
  const advice =
    'This is a fault of botpit, not of the strategy: please report it with the strategy and the seed.';
  return { ...about, verdict: 'failed', seen, advice, causedBy: 'botpit' };
}
