import { createHash } from 'node:crypto';
import { isatty } from 'node:tty';
import { type Config, type From, loadProfiles, redact } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { type Bot, Fleet, type FleetEvent, type Roster, readRoster, startBot } from '../../fleet/index.js';
import { forgetSecrets } from '../../lib/api-key.js';
import { realClock } from '../../lib/clock.js';
import { closing } from '../../lib/closing.js';
import { holderOf, lockProcess, type ProcessLock } from '../../lib/process-lock.js';
import { dataFolder, lockFolders } from '../../lib/user-folders.js';
import { createFleetView, type FleetView, sinkMode } from '../../ui/index.js';
import { EVENTS_VERSION, version } from '../../version.js';
import { type Given, type Io, showWarnings } from '../command.js';
import { Interrupt } from '../interrupt.js';
import { inOneLine, tell } from '../output.js';
import { Standings, UNKNOWN } from './standings.js';

/** The word that is not a profile. */
const RELOAD = 'reload';

const STOPPING =
  'Stopping. Matches in progress are played to their end; a second signal resigns them and ends all bots.';

/** Plays with several bots, each in a process of its own; or asks the fleet that does to read its config again. */
export async function fleet({ flags, args, io }: Given): Promise<number> {
  if (flags.profile !== undefined) {
    throw new BotpitError('usage', 'fleet does not take --profile: its bots are its arguments', {
      hint: 'Name them: `botpit fleet live practice`. Without names it is all profiles that have a strategy.',
    });
  }
  // The secrets are gone from the process's own environment below; the config is read again with what there is now.
  const from = { flags, env: { ...io.env }, cwd: io.cwd() };
  if (args[0] === RELOAD && args.length === 1) return askToReload(from, io);
  const roster = await readRoster(args, from);
  showWarnings(roster.warnings, io);
  const lock = await holdFleet(roster.file, placesOf(roster.bots, io.env), io);
  await using _lock = closing(() => lock?.release());
  forgetSecrets(io.env);
  return await new FleetRun(args, roster, from, io).run();
}

/** One fleet, from its start to its end. */
class FleetRun {
  readonly #names: readonly string[];
  readonly #from: Required<From>;
  readonly #io: Io;
  readonly #standings: Standings;
  readonly #view: FleetView;
  readonly #fleet: Fleet;
  #roster: Roster;
  readonly #telling: Promise<void>[] = [];
  #isOutputLost = false;

  constructor(names: readonly string[], roster: Roster, from: Required<From>, io: Io) {
    this.#names = names;
    this.#roster = roster;
    this.#from = from;
    this.#io = io;
    this.#standings = new Standings(from.env);
    const { shown } = roster;
    this.#view = createFleetView({
      mode: sinkMode(shown, io.stderr, io.env),
      verbose: shown.verbose,
      color: shown.color ? undefined : false,
      stdout: io.stdout,
      stderr: io.stderr,
      env: io.env,
      standingOf: (name) => {
        const bot = this.#roster.bots.find((each) => each.name === name);
        return bot ? this.#standings.of(bot) : UNKNOWN;
      },
      onOutputLost: (name, error) => {
        // A person's progress is not needed for play. A program that reads it is all that --json is for.
        if (!shown.json || name !== 'stdout') return;
        this.#isOutputLost = true;
        io.stderr.write(`botpit: the bots stop, as the --json output cannot be written: ${error.message}\n`);
        this.#fleet.drain();
      },
    });
    this.#fleet = new Fleet({
      clock: realClock,
      random: Math.random,
      emit: (event) => this.#emit(event),
      start: (bot, ended) => this.#start(bot, ended),
    });
  }

  async run(): Promise<number> {
    const { file, bots } = this.#roster;
    const interrupt = new Interrupt(this.#io, ['SIGINT', 'SIGTERM']);
    await using _view = closing(() => {
      interrupt.close();
      this.#view.close();
      this.#standings.close();
    });
    let reloading: Promise<void> = Promise.resolve();
    const hup = () => {
      if (this.#hasLostTerminal()) interrupt.ask();
      else reloading = reloading.then(() => this.#reload());
    };
    this.#io.on('SIGHUP', hup);
    await using _hup = closing(() => this.#io.off('SIGHUP', hup));
    const names = bots.map(({ name }) => name);
    const about = { version: version(), schemaVersion: EVENTS_VERSION, config: file, bots: names };
    this.#emit({ event: 'fleet_start', bot: null, ...about });
    this.#fleet.start(bots);
    void interrupt.asked.then(() => {
      this.#emit({ event: 'fleet_stopping', bot: null, message: STOPPING });
      this.#fleet.drain();
    });
    let forced: number | null = null;
    void interrupt.forced.then((exitCode) => {
      forced = exitCode;
      this.#fleet.force();
    });
    await this.#fleet.ended;
    await Promise.all(this.#telling);
    const code = this.#isOutputLost ? EXIT.records : (forced ?? this.#fleet.exitCode);
    this.#emit({ event: 'fleet_end', bot: null, exitCode: code, exitCodes: this.#fleet.exitCodes });
    return code;
  }

  #start(bot: Bot, ended: Parameters<ConstructorParameters<typeof Fleet>[0]['start']>[1]) {
    const { env, cwd } = this.#from;
    const keys = this.#roster.bots.flatMap(({ key }) => key ?? []);
    const { name } = bot;
    return startBot(
      bot,
      { env, cwd, keys },
      {
        line: (text) => this.#view.line(name, text),
        output: (line) => this.#emit({ event: 'bot_output', bot: name, line: redact(line) }),
        ended,
      },
    );
  }

  /** Where the config cannot be used, the one before stays in force. */
  async #reload(): Promise<void> {
    const { flags, ...from } = this.#from;
    try {
      const named = { ...flags, config: this.#roster.file };
      this.#roster = await readRoster(this.#names, { ...from, flags: named }, true);
    } catch (error) {
      // Also where a config module does what nobody thought of: the bots that play are not to end by it.
      const isKnown = error instanceof BotpitError;
      const words = isKnown ? inOneLine(error) : redact(`the config cannot be read: ${error}`);
      const code = isKnown ? error.code : 'unexpected';
      const lines = words.split('\n').map((line) => line.trim());
      this.#emit({ event: 'fleet_reload_failed', bot: null, code, message: lines.join('; ') });
      return;
    }
    this.#fleet.reload(this.#roster.bots);
  }

  #emit(event: FleetEvent): void {
    this.#view.fleet(event);
    if (event.event === 'bot_end' && event.next === 'gave_up')
      this.#telling.push(this.#tellGivenUp(event.bot));
  }

  /** To its webhook and its log: it cannot do that itself any more. */
  async #tellGivenUp(name: string): Promise<void> {
    const bot = this.#roster.bots.find((each) => each.name === name);
    if (!bot) return;
    const say = (message: string) => this.#emit({ event: 'bot_output', bot: name, line: redact(message) });
    try {
      await tellGivenUp(bot.config, say);
    } catch (error) {
      say(`nobody was told that it was given up: ${error}`);
    }
  }

  /** A terminal that is closed sends the same signal as somebody who wants the config to be read again. */
  #hasLostTerminal(): boolean {
    const { stdin, stderr } = this.#io;
    return (stdin?.isTTY === true && !isatty(0)) || (stderr.isTTY && !isatty(2));
  }
}

/**
 * Makes sure that only one fleet plays with a config file: the bots of two would be in each other's way.
 * @returns null where nothing can be locked: each bot holds its key all the same
 * @throws BotpitError `process/running`
 */
async function holdFleet(file: string, places: readonly string[], io: Io): Promise<ProcessLock | null> {
  let lock: ProcessLock | null;
  try {
    lock = await lockProcess(lockName(file), places);
  } catch {
    const message =
      'The fleet could not be locked, so `botpit fleet reload` will not find it: send it SIGHUP instead.';
    showWarnings([message], io);
    return null;
  }
  if (lock) return lock;
  throw new BotpitError('process/running', `a fleet already plays with ${file}`, {
    hint: '`botpit fleet reload` has it read the config again; a signal, such as Ctrl-C where it runs, ends it.',
  });
}

/** Where the lock of a fleet is: in a container, with the records of its first bot. */
function placesOf(bots: readonly { readonly config: Config }[], env: NodeJS.ProcessEnv): string[] {
  const records = bots.slice(0, 1).map(({ config }) => dataFolder(config.dataDir, env));
  return [...lockFolders(env), ...records];
}

function lockName(file: string): string {
  return `botpit-fleet-${createHash('sha256').update(file).digest('hex').slice(0, 16)}`;
}

/** Looks at the config first: what is wrong with it is told here, too, and the fleet is left alone. */
async function askToReload(from: Required<From>, io: Io): Promise<number> {
  const { file, shown, profiles } = await loadProfiles([], from);
  const holder = holderOf(lockName(file), placesOf(profiles, io.env));
  if (holder === null) {
    throw new BotpitError('usage', `no fleet plays with ${file}`, {
      hint: 'Start one with `botpit fleet`, or name the config file of the one that you mean with --config.',
    });
  }
  process.kill(holder.pid, 'SIGHUP');
  tell(
    io,
    shown,
    { event: 'reload_asked', bot: null, pid: holder.pid },
    `asked the fleet (process ${holder.pid}) to read its config again`,
  );
  return EXIT.ok;
}

/**
 * Tells those who would have been told by a bot itself, its webhook and its log file, that the fleet has given it up.
 * @param say told what does not arrive
 */
export async function tellGivenUp(config: Config, say: (message: string) => void): Promise<void> {
  const { openMonitorsOf } = await import('../play/playing.js');
  // Its service is that of the fleet, and a port would be of no use.
  const monitors = await openMonitorsOf({ ...config, metrics: null }, {}, (event) => {
    if (event.event === 'warning') say(event.message);
  });
  if (!monitors) return;
  const message = 'The fleet has given it up, as it ended five times within ten minutes. It plays no more.';
  monitors.take({ event: { event: 'warning', code: 'given_up', message }, timeMs: Date.now() });
  await monitors.close();
}
