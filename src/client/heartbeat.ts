import type { Timer } from '../lib/clock.js';
import type { Settings } from './options.js';

export interface HeartbeatOwner {
  sendPing(): void;
  /** Nothing arrived within the time after a ping. */
  onSilence(): void;
}

/**
 * Pings, and tells when a socket that looks open is dead. Costs a frame nothing but `heard = true`: there is one timer,
 * which fires twice an interval, once to ping and once to see whether anything came back.
 */
export class Heartbeat {
  /** To be set on every frame: any sign of life will do. */
  heard = false;
  readonly #settings: Settings;
  readonly #owner: HeartbeatOwner;
  #timer: Timer | undefined;
  #pingedAt: number | null = null;

  constructor(settings: Settings, owner: HeartbeatOwner) {
    this.#settings = settings;
    this.#owner = owner;
  }

  /** The first ping comes at a random part of the interval, so that many clients started at once do not beat as one. */
  start(): void {
    this.#arm(this.#settings.random() * this.#settings.pingIntervalMs, this.#ping);
  }

  stop(): void {
    this.#settings.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Milliseconds since the ping that this answers; null for an answer to none. */
  takeRttMs(): number | null {
    if (this.#pingedAt === null) return null;
    const rttMs = this.#settings.clock.now() - this.#pingedAt;
    this.#pingedAt = null;
    return rttMs;
  }

  /** One more ping, beside those of the beat. */
  pingNow(): void {
    this.#pingedAt = this.#settings.clock.now();
    this.#owner.sendPing();
  }

  #ping(): void {
    this.heard = false;
    this.pingNow();
    this.#arm(this.#settings.pongTimeoutMs, this.#check);
  }

  #check(): void {
    // A program that computed all the time has the answer in its socket, unread: timers run before reads.
    if (this.heard) this.#rest();
    else this.#arm(1, this.#checkAgain);
  }

  #checkAgain(): void {
    if (this.heard) this.#rest();
    else this.#owner.onSilence();
  }

  #rest(): void {
    this.#arm(Math.max(0, this.#settings.pingIntervalMs - this.#settings.pongTimeoutMs), this.#ping);
  }

  #arm(ms: number, next: () => void): void {
    this.#timer = this.#settings.clock.setTimeout(() => next.call(this), ms);
  }
}
