import type { Key } from '../config/index.js';
import type { Entry } from '../runner/index.js';
import { type CommandSpec, command, type Given } from './command.js';
import { PLAY_OWN, TOURNAMENT } from './options.js';
import type { PlayCall } from './play/play.js';

/** The settings that a command takes which plays, or looks at how play would go. */
export const PLAY = ['play', 'strategy', 'limits', 'connection', 'records', 'monitoring'] as const;

/** What the commands that play have in common. */
const PLAYS = { takes: PLAY, needs: ['config', 'warnings', 'key', 'thread', 'fleet'] } as const;

/** @param matches default as many as the settings say */
function loadPlay(entryOf: (args: readonly string[]) => Entry, matches?: 1) {
  return async () => {
    const { play } = await import('./play/play.js');
    return (given: PlayCall) => play(given, entryOf(given.args), matches);
  };
}

/** What the commands have in common that play one match. */
function playsOne(entryOf: (args: readonly string[]) => Entry, ...refused: readonly Key[]) {
  return {
    ...PLAYS,
    refused: ['matches', 'rotate', 'hours', ...refused],
    load: loadPlay(entryOf, 1),
    async refuse(given: Given<'config' | 'origins'>) {
      (await import('./play/terms.js')).requireTerms(given, entryOf(given.args));
    },
  } as const satisfies Partial<CommandSpec>;
}

/** The commands that play, and the arena. */
export const PLAY_COMMANDS: readonly CommandSpec[] = [
  command('Play', {
    usage: 'play [game]',
    description: 'Plays match after match until a stop condition or a signal.',
    ...PLAYS,
    options: PLAY_OWN,
    argumentSettings: ['game'],
    load: loadPlay(() => ({ by: 'queue' })),
  }),
  command('Play', {
    usage: 'queue [game]',
    description: 'Joins the queue once, plays the one match that it finds, exits.',
    ...playsOne(() => ({ by: 'queue' })),
    argumentSettings: ['game'],
  }),
  command('Play', {
    usage: 'fleet [profiles...]',
    description:
      'Plays with several bots, each profile in a process of its own; `fleet reload` has it read the config again.',
    takes: PLAY,
    needs: [],
    load: async () => (await import('./fleet/fleet.js')).fleet,
  }),
  command('Play', {
    usage: 'challenge create [game]',
    description:
      'Opens a challenge, prints its id, waits for a taker and plays; never sandbox, without --wager free play.',
    ...playsOne(() => ({ by: 'challenge' }), 'local'),
    argumentSettings: ['game'],
  }),
  command('Play', {
    usage: 'challenge accept <id>',
    description:
      'Takes a challenge and plays it; --wager says what you agree to, as the arena does not tell beforehand.',
    ...playsOne(([challengeId = '']) => ({ by: 'accept', challengeId }), 'local'),
  }),
  command('Play', {
    usage: 'challenge cancel <id>',
    description: 'Withdraws a challenge.',
    takes: ['connection'],
    needs: ['config', 'key'],
    load: async () => (await import('./play/cancel.js')).cancelChallenge,
  }),
  command('Play', {
    usage: 'arena',
    description:
      'Runs the embedded arena as a server, for several bots and other clients; or hosts a tournament.',
    takes: ['arena', 'records'],
    options: TOURNAMENT,
    needs: ['config'],
    load: async () => (await import('./play/arena.js')).arena,
  }),
];
