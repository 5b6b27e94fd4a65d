import { resolve } from 'node:path';
import { mergeRun } from '../../lab/index.js';
import type { Call } from '../command-spec.js';
import { reproduce } from '../lab/command-line.js';
import { strategiesIn } from '../lab/options.js';
import { requireReport, tell } from '../lab/play.js';
import type { Io } from '../main.js';
import { showWarnings, withConfig } from '../with-config.js';

/** `botpit lab merge <files…>`. @returns the exit code, as of the run */
export function labMerge(call: Call, io: Io): Promise<number> {
  return withConfig(call.flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const paths = strategiesIn(call);
    await requireReport(call.options, paths, io);
    const result = await mergeRun(paths.map((path) => resolve(io.cwd(), path)));
    return tell(result, reproduce(result.plan, { flags: call.flags, options: {} }), call.options, config, io);
  });
}
