import { builtins } from '../../../strategies/index.js';
import { load } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import { gameOf } from '../../games/index.js';
import { openStrategy, type StrategyHost } from '../../strategy/index.js';
import { clean, formatTable } from '../../ui/index.js';
import type { Io } from '../main.js';
import type { Flags } from '../program.js';
import { type Trial, tryOut } from '../trial.js';

/** Lists the built-in strategies, or tries one out in every game that it plays. @returns the exit code */
export async function showStrategies(flags: Flags, spec: string | undefined, io: Io): Promise<number> {
  const { config } = await load({ flags, env: io.env, cwd: io.cwd() });
  if (spec !== undefined) return check(spec, config.json, io);
  if (config.json) {
    for (const [name, games] of Object.entries(builtins)) io.stdout.write(`${JSON.stringify({ name, games })}\n`);
    return EXIT.ok;
  }
  const rows = Object.entries(builtins).map(([name, games]) => [name, games.join(', ')]);
  io.stdout.write(`${formatTable([['STRATEGY', 'GAMES'], ...rows], { columns: io.stdout.columns })}\n`);
  return EXIT.ok;
}

async function check(spec: string, json: boolean, io: Io): Promise<number> {
  const host = await openStrategy(spec, {
    seed: 'trial',
    report: (report) => {
      if (report.kind === 'output') io.stderr.write(`strategy | ${clean(report.line)}\n`);
      else io.stderr.write(`warning: ${clean(report.message)}\n`);
    },
  });
  try {
    return await checkGames(host, json, io);
  } finally {
    await host.close();
  }
}

async function checkGames(host: StrategyHost, json: boolean, io: Io): Promise<number> {
  const rows: string[][] = [];
  let sound = true;
  for (const id of host.games) {
    const trial: Trial = await tryOut(host, gameOf(id));
    const { turns, slowestMs, faults } = trial;
    sound &&= faults.length === 0;
    if (json) io.stdout.write(`${JSON.stringify({ game: id, turns, slowest_ms: slowestMs, faults })}\n`);
    else rows.push([id, `${turns} turns`, `slowest ${slowestMs.toFixed(1)} ms`, faults.map((fault) => clean(fault)).join('; ') || 'sound']);
  }
  if (!json) {
    io.stdout.write(`${clean(host.name)}\n${formatTable(rows, { columns: io.stdout.columns })}\n`);
  }
  return sound ? EXIT.ok : EXIT.strategy;
}
