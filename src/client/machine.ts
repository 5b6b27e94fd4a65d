import { BotpitError } from '../errors.js';
import { backoffDelayMs } from '../lib/clock.js';
import { closeVerdict, passesLater } from '../protocol/index.js';
import type { Settings } from './options.js';

/** A session that lasted this long forgives all earlier failures. Logging in alone does not. */
export const STABLE_MS = 60_000;

const BACKOFF_BASE_MS = 1000;

/** However long the arena says that nobody is let in: after this it is asked again. */
const MOST_TOLD_MS = 3_600_000;

/** What an attempt inherits from those before it. */
interface Tries {
  /** Waits since the last stable session; the next wait grows with it. */
  readonly failures: number;
  /** When the time without a session began. */
  readonly downSince: number;
  /** A session was had before. */
  readonly hadSession: boolean;
  /** A failed attempt is followed by another; false for the first attempt of a bare `connect()`. */
  readonly keepTrying: boolean;
}

export type State =
  | { readonly name: 'idle' }
  | ({ readonly name: 'connecting' } & Tries)
  /** The socket is open and the key is sent. */
  | ({ readonly name: 'authenticating' } & Tries)
  | { readonly name: 'ready'; readonly since: number; readonly failures: number }
  | ({ readonly name: 'backing-off' } & Tries)
  /** Over, until the next `connect`. `error` is null where the caller asked for it. */
  | { readonly name: 'closed'; readonly error: BotpitError | null };

export type StateName = State['name'];

export type ConnectionEvent =
  /** The caller wants a session. */
  | { readonly name: 'connect'; readonly keepTrying: boolean }
  /** The socket is open. */
  | { readonly name: 'opened' }
  | { readonly name: 'authenticated' }
  /** The arena does not take the key. */
  | { readonly name: 'refused'; readonly message: string }
  /** The arena lets nobody in for now; in milliseconds, for how long, or null where it does not say. */
  | { readonly name: 'put-off'; readonly reason: string; readonly afterMs: number | null }
  /** The same key authenticated elsewhere. */
  | { readonly name: 'replaced' }
  /** What was waited for (the socket, the authentication, a sign of life) did not come in time. */
  | { readonly name: 'timed-out' }
  /** The socket ended, or never opened; then `mend` may say what to do about it. */
  | { readonly name: 'lost'; readonly code: number; readonly reason: string; readonly mend?: string }
  /** The back-off is over. */
  | { readonly name: 'retry' }
  /** The caller wants no session any more. */
  | { readonly name: 'disconnect' };

export type ConnectionEventName = ConnectionEvent['name'];

export type Effect =
  | { readonly do: 'open-socket' }
  | { readonly do: 'authenticate' }
  | { readonly do: 'begin-session' }
  | { readonly do: 'end-session'; readonly code: number | null; readonly reason: string }
  /** The socket matters no more: say goodbye, or cut it where the other side does not answer anyway. */
  | { readonly do: 'release-socket'; readonly politely: boolean }
  | {
      readonly do: 'retry-later';
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: string;
      /** Of an attempt that came to nothing; null where a session was lost, which `end-session` tells. */
      readonly failure: BotpitError | null;
    }
  | { readonly do: 'finish'; readonly error: BotpitError | null };

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** What a transition may know of the world. */
export interface World
  extends Pick<Settings, 'random' | 'autoReconnect' | 'maxReconnectDelayMs' | 'giveUpAfterMs' | 'place'> {
  readonly now: number;
  /** What the arena said on this connection before it let us in; empty where it said nothing. */
  readonly said: string;
}

/** Why a connection, or the wish for one, is over. */
type End =
  | { readonly kind: 'asked' }
  | { readonly kind: 'fatal'; readonly error: BotpitError }
  | { readonly kind: 'lost'; readonly code: number | null; readonly reason: string; readonly mend?: string }
  | { readonly kind: 'put-off'; readonly reason: string; readonly afterMs: number | null };

/** The life of a connection. Pure: effects are for the caller to perform, in order. Pairs that mean nothing change nothing. */
export function transition(state: State, event: ConnectionEvent, world: World): Step {
  switch (event.name) {
    case 'connect':
      return connect(state, event.keepTrying, world.now);
    case 'opened':
      if (state.name !== 'connecting') return stay(state);
      return { state: { ...state, name: 'authenticating' }, effects: [{ do: 'authenticate' }] };
    case 'authenticated':
      if (state.name !== 'authenticating') return stay(state);
      return {
        state: { name: 'ready', since: world.now, failures: state.failures },
        effects: [{ do: 'begin-session' }],
      };
    case 'refused':
      if (state.name !== 'authenticating') return stay(state);
      return end(state, { kind: 'fatal', error: rejected(event.message) }, world);
    case 'put-off':
      if (state.name !== 'connecting' && state.name !== 'authenticating') return stay(state);
      return end(state, { ...event, kind: 'put-off' }, world);
    case 'replaced':
      if (state.name !== 'authenticating' && state.name !== 'ready') return stay(state);
      return end(state, { kind: 'fatal', error: replaced() }, world);
    case 'timed-out':
      if (!hasSocket(state)) return stay(state);
      return end(state, { kind: 'lost', code: null, reason: SILENCE[state.name] + saidIn(world) }, world);
    case 'lost': {
      if (!hasSocket(state)) return stay(state);
      if (state.name === 'authenticating' && REFUSAL_CODES.has(event.code))
        return refusedBy(state, event, world);
      const { verdict, hint } = closeVerdict(event.code);
      if (verdict === 'reconnect') return end(state, { ...event, kind: 'lost' }, world);
      const message = `the arena closed the connection for good (code ${event.code}${event.reason && `: ${event.reason}`})`;
      return end(
        state,
        { kind: 'fatal', error: new BotpitError('connection/closed', message, { hint }) },
        world,
      );
    }
    case 'retry':
      if (state.name !== 'backing-off') return stay(state);
      return { state: { ...state, name: 'connecting' }, effects: [{ do: 'open-socket' }] };
    case 'disconnect':
      if (state.name === 'idle' || state.name === 'closed') return stay(state);
      return end(state, { kind: 'asked' }, world);
    default:
      return event satisfies never;
  }
}

/** The arena closed the connection in answer to the key. Its reason may be a code, as its errors have them. */
function refusedBy(
  state: Live,
  { code, reason }: { readonly code: number; readonly reason: string },
  world: World,
): Step {
  // The key was under way for too long, which says nothing about the key.
  if (reason === 'auth_timeout') return end(state, { kind: 'lost', code, reason }, world);
  const why = `it closed the connection with code ${code}${reason && `: ${reason}`}${saidIn(world)}`;
  return passesLater(reason, undefined)
    ? end(
        state,
        { kind: 'put-off', reason: `the arena lets nobody in for now: ${why}`, afterMs: null },
        world,
      )
    : end(state, { kind: 'fatal', error: rejected(why) }, world);
}

function stay(state: State): Step {
  return { state, effects: [] };
}

function connect(state: State, keepTrying: boolean, now: number): Step {
  switch (state.name) {
    case 'idle':
    case 'closed':
      return {
        state: { name: 'connecting', failures: 0, downSince: now, hadSession: false, keepTrying },
        effects: [{ do: 'open-socket' }],
      };
    case 'connecting':
    case 'authenticating':
      return stay(keepTrying && !state.keepTrying ? { ...state, keepTrying } : state);
    case 'backing-off':
    case 'ready':
      return stay(state);
    default:
      return state satisfies never;
  }
}

type Live = Exclude<State, { name: 'idle' | 'closed' }>;
type WithSocket = Exclude<Live, { name: 'backing-off' }>;

function hasSocket(state: State): state is WithSocket {
  return state.name === 'connecting' || state.name === 'authenticating' || state.name === 'ready';
}

const SILENCE = {
  connecting: 'the arena did not answer in time',
  authenticating: 'the arena did not answer the authentication in time',
  ready: 'the arena stopped answering',
} satisfies Record<WithSocket['name'], string>;

/** The one doorway through which every connection ends. */
function end(state: Live, cause: End, world: World): Step {
  const effects: Effect[] = [];
  const reason = reasonOf(cause);
  if (state.name === 'ready') {
    effects.push({ do: 'end-session', code: cause.kind === 'lost' ? cause.code : null, reason });
  }
  // Whoever lost a connection has nobody to say goodbye to.
  if (hasSocket(state)) effects.push({ do: 'release-socket', politely: cause.kind !== 'lost' });

  const error = finalError(state, cause, reason, world);
  if (error !== undefined) {
    return { state: { name: 'closed', error }, effects: [...effects, { do: 'finish', error }] };
  }
  const tries = triesAfter(state, world.now);
  // An arena that says when to come back is not out of reach until then.
  const toldMs = cause.kind === 'put-off' ? Math.min(cause.afterMs ?? 0, MOST_TOLD_MS) : 0;
  const downSince = tries.downSince + toldMs;
  const delayMs = Math.min(
    downSince + world.giveUpAfterMs - world.now,
    toldMs + backoffDelayMs(tries.failures, BACKOFF_BASE_MS, world.maxReconnectDelayMs, world.random),
  );
  const failures = tries.failures + 1;
  const failure = state.name === 'ready' ? null : unreachable(reason, cause, world);
  const keepTrying = tries.keepTrying || cause.kind === 'put-off';
  return {
    state: { ...tries, name: 'backing-off', failures, downSince, keepTrying },
    effects: [...effects, { do: 'retry-later', attempt: failures, delayMs, reason, failure }],
  };
}

/** The reason of a session that the caller ended. */
export const BY_CALLER = 'disconnected by the caller';

function reasonOf(cause: End): string {
  if (cause.kind === 'asked') return BY_CALLER;
  if (cause.kind === 'fatal') return cause.error.message;
  if (cause.kind === 'put-off') return cause.reason;
  return cause.reason || (cause.code === null ? 'no reason given' : closeVerdict(cause.code).hint);
}

function triesAfter(state: Live, now: number): Tries {
  if (state.name !== 'ready') return state;
  const failures = now - state.since >= STABLE_MS ? 0 : state.failures;
  return { failures, downSince: now, hadSession: true, keepTrying: true };
}

/** What to end with: an error, null where it was asked for, undefined where another attempt is to be made. */
function finalError(state: Live, cause: End, reason: string, world: World): BotpitError | null | undefined {
  if (cause.kind === 'asked') return null;
  if (cause.kind === 'fatal') return cause.error;
  const { hadSession, keepTrying, downSince } = triesAfter(state, world.now);
  const isWorthIt = keepTrying || cause.kind === 'put-off';
  if (isWorthIt && world.autoReconnect && world.now - downSince < world.giveUpAfterMs) return undefined;
  return hadSession
    ? new BotpitError('connection/lost', `the connection to ${world.place} was lost: ${reason}`, {
        hint: 'Check the network and whether the arena is up, then start again.',
      })
    : unreachable(reason, cause, world);
}

function unreachable(reason: string, cause: End, { place }: World): BotpitError {
  const hint =
    (cause.kind === 'lost' ? cause.mend : undefined) ??
    'Check the URL, the network and whether the arena is up.';
  return new BotpitError('connection/unreachable', `${place} could not be reached: ${reason}`, { hint });
}

/** Close codes with which arenas end a connection whose key they do not take. */
const REFUSAL_CODES: ReadonlySet<number> = new Set([1008, 4001, 4003, 4004, 4401, 4403]);

function saidIn({ said }: World): string {
  return said === '' ? '' : `; it said: ${said}`;
}

function rejected(message: string): BotpitError {
  return new BotpitError('auth/rejected', `the arena rejected the key: ${message}`, {
    hint: 'Check that the key is complete and still valid, and that its account may play. It is not tried again.',
  });
}

function replaced(): BotpitError {
  return new BotpitError('auth/replaced', 'the same key authenticated elsewhere, which ended this session', {
    hint: 'Run one bot per key.',
  });
}
