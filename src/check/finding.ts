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

/** A finding without what it is about. */
export type Judgement = Omit<Finding, 'part' | 'name' | 'game'>;

export function passed(seen: string): Judgement {
  return { verdict: 'ok', seen, advice: null };
}

export function warned(seen: string, advice: string): Judgement {
  return { verdict: 'warning', seen, advice };
}

export function failed(seen: string, advice: string): Judgement {
  return { verdict: 'failed', seen, advice, causedBy: 'strategy' };
}

/** Something that no strategy should be able to bring about. */
export function broken(seen: string): Judgement {
  const advice =
    'This is a fault of botpit, not of the strategy: please report it with the strategy and the seed.';
  return { verdict: 'failed', seen, advice, causedBy: 'botpit' };
}
