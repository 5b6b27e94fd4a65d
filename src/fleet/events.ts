/** What becomes of a bot whose process has ended. */
export type AfterEnd =
  /** It is started again after a pause. */
  | 'restarts'
  /** It ended too often within a short time. */
  | 'gave_up'
  /** Its exit code says that another start would not help, or that it did what was asked. */
  | 'stays_ended'
  /** Its profile has changed: it is started anew. */
  | 'starts_anew'
  /** Its profile is gone. */
  | 'removed';

/** What a fleet reports beside the events of its bots. `bot` is null where it is about all of them. */
export type FleetEvent =
  | {
      readonly event: 'fleet_start';
      readonly bot: null;
      readonly version: string;
      /** Of these events: see `session_start`. */
      readonly schemaVersion: number;
      readonly config: string;
      readonly bots: readonly string[];
    }
  | {
      readonly event: 'bot_start';
      readonly bot: string;
      readonly pid: number | null;
      /** How often it was started again since its settings were read. */
      readonly restarts: number;
    }
  | {
      readonly event: 'bot_end';
      readonly bot: string;
      /** Null where a signal ended it. */
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly next: AfterEnd;
      /** Until it is started again; null where it is not, or at once. */
      readonly pauseMs: number | null;
    }
  | {
      /** A line that a bot's process wrote beside its events: mostly the last words of one that crashed. */
      readonly event: 'bot_output';
      readonly bot: string;
      readonly line: string;
    }
  | {
      /** The config was read again. */
      readonly event: 'fleet_reload';
      readonly bot: null;
      readonly started: readonly string[];
      readonly changed: readonly string[];
      readonly removed: readonly string[];
      readonly unchanged: readonly string[];
    }
  | {
      /** The config was read again and cannot be used: what was read before stays in force. */
      readonly event: 'fleet_reload_failed';
      readonly bot: null;
      readonly code: string;
      readonly message: string;
    }
  | { readonly event: 'fleet_stopping'; readonly bot: null; readonly message: string }
  | {
      readonly event: 'fleet_end';
      readonly bot: null;
      readonly exitCode: number;
      /** The exit code of each bot; null for one that a signal ended. */
      readonly exitCodes: Readonly<Record<string, number | null>>;
    };
