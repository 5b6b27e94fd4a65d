import type { Command } from 'commander';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { nearest } from '../../lib/suggest.js';
import { bashCompletion } from '../completion/bash.js';
import { fishCompletion } from '../completion/fish.js';
import { treeOf } from '../completion/tree.js';
import { zshCompletion } from '../completion/zsh.js';
import type { Io } from '../main.js';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** The shells that there is a script for. */
export const SHELLS = Object.keys(SCRIPTS) as readonly (keyof typeof SCRIPTS)[];

/**
 * Prints the completion script of a shell, made from the commands and flags of `program` itself.
 * @returns the exit code
 */
export async function completion(program: Command, shell: string | undefined, io: Io): Promise<number> {
  const known = SHELLS.find((name) => name === shell);
  if (known === undefined) {
    const near = nearest(shell ?? '', SHELLS);
    throw new BotpitError('usage', `there is no completion for ${JSON.stringify(shell ?? '')}`, {
      hint: `${near ? `Did you mean ${near}? ` : ''}The shells: ${SHELLS.join(', ')}.`,
    });
  }
  io.stdout.write(SCRIPTS[known](treeOf(program)));
  return EXIT.ok;
}
