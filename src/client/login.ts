import { type ErrorMessage, passesLater } from '../protocol/index.js';
import type { ConnectionEvent } from './machine.js';

/** More of what an arena says before it lets anybody in is not repeated. */
const MOST_SAID = 300;

/** One attempt to be let in: what the arena says on its connection before there is a session, and what that means. */
export class Login {
  #said = '';
  /** Why this connection came too early, as the arena put it; null where it did not say so. */
  #putOff: string | null = null;
  #keySentAt = 0;

  /** The last frame, without the key; empty where there was none. */
  get said(): string {
    return this.#said.slice(0, MOST_SAID);
  }

  heard(frame: string): void {
    this.#said = frame;
  }

  /** @param now by `now` of the clock */
  keySent(now: number): void {
    this.#keySentAt = now;
  }

  /** How long the answer to the key took, in milliseconds. */
  tookMs(now: number): number {
    return now - this.#keySentAt;
  }

  /**
   * The arena has answered the key with an error.
   * @param redact takes the key out of a text
   * @returns what has happened by that; null where the arena may yet answer the key on this connection
   */
  refused(
    { code, message, retry_after_ms: afterMs }: ErrorMessage,
    redact: (text: string) => string,
  ): ConnectionEvent | null {
    // The key was under way for too long, which says nothing about the key.
    if (code === 'auth_timeout') return { name: 'timed-out' };
    const words = [message, code && `(${code})`].filter((word) => word !== '').join(' ');
    const reason = redact(words) || 'it does not say why';
    if (!passesLater(code, afterMs)) return { name: 'refused', message: reason };
    this.#putOff = `the arena lets nobody in for now: ${reason}`;
    return afterMs === undefined ? null : { name: 'put-off', reason: this.#putOff, afterMs };
  }

  /** What an event means after what the arena has said: a connection that ends after it was put off was put off. */
  read(event: ConnectionEvent): ConnectionEvent {
    if (this.#putOff === null || (event.name !== 'lost' && event.name !== 'timed-out')) return event;
    return { name: 'put-off', reason: this.#putOff, afterMs: null };
  }
}
