import { resolve } from 'node:path';
import type { OptionTable } from '../../config/index.js';
import {
  type LabOptions,
  mergeRun,
  prepareCompare,
  prepareMatch,
  prepareTournament,
} from '../../lab/index.js';
import type { Given, Io } from '../command.js';
import type { LAB, LAB_COMPARE, LAB_MERGE, LAB_TOURNAMENT } from '../options.js';
import { reproduce } from './command-line.js';
import { compareOptions, field, labOptions } from './options.js';
import { playLab, requireReport, tell } from './play.js';

type LabCall<O extends OptionTable> = Given<'config' | 'queue', O>;

/** `botpit lab match <a> <b>`. @returns the exit code */
export async function labMatch(call: LabCall<typeof LAB>, io: Io): Promise<number> {
  const [a = '', b = ''] = call.args;
  return playLab(
    await prepareMatch(a, b, { ...labOptions(call.options, call.config), ...placeOf(call, io) }),
    call,
    io,
  );
}

/** `botpit lab tournament <strategies…>`. @returns the exit code */
export async function labTournament(call: LabCall<typeof LAB_TOURNAMENT>, io: Io): Promise<number> {
  const options = { ...labOptions(call.options, call.config), ...placeOf(call, io) };
  const { gauntlet } = call.options;
  return playLab(await prepareTournament(field(call.args, options.game), { ...options, gauntlet }), call, io);
}

/** `botpit lab compare <new> <old>`. @returns the exit code: 0 better, 90 not better, 91 undecided, 92 a side did not play */
export async function labCompare(call: LabCall<typeof LAB_COMPARE>, io: Io): Promise<number> {
  const [candidate = '', baseline = ''] = call.args;
  const options = { ...compareOptions(call.options, call.config), ...placeOf(call, io) };
  return playLab(await prepareCompare(candidate, baseline, options), call, io);
}

function placeOf({ queue, options }: LabCall<typeof LAB>, io: Io): Pick<LabOptions, 'cwd' | 'fitsAMinute'> {
  // Other machines are to play the very same run, however fast they are.
  return { cwd: io.cwd(), fitsAMinute: queue === undefined && options.shard === null };
}

/** `botpit lab merge <files…>`. @returns the exit code, as of the run */
export async function labMerge(
  { flags, args: paths, options, config }: Given<'config', typeof LAB_MERGE>,
  io: Io,
): Promise<number> {
  await requireReport(options.report, paths, io);
  const result = await mergeRun(paths.map((path) => resolve(io.cwd(), path)));
  return tell(result, reproduce(result.plan, flags, {}), options.report, config, io);
}
