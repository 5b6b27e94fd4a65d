/** What names a strategy on a command line. */
export const STRATEGY = 'a file, a built-in strategy, or "cmd: …" for a program';

/** The help of the commands of the lab: see `COMMAND_HELP`. */
export const LAB_HELP = {
  lab: {
    examples: [
      ['lab match ./my.ts frequency --game rps', 'Shows which of two is better, and by how much.'],
      ['lab compare ./new.ts ./old.ts --game rps', 'Shows whether a change is an improvement.'],
    ],
  },
  'lab match': {
    arguments: { a: STRATEGY, b: 'the other one, named in the same way' },
    examples: [
      [
        'lab match ./my.ts frequency --game rps',
        'Plays 10,000 matches (fewer if they are slow) and shows who won more.',
      ],
      ['lab match ./my.ts adaptive --game crash --report my.html', 'Writes the result as a page, too.'],
      [
        'lab match ./my.ts adaptive --game rps --keep lost --run run.jsonl',
        'Keeps the matches that it lost.',
      ],
      [
        'lab match ./my.ts adaptive --game rps --page match.html --page-match 3',
        'Replays the third match in a page.',
      ],
    ],
  },
  'lab tournament': {
    arguments: { strategies: 'two or more of: a file, a built-in strategy, "cmd: …" for a program, zoo' },
    examples: [
      ['lab tournament ./my.ts zoo --game rps', 'Plays against everything that is built in.'],
      ['lab tournament ./a.ts ./b.ts ./c.ts --game mines --gauntlet', 'Plays the first against the others.'],
    ],
  },
  'lab compare': {
    arguments: { new: `the candidate: ${STRATEGY}`, old: 'the strategy to beat, named in the same way' },
    examples: [
      ['lab compare ./new.ts ./old.ts --game rps', 'Exits with 0 if the new one is better, 90 if not.'],
      ['lab compare ./new.ts ./old.ts --game rps --against zoo', 'Compares how both do against others.'],
      ["lab compare './my.ts?caution=0.4' ./my.ts --game rps", 'Compares two settings of its parameters.'],
    ],
  },
  'lab tune': {
    arguments: { strategy: `one that declares parameters: ${STRATEGY}` },
    examples: [
      [
        'lab tune ./my.ts --game rps --against zoo',
        'Finds the parameters that score most against all built in.',
      ],
      [
        'lab tune ./my.ts --game rps --tune caution,depth=2..6',
        'Looks at two of them, one in a range of its own.',
      ],
    ],
  },
  'lab exploit': {
    arguments: { strategy: STRATEGY },
    examples: [
      ['lab exploit ./my.ts --game rps', 'Shows by which moves it can be beaten.'],
      ['lab exploit equilibrium --game crash', 'Computes exactly what a best response gains.'],
    ],
  },
  'lab runs': {
    arguments: {
      action: 'list, show, delete or trend (default: list)',
      runs: 'the id of a run, as the list shows it, or the beginning of it; or its file',
    },
    examples: [
      ['lab runs', 'Lists the runs that are kept, and how to continue those that were stopped.'],
      ['lab runs show 3f2a', 'Shows the result of a run, and the matches that it has kept.'],
      ['lab runs trend', 'Shows how the results of the same question have changed.'],
    ],
  },
  'lab merge': {
    arguments: { files: 'the files that `--run` named for the parts of one run' },
    examples: [
      ['lab merge part-1.ndjson part-2.ndjson', 'Shows the result of both parts together.'],
      ['lab merge part-*.ndjson --report all.html', 'Writes it as a page, too.'],
    ],
  },
  'lab worker': {
    examples: [
      ['lab worker --queue redis://host:6379', 'Plays for runs that are started with the same --queue.'],
      ['lab worker --queue-file ./redis-url --jobs 4', 'Reads the address from a file; plays on 4 threads.'],
    ],
  },
} as const;
