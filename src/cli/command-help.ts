import { LAB_HELP, STRATEGY } from './lab/help.js';

/** What `--help` shows of a command beside what the table of commands says. Loaded when it is asked for. */
export interface CommandHelp {
  /** What its arguments are, by the names that its usage gives them. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Command lines, without `botpit`, and what they do. */
  readonly examples: readonly [Example, Example, ...Example[]];
  /** A list below all else. */
  readonly lists?: {
    readonly title: string;
    readonly items: () => Promise<readonly { readonly name: string; readonly description: string }[]>;
  };
}

type Example = readonly [line: string, does: string];

const GAME = 'a game, such as rps; `botpit games` lists them';
const BY_DEFAULT = '(default: that of the config, or the only one that the strategy plays)';
const PLAYED_GAME = `${GAME} ${BY_DEFAULT}`;
const PLAYED_GAMES = `a game, such as rps, or several (rps,crash); \`botpit games\` lists them ${BY_DEFAULT}`;
const MATCH =
  'the id of a match, as `botpit history` shows it, or the beginning of it; `last` is the newest match';
const ANY_MATCH = `${MATCH}; or a match of the lab: a run, # and its number`;

/** By the words that call the command; those of the program itself and of groups of commands, too. */
export const COMMAND_HELP: Readonly<Record<string, CommandHelp>> = {
  '': {
    examples: [
      ['play rps --local', 'Plays against the house on this machine: no key, no money.'],
      ['init my-bot', 'Makes a project with a bot of your own.'],
      ['play --help', 'Lists everything that a command can do.'],
    ],
  },
  play: {
    arguments: { game: PLAYED_GAMES },
    examples: [
      ['play rps --local frequency --strategy ./my.ts', 'Plays on this machine against a built-in strategy.'],
      ['play rps --local ./my.ts --human', 'Lets you play against it yourself, with the keyboard.'],
      ['play rps --wager 0.01 --max-loss 0.05 --for 8h', 'Plays for money, for eight hours at most.'],
    ],
  },
  queue: {
    arguments: { game: PLAYED_GAME },
    examples: [
      ['queue rps --sandbox --strategy ./my.ts', 'Plays one practice match in the public arena.'],
      ['queue crash --wager 0.01 --max-loss 0.01', 'Plays one match for money.'],
    ],
  },
  fleet: {
    arguments: {
      profiles:
        'the profiles that play (default: all that have a strategy); or `reload`, for the fleet that runs',
    },
    examples: [
      ['fleet', 'Plays with every profile of the config file that has a strategy.'],
      ['fleet rps crash --sandbox --for 1h', 'Plays with two of them, without money, for an hour.'],
      ['fleet reload', 'Has the fleet that runs read its config again.'],
    ],
  },
  challenge: {
    examples: [
      ['challenge create rps --wager 0.01', 'Opens a challenge and prints the id that a taker needs.'],
      ['challenge accept 3f2a… --wager 0.01', 'Takes it.'],
    ],
  },
  'challenge create': {
    arguments: { game: PLAYED_GAME },
    examples: [
      ['challenge create rps', 'Opens a challenge without money.'],
      ['challenge create rps --wager 0.01 --max-loss 0.01', 'Opens one for money.'],
    ],
  },
  'challenge accept': {
    arguments: { id: 'the id that `botpit challenge create` printed for whoever opened the challenge' },
    examples: [
      ['challenge accept 3f2a… --wager 0', 'Takes a challenge without money.'],
      ['challenge accept 3f2a… --wager 0.01 --max-loss 0.01', 'Takes one for 0.01 SOL.'],
    ],
  },
  'challenge cancel': {
    arguments: { id: 'the id of a challenge that you have opened' },
    examples: [
      ['challenge cancel 3f2a…', 'Withdraws a challenge that nobody has taken.'],
      ['challenge cancel 3f2a… --api-key-file ./botpit.key', 'Does so with the key in a file.'],
    ],
  },
  arena: {
    examples: [
      ['arena --port 7777', 'Lets bots of this machine play at ws://127.0.0.1:7777/api/v1/ws.'],
      ['arena --house adaptive --chaos cuts', 'Puts up a strong house bot, and loses connections.'],
      [
        'arena --tournament swiss --game rps --keys arena.keys --data-dir cup',
        'Hosts a tournament of those in the file; started again, it goes on.',
      ],
    ],
    lists: {
      title: 'Presets of --chaos:',
      async items() {
        const { CHAOS_PRESETS } = await import('../arena/index.js');
        return CHAOS_PRESETS;
      },
    },
  },
  ...LAB_HELP,
  games: {
    arguments: { games: 'the games to show (default: all)' },
    examples: [
      ['games rps', 'Shows the rules, the moves and the format of a game.'],
      ['games --prompt rps crash', 'Prints all that is needed to write a bot for two games.'],
    ],
  },
  strategies: {
    arguments: { file: STRATEGY, game: 'one of its games (default: each that it says it plays)' },
    examples: [
      ['strategies', 'Lists the built-in strategies.'],
      ['strategies ./my.ts', 'Loads a file, gives it a few test turns and lists its parameters.'],
    ],
  },
  config: {
    examples: [
      ['config', 'Shows every setting, its value and where that comes from.'],
      ['config --profile live --wager 0.02', 'Shows what would hold with these flags.'],
    ],
  },
  check: {
    arguments: { game: `${GAME} (default: each that the strategy plays)` },
    examples: [
      ['check --strategy ./my.ts', 'Reports on every game that it plays.'],
      ['check rps --strategy "cmd: python3 bot.py"', 'Reports on a program in one game.'],
    ],
  },
  history: {
    examples: [
      ['history --since 12h', 'Lists the matches of the last twelve hours.'],
      ['history --game rps --outcome loss --last 20', 'Lists the last twenty lost matches of a game.'],
    ],
  },
  show: {
    arguments: { match: ANY_MATCH },
    examples: [
      ['show last', 'Shows the newest match round by round.'],
      ['show 3f2a --page match.html', 'Writes one file that replays it in any browser.'],
      ["show 'run.jsonl#123'", 'Shows a match that a run of the lab has kept.'],
    ],
  },
  watch: {
    examples: [
      ['watch', 'Prints the address of the page, and serves it until Ctrl-C.'],
      ['watch --open --data-dir ./live --data-dir ./test', 'Opens it, with the records of two folders.'],
    ],
  },
  stats: {
    examples: [
      ['stats --by opponent', 'Sums up by opponent.'],
      ['stats --game rps --since 7d', 'Sums up one game in the last seven days.'],
    ],
  },
  replay: {
    arguments: { match: ANY_MATCH },
    examples: [
      ['replay 3f2a', 'Steps through a match.'],
      ['replay 3f2a --strategy ./new.ts', 'Shows where the new version would have moved differently.'],
      ['replay 3f2a --strategy ./new.ts --page match.html', 'Shows that in a page, round by round.'],
      ["replay 'run.jsonl#123' --strategy ./new.ts", 'Does so with a match of the lab.'],
    ],
  },
  verify: {
    arguments: { 'match|file': `${MATCH}; or a file that \`botpit export\` wrote` },
    examples: [
      ['verify 3f2a', 'Checks a match of the records.'],
      ['verify match.json', 'Checks an exported match on any machine.'],
    ],
  },
  export: {
    arguments: { match: MATCH },
    examples: [
      ['export 3f2a --output match.json', 'Writes a match with its evidence to a file.'],
      ['export 3f2a | gzip > match.json.gz', 'Writes it to the standard output.'],
    ],
  },
  status: {
    examples: [
      ['status', 'Shows what plays, what is open and what has tripped.'],
      ['status --data-dir ./records --json', 'Shows it of another data folder, as JSON.'],
    ],
  },
  stop: {
    arguments: { bot: 'the name of a bot, as `botpit status` shows it (default: the only one that runs)' },
    examples: [
      ['stop live', 'Has one bot finish its match and stop.'],
      ['stop --all', 'Stops all that play with the data folder.'],
    ],
  },
  resume: {
    arguments: { limit: 'the limit to release, as `botpit status` names it' },
    examples: [
      ['resume max-loss', 'Releases the limit, so that play can begin again.'],
      ['resume max-loss --bot live', 'Releases it for one bot.'],
    ],
  },
  settle: {
    arguments: {
      intent: 'an open intent, as `botpit status` shows it (with --bot: the one that the bot has open)',
    },
    examples: [
      ['settle 12 --payout 0', 'Books an open wager as lost.'],
      ['settle 12 --payout 0.0195', 'Books it as won, with what the arena paid.'],
    ],
  },
  backup: {
    arguments: { file: 'the file to write' },
    examples: [
      ['backup ~/botpit.backup', 'Copies the books and records of the data folder.'],
      ['backup ~/live.backup --data-dir ./live', 'Copies those of another data folder.'],
    ],
  },
  restore: {
    arguments: { file: 'a file that `botpit backup` wrote' },
    examples: [
      ['restore ~/botpit.backup', 'Puts them into a data folder that holds none yet.'],
      ['restore ~/botpit.backup --data-dir ./look', 'Puts them into another folder, to look at them.'],
    ],
  },
  recipe: {
    arguments: {
      kind: 'where it is to run: cron, systemd, github, docker or kubernetes',
      game: PLAYED_GAMES,
    },
    examples: [
      ['recipe systemd --profile live > botpit.service', 'Writes a unit that plays a profile.'],
      ['recipe docker rps --strategy ./my.ts', 'Prints a compose file for a bot, and what to do with it.'],
      ['recipe systemd --fleet > fleet.service', 'Writes a unit that plays with all profiles.'],
    ],
  },
  init: {
    arguments: { dir: 'the folder to write to; made where it is missing (default: the working folder)' },
    examples: [
      ['init my-bot --game crash --language python', 'Makes a project for a game in a new folder.'],
      ['init', 'Makes one here; files that are there stay as they are.'],
    ],
  },
  doctor: {
    examples: [
      ['doctor', 'Checks what playing with the config needs.'],
      ['doctor --profile live', 'Checks what playing with a profile needs.'],
    ],
  },
  completion: {
    arguments: { shell: 'bash, zsh or fish' },
    examples: [
      ['completion bash > ~/.local/share/bash-completion/completions/botpit', 'Completes commands in bash.'],
      ['completion fish > ~/.config/fish/completions/botpit.fish', 'Completes them in fish.'],
    ],
  },
};
