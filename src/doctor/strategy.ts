import { tryOut } from '../check/index.js';
import { type Config, isolationOf, playsForMoney } from '../config/index.js';
import { BotpitError } from '../errors.js';
import { EXIT, EXIT_OF_ERROR } from '../exit-codes.js';
import { gameOf } from '../games/index.js';
import { openStrategy, type StrategyHost } from '../strategy/index.js';
import { type Diagnosis, ok, problem, warning } from './diagnosis.js';

const LOAD_TIMEOUT_MS = 15_000;
/** After this long no further game is tried. */
const ENOUGH_MS = 5_000;
/** A strategy that needs more of a turn than this is late on a bad day. */
const SLOW_SHARE = 0.5;

const MEND = 'Try it by itself: botpit strategies <file>.';

/** Loads the strategy and plays it test turns, of the game that is set or of each that it plays. */
export async function checkStrategy(config: Config, apiKey: string | null): Promise<Diagnosis> {
  if (config.strategy === null && playsForMoney(config)) {
    return problem(
      EXIT.usage,
      'none is named, and a wager is not put on a random one',
      'Name one: --strategy ./my.ts.',
    );
  }
  const troubles: string[] = [];
  let host: StrategyHost;
  try {
    host = await openStrategy(config.strategy ?? 'random', {
      isolation: isolationOf(config),
      seed: 'doctor',
      apiKey: apiKey ?? undefined,
      loadTimeoutMs: LOAD_TIMEOUT_MS,
      report: (report) => {
        if (report.kind !== 'output') troubles.push(report.message);
      },
    });
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    return problem(EXIT_OF_ERROR[error.code], error.message, error.hint ?? MEND);
  }
  try {
    return await judge(host, config, troubles);
  } finally {
    await host.close();
  }
}

async function judge(host: StrategyHost, { game }: Config, troubles: readonly string[]): Promise<Diagnosis> {
  if (game !== null && !host.games.includes(game)) {
    const mend = `It plays ${host.games.join(', ')}: set one of these as the game.`;
    return problem(EXIT.strategy, `${host.name} does not play ${game}`, mend);
  }
  const startMs = performance.now();
  const said: string[] = [];
  let isSlow = false;
  for (const id of game === null ? host.games : [game]) {
    if (performance.now() - startMs > ENOUGH_MS) break;
    const { turns, slowestMs, faults } = await tryOut(host, id);
    if (faults.length > 0) return problem(EXIT.strategy, `${host.name}, ${id}: ${faults.join('; ')}`, MEND);
    isSlow ||= slowestMs > SLOW_SHARE * gameOf(id).turnTimeoutMs;
    said.push(`${id} ${turns} turns, slowest ${slowestMs.toFixed(1)} ms`);
  }
  const found = `${host.name} (${host.isolation}): ${said.join('; ')}`;
  if (troubles.length > 0) return problem(EXIT.strategy, [found, ...troubles].join('\n'), MEND);
  if (isSlow) return warning(found, 'It needs more than half of a turn. Let it look at turn.deadline.');
  return ok(found);
}
