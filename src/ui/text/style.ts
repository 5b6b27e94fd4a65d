import { Chalk } from 'chalk';

/**
 * The few ways in which text may stand out. Chosen to read on light and dark backgrounds alike, and never the only
 * carrier of a meaning: what is coloured also says it in words.
 */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  /** Names: games, opponents, challenges. */
  name(text: string): string;
  /** What a person should notice though nothing is lost: warnings, fallback moves. */
  notice(text: string): string;
}

export function createStyle(color: boolean): Style {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    bold: chalk.bold,
    dim: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    name: chalk.cyan,
    notice: chalk.magenta,
  };
}
