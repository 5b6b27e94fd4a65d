import type { Config } from '../../config/index.js';
import { colorFor, createStyle, type Style } from '../../ui/index.js';
import type { Io } from '../main.js';

/** How stdout may look. */
export function styleOf(config: Config, io: Io): Style {
  return createStyle(config.color && colorFor(io.stdout, io.env));
}

export function writeLines(lines: readonly string[], io: Io): void {
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
