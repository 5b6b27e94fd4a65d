import type { CommandSpec } from '../command-spec.js';

const QUEUE_FILE = [
  '--queue-file <file>',
  'a file that holds its address, where that has a password',
] as const;

/** What every command of the lab takes that plays. */
const LAB_OPTIONS = [
  ['--game <game>', 'the game; else that of the config'],
  ['--matches <n>', 'matches of each pairing; of a comparison, at most'],
  [
    '--series <n|all>',
    'matches after which strategies start afresh (default: 100, or 1000 where none remembers)',
  ],
  ['--seed <text>', 'equal seeds give equal results (default: a fresh one)'],
  ['--jobs <n>', 'threads (default: one a core)'],
  ['--move-timeout <duration>', 'for an answer that is not there at once (default: 2s)'],
  ['--start-timeout <duration>', 'for a strategy to be loaded (default: 10s)'],
  ['--run <file>', 'where the run is kept (default: a file of its own in the data folder)'],
  ['--fresh', 'play again what is kept of this run'],
  ['--report <file>', 'write the result as a page, too'],
  ['--shard <i/n>', 'play the i-th of n parts only; `lab merge` puts them together'],
  ['--queue <url>', 'let `lab worker` play, through this Redis'],
  QUEUE_FILE,
] as const;

const COMPARE_OPTIONS = [
  ['--against <strategies...>', 'compare through these opponents (zoo: all that are built in)'],
  ['--elo0 <elo>', '"better" means by more than this (default: 0)'],
  ['--elo1 <elo>', '"not better" means by less than this (default: 5)'],
  ['--confidence <share>', 'how sure to be (default: 0.95)'],
] as const;

const EXPLOIT_OPTIONS = [
  ['--game <game>', 'the game; else that of the config'],
  ['--matches <n>', 'matches of the proof, where there is no mix (default: 10000, fewer if it is slow)'],
  ['--seed <text>', 'equal seeds give equal results, unless a file draws from Math.random'],
  ['--jobs <n>', 'threads of the proof (default: one a core)'],
  ['--move-timeout <duration>', 'for an answer that is not there at once (default: 2s)'],
  ['--start-timeout <duration>', 'for a strategy to be loaded (default: 10s)'],
] as const;

const WORKER_OPTIONS = [
  ['--queue <url>', 'the Redis: redis://host:6379 (or BOTPIT_QUEUE)'],
  QUEUE_FILE,
  ['--jobs <n>', 'threads (default: one a core)'],
] as const;

/** Those of the lab, for the table of all. */
export const LAB_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'lab match <a> <b>',
    description: 'Plays two strategies against each other, offline: who wins, by how much, how sure is that.',
    heading: 'Lab',
    takes: [],
    options: LAB_OPTIONS,
    async run(call, io) {
      const { labMatch } = await import('../commands/lab.js');
      return labMatch(call, io);
    },
  },
  {
    usage: 'lab tournament <strategies...>',
    description:
      'Plays everybody against everybody: ratings and a cross table. "zoo" stands for all that are built in.',
    heading: 'Lab',
    takes: [],
    options: [...LAB_OPTIONS, ['--gauntlet', 'the first against everybody else only']],
    async run(call, io) {
      const { labTournament } = await import('../commands/lab.js');
      return labTournament(call, io);
    },
  },
  {
    usage: 'lab compare <new> <old>',
    description:
      'Plays until it is clear whether the new strategy is better: exit code 0, 90 if not, 91 if undecided, 92 if a side did not play.',
    heading: 'Lab',
    takes: [],
    options: [...LAB_OPTIONS, ...COMPARE_OPTIONS],
    async run(call, io) {
      const { labCompare } = await import('../commands/lab.js');
      return labCompare(call, io);
    },
  },
  {
    usage: 'lab exploit <strategy>',
    description:
      'Shows how much a strategy can be made to lose, and by which moves: exactly, where it publishes its mix.',
    heading: 'Lab',
    takes: [],
    options: EXPLOIT_OPTIONS,
    async run(call, io) {
      const { labExploit } = await import('../commands/lab-exploit.js');
      return labExploit(call, io);
    },
  },
  {
    usage: 'lab merge <files...>',
    description: 'Puts the parts of a run together that were played with --shard, and tells the result.',
    heading: 'Lab',
    takes: [],
    options: [['--report <file>', 'write the result as a page, too']],
    async run(call, io) {
      const { labMerge } = await import('../commands/lab-merge.js');
      return labMerge(call, io);
    },
  },
  {
    usage: 'lab worker',
    description:
      'Plays for runs of other machines, through a Redis; runs the strategies that come from there.',
    heading: 'Lab',
    takes: [],
    options: WORKER_OPTIONS,
    async run(call, io) {
      const { labWorker } = await import('../commands/lab-worker.js');
      return labWorker(call, io);
    },
  },
];
