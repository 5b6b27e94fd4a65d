/** Where a frame was seen: as its sender sent it, or as the proxy passed it on. */
export type Seen = 'bot-sent' | 'arena-got' | 'arena-sent' | 'bot-got';

export interface FrameEntry {
  readonly what: Seen;
  /** World milliseconds. */
  readonly at: number;
  /** Grows whenever nothing was on its way any more: two entries of one epoch may have crossed. */
  readonly epoch: number;
  /** The bot's connections, from 1. */
  readonly link: number;
  /** Of the message; `?` for what is none. */
  readonly type: string;
  readonly message: Readonly<Record<string, unknown>>;
  /** Exactly as its sender sent it, and sent by the sender. */
  readonly intact: boolean;
}

/** What happened to a connection or a session, in one sequence with the frames. */
export interface MarkEntry {
  readonly what:
    | 'open'
    | 'dead'
    | 'stalled'
    | 'earlier'
    | 'fault'
    | 'leap'
    | 'stop'
    | 'abort'
    | 'ended'
    | 'record';
  readonly at: number;
  readonly epoch: number;
  readonly link: number;
  readonly note: string;
}

export type LogEntry = FrameEntry | MarkEntry;

export function isFrame(entry: LogEntry): entry is FrameEntry {
  return 'message' in entry;
}

/** The object that a frame holds; empty where it holds none. */
export function messageOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Damaged on purpose.
    return {};
  }
}
