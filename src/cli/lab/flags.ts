/** Options of the lab's commands, as commander takes them. Apart, as they are needed for any help. */

/** What every command of the lab takes that plays. */
export const LAB_OPTIONS = [
  ['--game <game>', 'the game; else that of the config'],
  ['--matches <n>', 'matches of each pairing; of a comparison, at most'],
  ['--series <n|all>', 'matches after which strategies start afresh (default: 1000)'],
  ['--seed <text>', 'equal seeds give equal results (default: a fresh one)'],
  ['--jobs <n>', 'threads (default: one a core)'],
  ['--move-timeout <duration>', 'for an answer that is not there at once (default: 2s)'],
  ['--run <file>', 'where the run is kept (default: a file of its own in the data folder)'],
  ['--report <file>', 'write the result as a page, too'],
  ['--shard <i/n>', 'play the i-th of n parts only; `lab merge` puts them together'],
  ['--queue <url>', 'let `lab worker` play, through this Redis'],
] as const;

export const COMPARE_OPTIONS = [
  ['--against <strategies...>', 'compare through these opponents (zoo: all that are built in)'],
  ['--elo0 <elo>', '"better" means by more than this (default: 0)'],
  ['--elo1 <elo>', '"not better" means by less than this (default: 5)'],
  ['--confidence <share>', 'how sure to be (default: 0.95)'],
] as const;

export const EXPLOIT_OPTIONS = [
  ['--game <game>', 'the game; else that of the config'],
  ['--matches <n>', 'matches of the proof, where there is no mix (default: 10000)'],
  ['--seed <text>', 'equal seeds give equal results, unless a file draws from Math.random'],
  ['--jobs <n>', 'threads of the proof (default: one a core)'],
  ['--move-timeout <duration>', 'for an answer that is not there at once (default: 2s)'],
] as const;

export const WORKER_OPTIONS = [
  ['--queue <url>', 'the Redis: redis://host:6379'],
  ['--jobs <n>', 'threads (default: one a core)'],
] as const;
