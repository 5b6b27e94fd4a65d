import type { Stamped } from './events.js';

/** One way of showing a session. */
export interface View {
  /** Cheap: takes note, and shows later. */
  show(stamped: Stamped): void;
  /** Shows everything that is still to be shown and leaves the screen clean. Idempotent; more may be shown after it. */
  finish(): void;
}
