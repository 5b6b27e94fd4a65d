import { type Config, loadProfiles, readChoice, strategySpec } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { GAME_IDS, type GameId } from '../../games/index.js';
import { dataFolder } from '../../history/index.js';
import { closing } from '../../lib/closing.js';
import { quoteSh } from '../../lib/quote.js';
import { fleetPlan, planOf, RECIPE_KINDS, type RecipeKind, writeRecipe } from '../../recipes/index.js';
import { openStrategy, resolveStrategy } from '../../strategy/index.js';
import type { Given } from '../command.js';
import { bashCompletion } from '../completion/bash.js';
import { fishCompletion } from '../completion/fish.js';
import { SHELLS, treeOf } from '../completion/tree.js';
import { zshCompletion } from '../completion/zsh.js';
import type { RECIPE } from '../options.js';

type Needed = 'config' | 'origins' | 'profiles' | 'paramOrigins';

/**
 * Prints a file that runs this very project unattended; how to install it goes to stderr. Holds no secret: every recipe
 * says where the key is, never what it is.
 */
export async function recipe(given: Given<Needed, typeof RECIPE>): Promise<void> {
  const { flags, args, config, options, io } = given;
  const kind = readChoice('[kind]', RECIPE_KINDS, args[0]);
  if (options.fleet) return recipeOfFleet(kind, given);
  const strategy = await requireWhatPlays(kind, config);
  const place = { cwd: io.cwd(), dataDir: dataFolder(config.dataDir, io.env), strategy };
  const { text, notes } = writeRecipe(kind, planOf(given, flags, place));
  io.stdout.write(text);
  io.stderr.write(notes);
}

async function recipeOfFleet(
  kind: RecipeKind,
  { flags, config, origins, paramOrigins, io }: Given<Needed>,
): Promise<void> {
  if (kind === 'cron' || kind === 'github') {
    throw new BotpitError(
      'usage',
      `recipe ${kind} does not take --fleet: what it prints runs for a while, and a fleet runs for good`,
      {
        hint: 'Use systemd, docker or kubernetes.',
      },
    );
  }
  if (flags.profile !== undefined) {
    throw new BotpitError(
      'usage',
      '--fleet is for all profiles that have a strategy, and --profile for one',
      {
        hint: 'Leave out one of the two.',
      },
    );
  }
  const cwd = io.cwd();
  const { profiles } = await loadProfiles([], { flags, env: io.env, cwd });
  const place = { cwd, dataDir: dataFolder(config.dataDir, io.env) };
  const bots = [];
  for (const profile of profiles) {
    // Each pod is told all that it plays; one process reads it in the config.
    const strategy =
      kind === 'kubernetes' ? await requireWhatPlays(kind, profile.config) : (profile.config.strategy ?? '');
    bots.push({ ...planOf(profile, flags, { ...place, strategy }), place: profile.place });
  }
  const all = profiles.flatMap((profile) => profile.profiles);
  const whole = { ...config, profile: null, game: null };
  const base = planOf({ config: whole, origins, paramOrigins, profiles: all }, flags, {
    ...place,
    strategy: '',
  });
  // As the fleet gives them out, from the one that it is told on.
  const placed = bots.map((bot) => ({ ...bot, metricsPort: base.metricsPort + bot.place }));
  const { text, notes } = writeRecipe(kind, fleetPlan(base, placed));
  io.stdout.write(text);
  io.stderr.write(notes);
}

/**
 * What plays unattended is named, and so is the game, but where the strategy plays one only.
 * @returns the strategy
 * @throws BotpitError `usage`; as `openStrategy` where it has to be loaded to see its games
 */
async function requireWhatPlays(kind: RecipeKind, config: Config): Promise<string> {
  const { strategy, game, params, profile } = config;
  // Loaded for its parameters too: a unit that is refused for them would be found in the morning.
  const isOpened = strategy !== null && (game === null || params !== null);
  const games = isOpened ? await gamesOf(config) : GAME_IDS;
  const needsGame = game === null && games.length > 1;
  if (strategy !== null && !needsGame) return strategy;
  const missing = [...(needsGame ? ['a game'] : []), ...(strategy === null ? ['a strategy'] : [])];
  const files = profile === null ? 'the config' : `the config nor its profile ${profile}`;
  const where = `neither the command line nor ${files} names ${missing.length > 1 ? 'them' : 'it'}`;
  const words = [
    ...['botpit', 'recipe', kind, String(game ?? 'rps'), '--strategy', strategy ?? './my.ts'],
    ...(profile === null ? [] : ['--profile', profile]),
  ];
  throw new BotpitError('usage', `recipe ${kind} needs ${missing.join(' and ')}: ${where}`, {
    hint: `Such as: ${words.map(quoteSh).join(' ')}`,
  });
}

async function gamesOf(config: Config): Promise<readonly GameId[]> {
  const strategy = strategySpec(config);
  // A program does not say which it plays.
  if (config.params === null && resolveStrategy(strategy).kind === 'command') return GAME_IDS;
  const host = await openStrategy(strategy, { seed: 'recipe', report: () => undefined });
  await using _host = closing(() => host.close());
  return host.games;
}

const COMPLETIONS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** Prints the completion script of a shell, made from the commands and flags of the program itself. */
export async function completion({ args, program, io }: Given<'program'>): Promise<void> {
  io.stdout.write(COMPLETIONS[readChoice('[shell]', SHELLS, args[0])](treeOf(program)));
}
