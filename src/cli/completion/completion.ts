import { readChoice } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import type { Given, Io } from '../command.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { treeOf } from './tree.js';
import { zshCompletion } from './zsh.js';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** The shells that there is a script for. */
export const SHELLS = Object.keys(SCRIPTS) as readonly (keyof typeof SCRIPTS)[];

/** Prints the completion script of a shell, made from the commands and flags of the program itself. @returns the exit code */
export async function completion({ args, program }: Given<'program'>, io: Io): Promise<number> {
  io.stdout.write(SCRIPTS[readChoice('[shell]', SHELLS, args[0])](treeOf(program)));
  return EXIT.ok;
}
