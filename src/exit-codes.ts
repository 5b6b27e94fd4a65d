/**
 * What scripts may rely on. Node itself uses 1 to 13, so botpit's own start at the sysexits range. A supervisor should
 * restart on 1, 69 and 70 only.
 */
export const EXIT = {
  ok: 0,
  unexpected: 70,
  usage: 64,
  strategy: 65,
  unreachable: 69,
  records: 74,
  unfair: 76,
  rejected: 77,
  config: 78,
  limit: 80,
  replaced: 81,
  running: 82,
  gaveUp: 83,
  notBetter: 90,
  undecided: 91,
  noVerdict: 92,
  sigint: 130,
  sigterm: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every way in which botpit refuses or gives up, by code, and the exit code of each. */
export const EXIT_OF_ERROR = {
  usage: EXIT.usage,
  'config/invalid': EXIT.config,
  'config/no-key': EXIT.config,
  'wager/invalid': EXIT.usage,
  'params/invalid': EXIT.usage,
  'strategy/not-found': EXIT.strategy,
  'strategy/syntax': EXIT.strategy,
  'strategy/no-export': EXIT.strategy,
  'strategy/threw-while-loading': EXIT.strategy,
  'strategy/no-game': EXIT.strategy,
  'strategy/declaration': EXIT.strategy,
  'strategy/no-move': EXIT.strategy,
  'strategy/changed': EXIT.strategy,
  'connection/unreachable': EXIT.unreachable,
  'connection/lost': EXIT.unreachable,
  'connection/not-open': EXIT.unreachable,
  'connection/closed': EXIT.unreachable,
  'auth/rejected': EXIT.rejected,
  'auth/replaced': EXIT.replaced,
  'arena/listen': EXIT.unreachable,
  'arena/refused': EXIT.usage,
  'history/unavailable': EXIT.records,
  'limit/latched': EXIT.limit,
  'limit/unfair': EXIT.unfair,
  'lab/run-file': EXIT.records,
  'lab/did-not-play': EXIT.noVerdict,
  'process/running': EXIT.running,
  'metrics/listen': EXIT.config,
  'pages/listen': EXIT.config,
  'move/too-late': EXIT.unexpected,
  'move/not-json': EXIT.unexpected,
} as const satisfies Record<string, ExitCode>;

/** Scripts that use the library may switch on it. */
export type ErrorCode = keyof typeof EXIT_OF_ERROR;

/** Why a session may end, in words for a person. */
export const END_REASONS = {
  matches: 'the number of matches asked for was played',
  time: 'the time asked for was up',
  until: 'the time of day that `until` sets was reached',
  signal: 'stopped by a signal; no match was left unfinished',
  forced: 'stopped at once; a match in progress was resigned',
  'loss-limit': 'one more loss would have gone past the loss limit',
  'take-profit': 'the profit that was asked for is made',
  limit: 'a limit stopped play',
  records: 'the records could not be written',
  unreachable: 'the arena could not be reached',
  rejected: 'the arena rejected the API key',
  replaced: 'another session with the same key took over',
  unfair: 'a fairness check failed',
  mismatch: 'the arena paired a match that was not asked for',
  refused: 'the arena refused to play',
  'tournament-over': 'the tournament of this arena is over',
  cancelled: 'the challenge was withdrawn or has expired',
  output: 'the output could not be written',
  error: 'an unexpected error',
} as const;

export type SessionEndReason = keyof typeof END_REASONS;

/** As the root help has them. */
export const EXIT_CODES_HELP = `Exit codes: 0 done · 64 usage · 65 strategy · 69 arena out of reach · 70 bug
  74 records · 76 unfair or not as asked · 77 key rejected · 78 configuration
  80 limit · 81 session replaced · 82 already running
  83 gave up a bot of a fleet · 90 not better · 91 undecided
  92 did not play · 130, 143 forced`;
