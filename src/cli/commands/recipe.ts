import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { nearest } from '../../lib/suggest.js';
import type { Flags } from '../command-spec.js';
import type { Io } from '../main.js';
import { cron } from '../recipes/cron.js';
import { docker } from '../recipes/docker.js';
import { github } from '../recipes/github.js';
import { kubernetes } from '../recipes/kubernetes.js';
import { type Plan, planOf, type Recipe } from '../recipes/plan.js';
import { systemd } from '../recipes/systemd.js';
import { showWarnings, withConfig } from '../with-config.js';

const RECIPES = { cron, systemd, github, docker, kubernetes } as const satisfies Record<
  string,
  (plan: Plan) => Recipe
>;

/** What there is a recipe for. */
export const RECIPE_KINDS = Object.keys(RECIPES) as readonly (keyof typeof RECIPES)[];

/**
 * Prints a file that runs this very project unattended; how to install it goes to stderr. Holds no secret: every recipe
 * says where the key is, never what it is.
 * @returns the exit code
 */
export function recipe(flags: Flags, kind: string | undefined, io: Io): Promise<number> {
  return withConfig(flags, io, async (loaded) => {
    showWarnings(loaded.warnings, io);
    const known = RECIPE_KINDS.find((name) => name === kind);
    if (known === undefined) throw unknownKind(kind);
    const { text, notes } = RECIPES[known](planOf(loaded, flags, io.cwd()));
    io.stdout.write(text);
    for (const note of notes) io.stderr.write(`${note}\n`);
    return EXIT.ok;
  });
}

function unknownKind(kind: string | undefined): BotpitError {
  const near = kind === undefined ? undefined : nearest(kind, RECIPE_KINDS);
  const what = kind === undefined ? 'a recipe for what?' : `there is no recipe for ${JSON.stringify(kind)}`;
  return new BotpitError('usage', what, {
    hint: `${near ? `Did you mean ${near}? ` : ''}The kinds: ${RECIPE_KINDS.join(', ')}.`,
  });
}
