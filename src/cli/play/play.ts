import { randomBytes } from 'node:crypto';
import { type Config, isolationOf, playsForMoney, strategySpec, type ValuesOf } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import type { Entry, EventSink, RunnerEvent } from '../../runner/index.js';
import { openStrategy, type StrategyHost, type Thread } from '../../strategy/index.js';
import type { Given } from '../command.js';
import { Interrupt } from '../interrupt.js';
import type { PLAY_OWN } from '../options.js';
import type { EarlyEvents } from './playing.js';

export type PlayCall = Given<'config' | 'warnings' | 'key' | 'thread' | 'fleet'> & {
  readonly options: Partial<ValuesOf<typeof PLAY_OWN>>;
};

/**
 * Plays until a stop condition, a signal or an end from outside.
 * @param one where the command plays one match, whatever the settings say
 * @returns the exit code
 */
export async function play(
  { config, warnings, key, thread, fleet, flags, options, io }: PlayCall,
  entry: Entry,
  one?: 1,
): Promise<number> {
  const person = options.human ? await import('./human.js') : null;
  person?.requirePerson(config, flags.strategy, io);
  const events = earlyEvents();
  for (const warning of warnings) events.emit({ event: 'warning', ...warning });
  const interrupt = new Interrupt(io);
  // Nobody would start it again, stop it or see it any more.
  void fleet?.gone.then(() => interrupt.ask());
  const human = person && io.stdin ? new person.Person(io.stdin, () => interrupt.leave()) : undefined;
  const opening = human ? Promise.resolve(human.open(config)) : open(config, key, thread, events);
  const closed = opening.then((host) => () => host.close()).catch(() => undefined);
  try {
    // Modules that load at the same time would count as files of the strategy.
    if (config.isolation === 'inline') await closed;
    const { playWith } = await import('./playing.js');
    return await playWith(
      {
        config,
        entry,
        matches: one ?? config.matches,
        apiKey: key,
        opening,
        events,
        interrupt,
        prompt: human,
      },
      io,
    );
  } finally {
    human?.close();
    // A strategy that does not even finish loading is not waited for after a second signal.
    const close = await Promise.race([closed, interrupt.forced]);
    if (typeof close === 'function') await close();
    interrupt.close();
  }
}

function open(
  config: Config,
  apiKey: string | null,
  thread: Thread | undefined,
  { emit }: EarlyEvents,
): Promise<StrategyHost> {
  return openStrategy(strategyOf(config), {
    isolation: isolationOf(config),
    seed: config.seed ?? randomBytes(8).toString('hex'),
    apiKey: apiKey ?? undefined,
    thread,
    report: (report) => {
      if (report.kind === 'output') emit({ event: 'strategy_output', line: report.line });
      else emit({ event: 'warning', code: report.code, message: report.message });
    },
  });
}

function strategyOf(config: Config): string {
  if (config.strategy === null && playsForMoney(config)) {
    throw new BotpitError('usage', 'no strategy is named, and a wager is not put on a random one', {
      hint: 'Name one: --strategy ./my.ts. `botpit strategies` lists the built-in ones.',
    });
  }
  return strategySpec(config);
}

/** Keeps what happens before there is anything to show it with. */
function earlyEvents(): EarlyEvents {
  const waiting: RunnerEvent[] = [];
  let take: EventSink = (event) => waiting.push(event);
  return {
    emit: (event) => take(event),
    attach(sink) {
      take = sink;
      for (const event of waiting.splice(0)) sink(event);
    },
  };
}
