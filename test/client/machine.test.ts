import { describe, expect, it } from 'vitest';
import {
  type ConnectionEvent,
  type ConnectionEventName,
  type Effect,
  STABLE_MS,
  type State,
  type StateName,
  transition,
  type World,
} from '../../src/client/machine.js';
import { BotpitError } from '../../src/errors.js';

const NOW = 1_000_000;

const world: World = {
  now: NOW,
  random: () => 0.5,
  autoReconnect: true,
  maxReconnectDelayMs: 30_000,
  giveUpAfterMs: Number.POSITIVE_INFINITY,
  place: 'wss://arena/ws',
  said: '',
};

const tries = { failures: 2, downSince: NOW - 5000, hadSession: true, keepTrying: true };

const STATES = {
  idle: { name: 'idle' },
  connecting: { name: 'connecting', ...tries },
  authenticating: { name: 'authenticating', ...tries },
  ready: { name: 'ready', since: NOW - 1000, failures: 2 },
  'backing-off': { name: 'backing-off', ...tries },
  closed: { name: 'closed', error: null },
} satisfies { [Name in StateName]: State };

const EVENTS = {
  connect: { name: 'connect', keepTrying: true },
  opened: { name: 'opened' },
  authenticated: { name: 'authenticated' },
  refused: { name: 'refused', message: 'no such key' },
  'put-off': { name: 'put-off', reason: 'maintenance', afterMs: null },
  replaced: { name: 'replaced' },
  'timed-out': { name: 'timed-out' },
  lost: { name: 'lost', code: 1006, reason: 'ECONNRESET' },
  retry: { name: 'retry' },
  disconnect: { name: 'disconnect' },
} satisfies { [Name in ConnectionEventName]: ConnectionEvent };

/** An effect as a word, with what matters of it. */
function word(effect: Effect): string {
  switch (effect.do) {
    case 'release-socket':
      return effect.politely ? 'say-goodbye' : 'cut';
    case 'retry-later':
      return `retry-later(${effect.attempt}, ${effect.delayMs})`;
    case 'finish':
      return `finish(${effect.error?.code ?? 'asked'})`;
    default:
      return effect.do;
  }
}

const WAIT = 'retry-later(3, 2000)';
const SESSION_LOST = 'end-session, cut, retry-later(3, 2000)';

/** Every pair: the next state and the effects. A dash is a pair that means nothing and changes nothing. */
const TABLE: { [S in StateName]: { [E in ConnectionEventName]: '-' | [StateName, string] } } = {
  idle: {
    connect: ['connecting', 'open-socket'],
    opened: '-',
    authenticated: '-',
    refused: '-',
    'put-off': '-',
    replaced: '-',
    'timed-out': '-',
    lost: '-',
    retry: '-',
    disconnect: '-',
  },
  connecting: {
    connect: '-',
    opened: ['authenticating', 'authenticate'],
    authenticated: '-',
    refused: '-',
    'put-off': ['backing-off', `say-goodbye, ${WAIT}`],
    replaced: '-',
    'timed-out': ['backing-off', `cut, ${WAIT}`],
    lost: ['backing-off', `cut, ${WAIT}`],
    retry: '-',
    disconnect: ['closed', 'say-goodbye, finish(asked)'],
  },
  authenticating: {
    connect: '-',
    opened: '-',
    authenticated: ['ready', 'begin-session'],
    refused: ['closed', 'say-goodbye, finish(auth/rejected)'],
    'put-off': ['backing-off', `say-goodbye, ${WAIT}`],
    replaced: ['closed', 'say-goodbye, finish(auth/replaced)'],
    'timed-out': ['backing-off', `cut, ${WAIT}`],
    lost: ['backing-off', `cut, ${WAIT}`],
    retry: '-',
    disconnect: ['closed', 'say-goodbye, finish(asked)'],
  },
  ready: {
    connect: '-',
    opened: '-',
    authenticated: '-',
    refused: '-',
    'put-off': '-',
    replaced: ['closed', 'end-session, say-goodbye, finish(auth/replaced)'],
    'timed-out': ['backing-off', SESSION_LOST],
    lost: ['backing-off', SESSION_LOST],
    retry: '-',
    disconnect: ['closed', 'end-session, say-goodbye, finish(asked)'],
  },
  'backing-off': {
    connect: '-',
    opened: '-',
    authenticated: '-',
    refused: '-',
    'put-off': '-',
    replaced: '-',
    'timed-out': '-',
    lost: '-',
    retry: ['connecting', 'open-socket'],
    disconnect: ['closed', 'finish(asked)'],
  },
  closed: {
    connect: ['connecting', 'open-socket'],
    opened: '-',
    authenticated: '-',
    refused: '-',
    'put-off': '-',
    replaced: '-',
    'timed-out': '-',
    lost: '-',
    retry: '-',
    disconnect: '-',
  },
};

const PAIRS = Object.entries(TABLE).flatMap(([state, row]) =>
  Object.entries(row).map(([event, expected]) => ({
    state: state as StateName,
    event: event as ConnectionEventName,
    expected,
  })),
);

describe('every state and every event', () => {
  it.each(PAIRS)('$state + $event', ({ state, event, expected }) => {
    const before: State = STATES[state];
    const step = transition(before, EVENTS[event], world);
    if (expected === '-') {
      expect(step).toEqual({ state: before, effects: [] });
    } else {
      expect([step.state.name, step.effects.map(word).join(', ')]).toEqual(expected);
    }
  });

  it('leaves the state that it was given alone', () => {
    for (const { state, event } of PAIRS) {
      const before = Object.freeze(structuredClone(STATES[state]) as State);
      expect(() => transition(before, EVENTS[event], world)).not.toThrow();
    }
  });
});

describe('trying again', () => {
  const firstAttempt: State = {
    name: 'connecting',
    failures: 0,
    downSince: NOW,
    hadSession: false,
    keepTrying: false,
  };

  function errorOf(state: State): BotpitError | null {
    return state.name === 'closed' ? state.error : null;
  }

  it('fails with the first attempt of a bare connect', () => {
    const { state } = transition(firstAttempt, EVENTS.lost, world);
    expect(errorOf(state)).toBeInstanceOf(BotpitError);
    expect(errorOf(state)?.code).toBe('connection/unreachable');
  });

  it('goes on where run joined the attempt of a connect', () => {
    const joined = transition(firstAttempt, EVENTS.connect, world).state;
    expect(transition(joined, EVENTS.lost, world).state.name).toBe('backing-off');
  });

  it('does not, without autoReconnect', () => {
    const { state } = transition(STATES.ready, EVENTS.lost, { ...world, autoReconnect: false });
    expect(errorOf(state)?.code).toBe('connection/lost');
  });

  it('waits longer after each short session, and not after a stable one', () => {
    const delays = [0, 1, 2, 3, 4, 5, 6].map((failures) => {
      const short: State = { name: 'ready', since: NOW - STABLE_MS + 1, failures };
      return transition(short, EVENTS.lost, world).effects.map(word).at(-1);
    });
    expect(delays).toEqual(
      [500, 1000, 2000, 4000, 8000, 15_000, 15_000].map((ms, i) => `retry-later(${i + 1}, ${ms})`),
    );
    const stable: State = { name: 'ready', since: NOW - STABLE_MS, failures: 6 };
    expect(transition(stable, EVENTS.lost, world).effects.map(word)).toContain('retry-later(1, 500)');
  });

  it('makes a last attempt when the time is up, and gives up when that fails', () => {
    const limited = { ...world, giveUpAfterMs: 6000 };
    const last = transition(STATES.connecting, EVENTS.lost, limited);
    expect(last.effects.map(word)).toContain('retry-later(3, 1000)');
    const later = { ...limited, now: NOW + 1000 };
    expect(errorOf(transition(STATES.connecting, EVENTS.lost, later).state)?.code).toBe('connection/lost');
    const never: State = { ...STATES.connecting, hadSession: false };
    expect(errorOf(transition(never, EVENTS.lost, later).state)?.code).toBe('connection/unreachable');
  });

  it('ends for good on a fatal close code', () => {
    const { state, effects } = transition(
      STATES.ready,
      { name: 'lost', code: 1008, reason: 'banned' },
      world,
    );
    expect(errorOf(state)?.code).toBe('connection/closed');
    expect(effects.map(word)).toEqual(['end-session', 'say-goodbye', 'finish(connection/closed)']);
  });
});
