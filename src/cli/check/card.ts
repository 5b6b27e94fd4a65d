import type { CheckLine } from '../../ui/index.js';

/** What one check came to. */
export interface Finding extends CheckLine {
  /** With a failure: who is to mend it. */
  readonly blame?: 'strategy' | 'botpit';
}

type About = Pick<Finding, 'part' | 'name' | 'game'>;

export function passed(about: About, seen: string): Finding {
  return { ...about, verdict: 'ok', seen, advice: null };
}

export function warned(about: About, seen: string, advice: string): Finding {
  return { ...about, verdict: 'warning', seen, advice };
}

export function failed(about: About, seen: string, advice: string): Finding {
  return { ...about, verdict: 'failed', seen, advice, blame: 'strategy' };
}

/** Something that no strategy should be able to bring about. */
export function broken(about: About, seen: string): Finding {
  const advice =
    'This is a fault of botpit, not of the strategy: please report it with the strategy and the seed.';
  return { ...about, verdict: 'failed', seen, advice, blame: 'botpit' };
}
