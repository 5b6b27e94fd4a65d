import { pathToFileURL } from 'node:url';
import { builtins } from '../../../strategies/index.js';
import { tryOut } from '../../check/index.js';
import { strategySpec } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import { GAME_IDS, type GameId } from '../../games/index.js';
import { closing } from '../../lib/closing.js';
import { counted } from '../../lib/wording.js';
import {
  type DeclaredParam,
  declared,
  expectedOf,
  isFault,
  openStrategy,
  requireGame,
  resolveStrategy,
  type SetParam,
  type Strategy,
} from '../../strategy/index.js';
import { clean } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { showStrategyReport, writeJson, writeLines, writeTable } from '../output.js';

/** Lists the built-in strategies, or tries one out in every game that it plays. @returns the exit code */
export async function showStrategies({ flags, config, io }: Given<'config'>): Promise<number> {
  // Only what is named here: a config file names others, for play.
  if (flags.strategy !== undefined && config.strategy !== null)
    return check(strategySpec(config), flags.game === undefined ? null : config.game, config.json, io);
  await list(config.json, io);
  return EXIT.ok;
}

async function list(json: boolean, io: Io): Promise<void> {
  const all = await Promise.all(Object.keys(builtins).map(described));
  if (json) for (const one of all) writeJson(io, { event: 'strategy', ...one });
  else {
    const rows = [['STRATEGY', 'IDEA, GAMES, WHAT IT GOES BY'], ...all.flatMap(rowsOf)];
    writeTable(rows, io);
  }
}

/** What a built-in strategy says of itself. `memory_depth` is null where it looks at all that was played. */
async function described(name: string) {
  const source = resolveStrategy(name);
  if (source.kind !== 'built-in') throw new Error(`${name} is not built in`);
  const { default: strategy }: { default: Strategy } = await import(pathToFileURL(source.file).href);
  const { games = GAME_IDS, stochastic, memoryDepth, reasoning, mix } = strategy;
  return {
    name,
    games,
    stochastic: stochastic ?? true,
    memoryDepth: memoryDepth === undefined || memoryDepth === Number.POSITIVE_INFINITY ? null : memoryDepth,
    publishesMix: mix !== undefined,
    reasoning: reasoning ?? '',
    params: declared(strategy).params,
  };
}

type Described = Awaited<ReturnType<typeof described>>;

function rowsOf(one: Described): string[][] {
  const games = one.games.length === GAME_IDS.length ? 'every game' : one.games.join(', ');
  const lots = one.stochastic ? 'draws lots' : 'draws no lots';
  const mix = one.publishesMix ? ', publishes its mix' : '';
  return [
    [one.name, one.reasoning],
    ['', `${games}; ${memoryOf(one.memoryDepth)}, ${lots}${mix}`],
    ...one.params.map((param) => ['', `parameter ${param.name}: ${aboutOf(param)}`]),
  ];
}

function memoryOf(depth: number | null): string {
  if (depth === null) return 'all that was played';
  if (depth === 0) return 'the situation alone';
  return depth === 1 ? 'the last round' : `the last ${depth} rounds`;
}

/** `a number from 0 to 1, step 0.05; default 0.5. How much …`. */
function aboutOf(param: DeclaredParam): string {
  const step = param.step === null ? '' : `, step ${param.step}`;
  const about = param.about === '' ? '' : `. ${clean(param.about, 300)}`;
  return `${expectedOf(param)}${step}; default ${param.default}${about}`;
}

function paramRows(params: readonly SetParam[]): string[][] {
  const rows = params.map((param) => [param.name, String(param.value), aboutOf(param)]);
  return [['PARAMETER', 'VALUE', 'WHAT IT TAKES AND DOES'], ...rows];
}

async function check(spec: string, asked: readonly GameId[] | null, json: boolean, io: Io): Promise<number> {
  let troubles = 0;
  const host = await openStrategy(spec, {
    seed: 'trial',
    report: (report) => {
      if (report.kind === 'trouble' && isFault(report.code)) troubles += 1;
      showStrategyReport(report, io);
    },
  });
  await using _host = closing(() => host.close());
  for (const game of asked ?? []) requireGame(host, game);
  const rows: string[][] = [];
  let sound = true;
  for (const each of asked ?? host.games) {
    const { turns, slowestMs, faults } = await tryOut(host, each);
    sound &&= faults.length === 0;
    if (json)
      writeJson(io, { event: 'strategy_check', name: host.name, game: each, turns, slowestMs, faults });
    const verdict = faults.map((fault) => clean(fault)).join('; ') || 'sound';
    rows.push([each, counted(turns, 'turn'), `slowest ${slowestMs.toFixed(1)} ms`, verdict]);
  }
  // A program may have declared them only now.
  const { name, params } = host;
  if (json && params.length > 0) writeJson(io, { event: 'strategy_params', name, params });
  if (!json) {
    writeLines([clean(name)], io);
    writeTable(rows, io);
    if (params.length > 0) {
      writeLines([''], io);
      writeTable(paramRows(params), io);
    }
  }
  return sound && troubles === 0 ? EXIT.ok : EXIT.strategy;
}
