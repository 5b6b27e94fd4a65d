import { BotpitError } from '../errors.js';
import type { ClientEvent } from './events.js';

/** A loop that falls further behind than this is ended with an error, as it would miss events. */
export const MAX_EVENTS_BEHIND = 1024;

interface Waiter {
  resolve(result: IteratorResult<ClientEvent, undefined>): void;
  reject(error: unknown): void;
}

/** The events of a client from its making on, in order, for one `for await` loop. Ends after the `closed` event. */
export class EventStream implements AsyncIterableIterator<ClientEvent, undefined> {
  #events: ClientEvent[] = [];
  #waiters: Waiter[] = [];
  #ended = false;
  #error: BotpitError | null = null;
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  push(event: ClientEvent): void {
    const waiter = this.#waiters.shift();
    if (waiter) waiter.resolve({ done: false, value: event });
    else if (this.#events.length < MAX_EVENTS_BEHIND) this.#events.push(event);
    else this.#end(tooSlow());
    if (event.type === 'closed') this.#end(event.error);
  }

  /** Rejects once, after the last event, where the client came to a fatal end or the loop was too slow. */
  next(): Promise<IteratorResult<ClientEvent, undefined>> {
    const value = this.#events.shift();
    if (value) return Promise.resolve({ done: false, value });
    if (!this.#ended) return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
    const error = this.#error;
    this.#error = null;
    return error ? Promise.reject(error) : Promise.resolve({ done: true, value: undefined });
  }

  return(): Promise<IteratorResult<ClientEvent, undefined>> {
    this.#events = [];
    this.#end(null);
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(error: BotpitError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#onEnd();
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) {
      if (this.#error) {
        this.#error = null;
        waiter.reject(error);
      } else {
        waiter.resolve({ done: true, value: undefined });
      }
    }
  }
}

function tooSlow(): BotpitError {
  return new BotpitError('usage', `a loop over events() fell ${MAX_EVENTS_BEHIND} events behind`, {
    hint: 'Do slow work outside the loop.',
  });
}
