import type { Frame, Pipe } from './pipe.js';
import type { FaultProxy, Link } from './proxy.js';

/** The frame that a fault happens to: the nth of its type that its sender sent, over all connections. */
export interface FaultPoint {
  /** From the bot to the arena. */
  readonly up: boolean;
  readonly type: string;
  readonly nth: number;
}

/** A fault at work. It decides whether the frame passes. */
export interface Strike {
  readonly frame: Frame;
  readonly message: Readonly<Record<string, unknown>>;
  readonly pipe: Pipe;
  readonly link: Link;
  readonly proxy: FaultProxy;
}

/** What a fault may do beside the proxy. */
export interface Powers {
  /** Puts another arena, which knows nothing, in the place of this one. */
  restartArena(): void;
  /** Makes the bot's clock leap. */
  leap(ms: number): void;
  readonly apiKey: string;
}

export interface Fault {
  readonly name: string;
  /** The exit codes that it may lead to, beside the one of the scenario. */
  readonly exits?: readonly number[];
  /** True where `exits` alone are right. */
  readonly ends?: boolean;
  readonly strike: (at: Strike, powers: Powers) => void;
}
