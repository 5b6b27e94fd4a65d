import { randomBytes } from 'node:crypto';
import { type Config, type Flags, isolationOf, playsForMoney, strategySpec } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import type { Entry, EventSink, RunnerEvent } from '../../runner/index.js';
import { openStrategy, type StrategyHost, type Thread } from '../../strategy/index.js';
import type { Given } from '../command.js';
import { Interrupt } from '../interrupt.js';
import type { EarlyEvents } from './playing.js';
import { requireOneMatch } from './program.js';

export type PlayCall = Given<'config' | 'origins' | 'warnings' | 'key' | 'thread'>;

/**
 * Plays until a stop condition, a signal or an end from outside.
 * @param one where the command plays one match, whatever the settings say
 * @returns the exit code
 */
export async function play(
  { flags, config, origins, warnings, key, thread, io }: PlayCall,
  entry: Entry,
  one?: 1,
): Promise<number> {
  requireAsMany(flags, one ?? config.matches, config);
  if (entry.by !== 'queue') requireOthers(config, entry);
  if (one !== undefined) requireOneMatch(config, flags, entry);
  if (entry.by === 'accept') requireTerms(config, origins.sandbox === 'default', entry.challengeId);
  const events = earlyEvents();
  for (const warning of warnings) events.emit({ event: 'warning', ...warning });
  const interrupt = new Interrupt(io);
  const opening = open(config, key, thread, events);
  const closed = opening.then((host) => () => host.close()).catch(() => undefined);
  try {
    // Modules that load at the same time would count as files of the strategy.
    if (config.isolation === 'inline') await closed;
    const { playWith } = await import('./playing.js');
    return await playWith(
      { config, entry, matches: one ?? config.matches, apiKey: key, opening, events, interrupt },
      io,
    );
  } finally {
    // A strategy that does not even finish loading is not waited for after a second signal.
    const close = await Promise.race([closed, interrupt.forced]);
    if (typeof close === 'function') await close();
    interrupt.close();
  }
}

/** A config may say how many matches `play` is to play; who types it here means this command. */
function requireAsMany({ matches: asked }: Flags, matches: number | null, config: Config): void {
  if (asked === undefined || config.matches === matches) return;
  const game = config.game === null ? '' : ` ${config.game}`;
  throw new BotpitError('usage', `this command plays one match, and --matches asks for ${config.matches}`, {
    hint: `Match after match: botpit play${game} --matches ${config.matches}`,
  });
}

/** An arena inside the process has nobody in it but the bot and its opponent. */
function requireOthers({ local }: Config, entry: Exclude<Entry, { by: 'queue' }>): void {
  if (local === false) return;
  const what =
    entry.by === 'accept'
      ? `there is nobody whose challenge ${entry.challengeId} could be`
      : 'there is nobody who could take a challenge';
  throw new BotpitError('usage', `with --local ${what}: the arena is inside this process`, {
    hint: 'Start an arena with `botpit arena` and point both bots at it with --url; `botpit play --local` plays the house.',
  });
}

/**
 * Taking a challenge commits a wager that the arena tells only when the match has begun.
 * @param isUnsaid whether no setting says what is at stake
 */
function requireTerms({ wagerLamports }: Config, isUnsaid: boolean, challengeId: string): void {
  if (wagerLamports !== null || !isUnsaid) return;
  throw new BotpitError('usage', `what may be wagered on challenge ${challengeId}?`, {
    hint:
      'Say with --wager what was agreed on (0 for free play). The arena tells the wager only when the match has begun; ' +
      'a higher one is played to its end, as resigning would lose it, and then play stops.',
  });
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
