import { EXIT } from '../../src/exit-codes.js';
import type { PlayLoop, PlayOptions, RunnerEvent } from '../../src/runner/index.js';
import type { FaultPoint } from './fault.js';

export const WAGER = 1_000_000;

/** What the operator does in the middle of it. */
export interface Intervention {
  readonly what: 'stop' | 'abort';
  /** Once this event has been told and nothing is on its way; or else after `INTERVENE_MS`. */
  readonly on: RunnerEvent['event'];
}

/** Time after which the operator intervenes at the latest. */
export const INTERVENE_MS = 60_000;

export interface Scenario {
  readonly name: string;
  readonly entry: 'queue' | 'challenge' | 'accept';
  readonly matches: number | null;
  readonly taunts: PlayOptions['taunts'];
  /** Who plays against the bot: the house of the arena, another agent that queues or challenges, or nobody. */
  readonly against: 'house' | 'agent' | 'nobody';
  readonly intervention: Intervention | null;
  /** After this frame the connection is cut, so that faults strike while it is mended. */
  readonly cutAfter: FaultPoint | null;
  readonly exitCode: number;
}

const PLAIN = {
  entry: 'queue',
  matches: 1,
  taunts: 'off',
  against: 'house',
  intervention: null,
  cutAfter: null,
  exitCode: EXIT.ok,
} as const;

export const SCENARIOS = {
  queue: { ...PLAIN, name: 'queue', matches: 2 },
  'back in the queue': {
    ...PLAIN,
    name: 'back in the queue',
    cutAfter: { up: false, type: 'queue_joined', nth: 1 },
  },
  'back in a match': {
    ...PLAIN,
    name: 'back in a match',
    cutAfter: { up: false, type: 'your_turn', nth: 2 },
  },
  'back with a challenge open': {
    ...PLAIN,
    name: 'back with a challenge open',
    entry: 'challenge',
    cutAfter: { up: false, type: 'challenge_created', nth: 1 },
  },
  taunts: { ...PLAIN, name: 'taunts', taunts: 'polite', against: 'agent' },
  'challenge create': { ...PLAIN, name: 'challenge create', entry: 'challenge' },
  'challenge accept': { ...PLAIN, name: 'challenge accept', entry: 'accept', against: 'agent' },
  'stop while queued': {
    ...PLAIN,
    name: 'stop while queued',
    matches: null,
    against: 'nobody',
    intervention: { what: 'stop', on: 'queue_joined' },
  },
  'stop with a challenge open': {
    ...PLAIN,
    name: 'stop with a challenge open',
    entry: 'challenge',
    against: 'nobody',
    intervention: { what: 'stop', on: 'challenge_created' },
  },
  'stop in a match': {
    ...PLAIN,
    name: 'stop in a match',
    matches: null,
    intervention: { what: 'stop', on: 'turn' },
  },
  'abort in a match': {
    ...PLAIN,
    name: 'abort in a match',
    matches: null,
    intervention: { what: 'abort', on: 'turn' },
    exitCode: EXIT.sigint,
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

export function intervene(session: PlayLoop, { what }: Intervention): void {
  if (what === 'stop') session.stop('signal');
  else session.abort(EXIT.sigint);
}
