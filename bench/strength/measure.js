import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import {
  estimateExploit,
  exploitNamed,
  InlineExecutor,
  locate,
  playRun,
  prepareMatch,
} from '../../dist/src/lab/index.js';
import { builtins } from '../../dist/strategies/index.js';

/** What is measured where nothing else is said. `dice_duel` and `high_card_duel` have no decision that counts. */
export const GAMES = ['rps', 'crash', 'mines', 'hi_lo', 'reaction_ring', 'blotto', 'coinflip', 'math_duel'];
/** Matches against each opponent, and matches of a lane: what a strategy remembers lasts as long. */
export const LENGTHS = { matches: 200, lane: 100 };
/** A match of blotto takes as long as hundreds of the others. */
const MOST_OF_BLOTTO = { matches: 20, lane: 10 };
/** Whose best responses take longer than all else together, or whose moves are right or wrong whatever the other side does. */
const WITHOUT_RESPONSE = ['blotto', 'math_duel'];
/** Its table is not shipped; where it is not needed it plays as `equilibrium` does. */
const NOT_SHIPPED = ['equilibrium-full'];

const root = new URL('../../', import.meta.url);
const jiti = createJiti(import.meta.url, {
  // Called through jiti's default interop, every function would take many times as long.
  interopDefault: false,
  alias: { botpit: fileURLToPath(new URL('dist/src/index.js', root)) },
});

export function strategiesOf(game) {
  return Object.keys(builtins).filter((name) => builtins[name].includes(game) && !NOT_SHIPPED.includes(name));
}

/** The opponents of a game: by kind and name, a function that makes one who has met nobody. */
export async function kindsOf(game) {
  const file = fileURLToPath(new URL(`bench/strength/opponents/${game.replaceAll('_', '-')}.ts`, root));
  const { opponents } = existsSync(file) ? await jiti.import(file) : { opponents: {} };
  const named = (names) => Object.fromEntries(names.map((name) => [name, () => name]));
  const all = strategiesOf(game);
  const fixed = all.filter((name) => ['equilibrium', 'random', 'biased'].includes(name));
  const simple = all.filter((name) => !['adaptive', ...fixed].includes(name));
  const shipped = { 'shipped: equilibrium, uniform, biased': fixed, 'shipped: all others': simple };
  return {
    ...opponents,
    ...Object.fromEntries(Object.entries(shipped).map(([kind, names]) => [kind, named(names)])),
  };
}

function lengthsOf(game, { matches, lane }) {
  if (game !== 'blotto') return { matches, lane };
  return {
    matches: Math.min(matches, MOST_OF_BLOTTO.matches),
    lane: Math.min(lane, MOST_OF_BLOTTO.lane),
  };
}

/**
 * Does one job. Equal jobs and settings have equal results, in whatever order and by however many threads.
 * @param job what to measure: the score of a strategy against an opponent, what the best response to a strategy gains, or
 *   what the response that is learned from an opponent scores
 * @param settings `seed`, `matches`, `lane`
 */
export async function measure(job, settings) {
  const { game } = job;
  const { matches, lane } = lengthsOf(game, settings);
  const seed = [settings.seed, game, job.strategy, job.kind, job.opponent].filter(Boolean).join('/');
  if (job.what === 'exploitability') {
    const { found } = await exploitNamed(locate(job.strategy, process.cwd()), game);
    if (found) return { value: found.exploitability, isExact: true };
    const { summary } = await estimateExploit(job.strategy, { game, matches, seed, jobs: 1 });
    return { value: summary.score - 0.5, isExact: false };
  }
  const opponent = (await kindsOf(game))[job.kind][job.opponent]();
  if (job.what === 'response') {
    const { summary } = await estimateExploit(opponent, { game, matches, seed, jobs: 1 });
    return { value: summary.score };
  }
  const prepared = await prepareMatch(job.strategy, opponent, { game, matches, series: lane, seed });
  // Without a trial match before: what does not play is told below.
  const executor = new InlineExecutor(prepared.openers);
  const { pairings, entrants } = await playRun(prepared.plan, { executor });
  const { name, firstFault } = entrants.find(({ faults }) => Object.keys(faults).length > 0) ?? {};
  if (firstFault) throw new Error(`${name} plays no legal move in ${JSON.stringify(job)}: ${firstFault}`);
  return { value: pairings[0].summary.score };
}

/** All jobs for some games. @param only `strategies` (names or files) and `kinds`; all where they are missing */
export async function jobsOf(games, only = {}) {
  const jobs = [];
  for (const game of games) {
    const strategies = strategiesOf(game).filter((name) => only.strategies?.includes(name) ?? true);
    const files = (only.strategies ?? []).filter((name) => !Object.hasOwn(builtins, name));
    const kinds = Object.entries(await kindsOf(game)).filter(([kind]) => only.kinds?.includes(kind) ?? true);
    for (const strategy of [...strategies, ...files]) {
      if (!WITHOUT_RESPONSE.includes(game)) jobs.push({ what: 'exploitability', game, strategy });
      for (const [kind, opponents] of kinds) {
        for (const opponent of Object.keys(opponents))
          jobs.push({ what: 'score', game, strategy, kind, opponent });
      }
    }
    for (const [kind, opponents] of kinds) {
      if (WITHOUT_RESPONSE.includes(game)) continue;
      for (const opponent of Object.keys(opponents)) jobs.push({ what: 'response', game, kind, opponent });
    }
  }
  return only.what === undefined ? jobs : jobs.filter(({ what }) => what === only.what);
}
