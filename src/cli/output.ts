import type { Config } from '../config/index.js';
import { snakeCase } from '../lib/shape.js';
import { visibleJson } from '../lib/visible.js';
import type { StrategyReport } from '../strategy/index.js';
import { clean, colorFor, createStyle, type Style } from '../ui/index.js';
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
  const line: Record<string, unknown> = { event, time: new Date().toISOString() };
  for (const [key, value] of Object.entries(fields)) line[snakeCase(key)] = value;
  io.stdout.write(`${visibleJson(line)}\n`);
}

/** Tells one thing: a program as an event, a person in words. */
export function tell(io: Io, { json }: Config, event: CommandEvent, text: string): void {
  if (json) writeJson(io, event);
  else writeLines([text], io);
}

/** Shows on stderr what a strategy prints and what befalls it. */
export function showStrategyReport(report: StrategyReport, io: Io): void {
  const line = report.kind === 'output' ? `strategy | ${report.line}` : `warning: ${report.message}`;
  io.stderr.write(`${clean(line)}\n`);
}
