import { BotpitError } from '../errors.js';
import { isThenable } from '../lib/shape.js';
import type { FieldFault, HeardMessage } from '../protocol/index.js';
import type { ClientEvent, ClientEventType, ErrorEvent, EventOf } from './client-events.js';
import type { Log } from './log.js';
import { BY_CALLER } from './machine.js';

type Listener = (event: never) => unknown;

/** What a command returns that has left: one promise for all, as nobody can tell them apart. */
export const SENT: Promise<void> = Promise.resolve();

/** Tells the listeners, and the log, what happens: in order, and never in the middle of things. */
export class Announcer {
  readonly #log: Log;
  // Made on first use, as most clients in a process of many listen to little.
  #listeners: Map<ClientEventType, readonly Listener[]> | undefined;
  #streams: Set<EventStream> | undefined;
  /** Announced and not yet delivered. */
  #announced: ClientEvent[] | null = null;
  #delivering: ClientEvent | null = null;
  #isHeld = false;
  /** Made with the first, as most arenas leave nothing out. */
  #faultsTold: Set<string> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  on<T extends ClientEventType>(type: T, listener: (event: EventOf<T>) => unknown): () => void {
    this.#listeners ??= new Map();
    const listeners = this.#listeners;
    // Copied on every change, so that a listener may come or go while an event is being delivered.
    listeners.set(type, [...(listeners.get(type) ?? []), listener]);
    let registered = true;
    return () => {
      if (!registered) return;
      registered = false;
      const present = listeners.get(type) ?? [];
      listeners.set(type, present.toSpliced(present.indexOf(listener), 1));
    };
  }

  stream(): AsyncIterableIterator<ClientEvent, undefined> {
    this.#streams ??= new Set();
    const streams = this.#streams;
    const stream = new EventStream(() => streams.delete(stream));
    streams.add(stream);
    return stream.read();
  }

  /** Calls the listeners at once, in order of registration. One that throws or rejects harms no other. */
  emit(event: ClientEvent): void {
    const listeners = this.#listeners?.get(event.type);
    if (listeners)
      for (const listener of listeners) this.#call(listener as (event: ClientEvent) => unknown, event);
    if (this.#streams) for (const stream of this.#streams) stream.push(event);
  }

  #call(listener: (event: ClientEvent) => unknown, event: ClientEvent): void {
    try {
      const result = listener(event);
      if (result !== SENT && isThenable(result)) {
        result.then(undefined, (error: unknown) => this.#handlerFailed(event, error));
      }
    } catch (error) {
      this.#handlerFailed(event, error);
    }
  }

  announce(event: ClientEvent): void {
    this.#announced ??= [];
    this.#announced.push(event);
    this.#deliver();
  }

  /** @param retryAfterMs where the arena says when to try again */
  report(code: string, message: string, cause?: unknown, retryAfterMs?: number): void {
    const words = this.#log.redact(message);
    const event: ErrorEvent = {
      type: 'error',
      code,
      message: words,
      ...(cause === undefined ? {} : { cause }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
    // An error handler that repeats a refused command would be called for ever.
    if (this.#delivering?.type === 'error') narrate(event, this.#log);
    else this.announce(event);
  }

  #handlerFailed(event: ClientEvent, error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    const message = `a handler of ${event.type} failed: ${words}`;
    // A failing error handler is not told of its own failure, or it would fail for ever.
    if (event.type === 'error') this.#log.write('error', message);
    else this.report('handler_failed', message, error);
  }

  /** Each once: what an arena leaves out, it leaves out every time. */
  tellFaults(of: HeardMessage['type'], faults: readonly FieldFault[]): void {
    this.#faultsTold ??= new Set();
    for (const { field, detail } of faults) {
      if (this.#faultsTold.has(detail)) continue;
      this.#faultsTold.add(detail);
      this.announce({ type: 'incomplete', of, field, detail });
    }
  }

  /** What is announced from now on waits for `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#deliver();
  }

  /** A listener may connect, disconnect or send. */
  #deliver(): void {
    if (this.#isHeld || this.#delivering || !this.#announced) return;
    // A listener may announce more, which the loop reaches in its turn.
    for (const event of this.#announced) {
      this.#delivering = event;
      narrate(event, this.#log);
      this.emit(event);
    }
    this.#delivering = null;
    this.#announced = null;
  }
}

type Line = Parameters<Log['write']>;

/** What an operator would want to read of an event in the log. Matches and turns are not the log's business. */
const LINES: { readonly [Type in ClientEventType]?: (event: EventOf<Type>) => Line } = {
  connected: (event) => ['info', `connected as ${event.agent_name}`, { agentId: event.agent_id }],
  // An outage is never silent: a bot that nobody watches would seem to wait for an opponent.
  disconnected: ({ code, reason }) => [
    reason === BY_CALLER ? 'info' : 'warn',
    `disconnected: ${reason}`,
    { code },
  ],
  reconnecting: ({ attempt, delayMs, reason }) => [
    'info',
    `reconnecting in ${Math.round(delayMs)} ms: ${reason}`,
    { attempt },
  ],
  incomplete: ({ detail, field }) => ['warn', `${detail}; the message is read without it`, { field }],
  malformed: ({ detail, problem }) => ['warn', `dropped a malformed frame: ${detail}`, { problem }],
  error: ({ cause, code, message }) => [cause === undefined ? 'warn' : 'error', message, { code }],
};

function narrate(event: ClientEvent, log: Log): void {
  const line = LINES[event.type] as ((event: ClientEvent) => Line) | undefined;
  if (line) log.write(...line(event));
}

/** A loop that falls further behind than this is ended with an error, as it would miss events. */
export const MAX_EVENTS_BEHIND = 1024;

/** The events of a client from its making on, in order, for one `for await` loop. Ends after the `closed` event. */
class EventStream {
  readonly #events: ClientEvent[] = [];
  readonly #onEnd: () => void;
  #ended = false;
  #error: BotpitError | null = null;
  #wake: (() => void) | undefined;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  push(event: ClientEvent): void {
    if (this.#events.length < MAX_EVENTS_BEHIND) this.#events.push(event);
    else this.#end(tooSlow());
    if (event.type === 'closed') this.#end(event.error);
    this.#wake?.();
  }

  /** Fails after the last event where the client came to a fatal end or the loop was too slow. */
  read(): AsyncIterableIterator<ClientEvent, undefined> {
    const events = this.#read();
    const leave = events.return.bind(events);
    // A loop that has not begun, or that waits, collects nothing more either.
    events.return = (value) => {
      this.#events.length = 0;
      this.#end(null);
      this.#wake?.();
      return leave(value);
    };
    return events;
  }

  async *#read(): AsyncGenerator<ClientEvent, undefined> {
    for (;;) {
      for (let event = this.#events.shift(); event; event = this.#events.shift()) yield event;
      if (this.#error) throw this.#error;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #end(error: BotpitError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#onEnd();
  }
}

function tooSlow(): BotpitError {
  return new BotpitError('usage', `a loop over events() fell ${MAX_EVENTS_BEHIND} events behind`, {
    hint: 'Do slow work outside the loop.',
  });
}
