/** What a close code means for the connection: try again, or give up because the next attempt would end the same. */
export interface CloseVerdict {
  readonly verdict: 'reconnect' | 'fatal';
  /** What it says about the cause, as a sentence for a person. */
  readonly hint: string;
}

/** The codes of RFC 6455 and its registry. The arena documents none of its own. */
export const CLOSE_POLICY = {
  1000: { verdict: 'reconnect', hint: 'The arena ended the connection normally.' },
  1001: { verdict: 'reconnect', hint: 'The arena is going away, perhaps for a restart.' },
  1002: { verdict: 'reconnect', hint: 'The arena could not make sense of a frame.' },
  1003: { verdict: 'fatal', hint: 'The arena does not take text frames. Check the URL.' },
  1005: { verdict: 'reconnect', hint: 'The arena ended the connection without giving a reason.' },
  1006: { verdict: 'reconnect', hint: 'The connection broke without a word. Check the network.' },
  1007: { verdict: 'reconnect', hint: 'A frame was not valid text.' },
  1008: {
    verdict: 'fatal',
    hint: 'The arena closed the connection for a breach of its rules. Ask its operator why.',
  },
  1009: { verdict: 'reconnect', hint: 'A frame was longer than 64 KiB.' },
  1010: {
    verdict: 'fatal',
    hint: 'One side wants a WebSocket extension that the other lacks. Check the URL.',
  },
  1011: { verdict: 'reconnect', hint: 'The arena failed on its side.' },
  1012: { verdict: 'reconnect', hint: 'The arena is restarting.' },
  1013: { verdict: 'reconnect', hint: 'The arena is overloaded and asks to come back later.' },
  1014: { verdict: 'reconnect', hint: 'A gateway before the arena got no valid answer from it.' },
  1015: { verdict: 'reconnect', hint: 'The secure channel could not be set up.' },
} as const satisfies Record<number, CloseVerdict>;

const UNLISTED: CloseVerdict = { verdict: 'reconnect', hint: 'The arena gave a close code of its own.' };

/** The verdict for any code; one that nobody documents is worth another attempt, after the back-off. */
export function closeVerdict(code: number): CloseVerdict {
  return (CLOSE_POLICY as Record<number, CloseVerdict>)[code] ?? UNLISTED;
}
