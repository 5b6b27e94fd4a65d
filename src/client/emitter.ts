import { EventStream } from './event-stream.js';
import type { ClientEvent, ClientEventType, EventOf } from './events.js';

type Listener = (event: never) => unknown;

/** What a command returns that has left: one promise for all, as nobody can tell them apart. */
export const SENT: Promise<void> = Promise.resolve();

export interface EmitterOwner {
  onHandlerFailure(event: ClientEvent, error: unknown): void;
}

/** Calls listeners at once and in order of registration. A listener that throws or rejects harms no other. */
export class Emitter {
  // Made on first use, as most clients in a process of many listen to little.
  #listeners: Map<ClientEventType, readonly Listener[]> | undefined;
  #streams: Set<EventStream> | undefined;
  readonly #owner: EmitterOwner;

  constructor(owner: EmitterOwner) {
    this.#owner = owner;
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

  stream(): EventStream {
    this.#streams ??= new Set();
    const streams = this.#streams;
    const stream = new EventStream(() => streams.delete(stream));
    streams.add(stream);
    return stream;
  }

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
        result.then(undefined, (error: unknown) => this.#owner.onHandlerFailure(event, error));
      }
    } catch (error) {
      this.#owner.onHandlerFailure(event, error);
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
