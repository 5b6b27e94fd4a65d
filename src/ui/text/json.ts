import { snakeCase } from '../../lib/shape.js';
import { visibleJson } from '../../lib/visible.js';
import type { Output } from './output.js';

/** An event of any kind with the time at which it was reported. */
export interface Reported {
  readonly event: {
    readonly event: string;
    readonly matchId?: string;
    readonly game?: string;
    readonly round?: number;
  };
  /** Epoch milliseconds. */
  readonly timeMs: number;
}

/** One event as one line of JSON. Top-level keys are put into snake case; what is inside a value is left as it came. */
export function formatJson({ event, timeMs }: Reported): string {
  const { event: name, matchId, game, round, ...fields } = event;
  const line: Record<string, unknown> = {
    event: name,
    time: new Date(timeMs).toISOString(),
    match_id: matchId,
    game,
    round,
  };
  for (const [key, value] of Object.entries(fields)) line[snakeCase(key)] = value;
  return visibleJson(line);
}

export function writeJson(stdout: Output, events: readonly Reported[]): void {
  stdout.write(events.map((stamped) => `${formatJson(stamped)}\n`).join(''));
}
