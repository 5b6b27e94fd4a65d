import type { Config } from '../config/index.js';
import { visibleJson } from '../lib/visible.js';
import { colorFor, createStyle, type Style } from '../ui/index.js';
import type { Io } from './command.js';
import type { CommandEvent } from './events.js';

/** How stdout may look. */
export function styleOf(config: Config, io: Io): Style {
  return createStyle(config.color && colorFor(io.stdout, io.env));
}

export function writeLines(lines: readonly string[], io: Io): void {
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** One line of `--json` output of a command without a session. */
export function writeJson(io: Io, { event, ...fields }: CommandEvent): void {
  io.stdout.write(`${visibleJson({ event, time: new Date().toISOString(), ...fields })}\n`);
}
