import type { RunnerEvent, RunnerEventName } from '../runner/index.js';

export type { RunnerEvent, RunnerEventName, SessionEndReason } from '../runner/index.js';

/** One kind of runner event, or several that are told alike. */
export type EventOf<E extends RunnerEventName> = OneOf<RunnerEvent, E>;

type OneOf<Event, E> = Event extends { readonly event: infer Names }
  ? [E] extends [Names]
    ? Event
    : never
  : never;

/** An event and when it was reported, in epoch milliseconds. */
export interface Stamped {
  readonly event: RunnerEvent;
  readonly timeMs: number;
}
