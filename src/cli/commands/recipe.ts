import { readChoice } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import { planOf, RECIPE_KINDS, writeRecipe } from '../../recipes/index.js';
import type { Given, Io } from '../command.js';

/**
 * Prints a file that runs this very project unattended; how to install it goes to stderr. Holds no secret: every recipe
 * says where the key is, never what it is.
 * @returns the exit code
 */
export async function recipe(
  { flags, args, config, origins }: Given<'config' | 'origins'>,
  io: Io,
): Promise<number> {
  const kind = readChoice('[kind]', RECIPE_KINDS, args[0]);
  const { text, notes } = writeRecipe(kind, planOf({ config, origins }, flags, io.cwd()));
  io.stdout.write(text);
  io.stderr.write(notes);
  return EXIT.ok;
}
