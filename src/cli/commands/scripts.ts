import { readChoice } from '../../config/index.js';
import { planOf, RECIPE_KINDS, writeRecipe } from '../../recipes/index.js';
import type { Given } from '../command.js';
import { bashCompletion } from '../completion/bash.js';
import { fishCompletion } from '../completion/fish.js';
import { SHELLS, treeOf } from '../completion/tree.js';
import { zshCompletion } from '../completion/zsh.js';

/**
 * Prints a file that runs this very project unattended; how to install it goes to stderr. Holds no secret: every recipe
 * says where the key is, never what it is.
 */
export async function recipe(given: Given<'config' | 'origins'>): Promise<void> {
  const { flags, args, config, origins, io } = given;
  const kind = readChoice('[kind]', RECIPE_KINDS, args[0]);
  const { text, notes } = writeRecipe(kind, planOf({ config, origins }, flags, io.cwd()));
  io.stdout.write(text);
  io.stderr.write(notes);
}

const COMPLETIONS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** Prints the completion script of a shell, made from the commands and flags of the program itself. */
export async function completion({ args, program, io }: Given<'program'>): Promise<void> {
  io.stdout.write(COMPLETIONS[readChoice('[shell]', SHELLS, args[0])](treeOf(program)));
}
