import type { Config } from '../../config/index.js';
import {
  type LabOptions,
  type Prepared,
  prepareCompare,
  prepareMatch,
  prepareTournament,
} from '../../lab/index.js';
import type { Call } from '../command-spec.js';
import { forgetKey } from '../key-hygiene.js';
import { compareOptions, field, labOptions, strategiesIn } from '../lab/options.js';
import { playLab } from '../lab/play.js';
import { queueAddress } from '../lab/queue-address.js';
import type { Io } from '../main.js';
import { showWarnings, withConfig } from '../with-config.js';

/** `botpit lab match <a> <b>`. @returns the exit code */
export function labMatch(call: Call, io: Io): Promise<number> {
  return played(call, io, (config, here) => {
    const [a = '', b = ''] = strategiesIn(call);
    return prepareMatch(a, b, { ...labOptions(call.options, config), ...here });
  });
}

/** `botpit lab tournament <strategies…>`. @returns the exit code */
export function labTournament(call: Call, io: Io): Promise<number> {
  return played(call, io, (config, here) => {
    const options = labOptions(call.options, config);
    const gauntlet = call.options.gauntlet === true;
    return prepareTournament(field(strategiesIn(call), options.game), { ...options, gauntlet, ...here });
  });
}

/** `botpit lab compare <new> <old>`. @returns the exit code: 0 better, 90 not better, 91 undecided */
export function labCompare(call: Call, io: Io): Promise<number> {
  return played(call, io, (config, here) => {
    const [candidate = '', baseline = ''] = strategiesIn(call);
    return prepareCompare(candidate, baseline, { ...compareOptions(call.options, config), ...here });
  });
}

function played(
  call: Call,
  io: Io,
  prepare: (config: Config, here: Pick<LabOptions, 'cwd' | 'fitsAMinute'>) => Promise<Prepared>,
): Promise<number> {
  return withConfig(call.flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const queue = await queueAddress(call.options, io);
    forgetKey(io.env);
    // Other machines are to play the very same run, however fast they are.
    const fitsAMinute = queue === undefined && call.options.shard === undefined;
    return playLab(await prepare(config, { cwd: io.cwd(), fitsAMinute }), queue, call, config, io);
  });
}
