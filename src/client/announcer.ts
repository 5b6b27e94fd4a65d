import { Emitter, type EmitterOwner } from './emitter.js';
import type { ClientEvent, ErrorEvent } from './events.js';
import type { Log } from './log.js';
import { narrate } from './narrate.js';

/** Tells the listeners, and the log, what happens: in order, and never in the middle of things. */
export class Announcer implements EmitterOwner {
  readonly events: Emitter;
  readonly #log: Log;
  /** Announced and not yet delivered. */
  #announced: ClientEvent[] | null = null;
  #delivering: ClientEvent | null = null;
  #isHeld = false;

  constructor(log: Log) {
    this.#log = log;
    this.events = new Emitter(this);
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

  onHandlerFailure(event: ClientEvent, error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    const message = `a handler of ${event.type} failed: ${words}`;
    // A failing error handler is not told of its own failure, or it would fail for ever.
    if (event.type === 'error') this.#log.write('error', message);
    else this.report('handler_failed', message, error);
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
      this.events.emit(event);
    }
    this.#delivering = null;
    this.#announced = null;
  }
}
