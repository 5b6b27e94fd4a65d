import { appendFile } from 'node:fs/promises';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { dataFolder } from '../../history/index.js';
import { finishedAt, planIn, type RunResult, runIn } from '../../lab/index.js';
import { type LabRun, labMarkdown, questionOf } from '../../ui/index.js';
import type { Io } from '../command.js';
import { requireReport, runFilesIn } from './files.js';

/**
 * Sees to it that there is a place for the Markdown: before a run of hours, and not after it.
 * @throws BotpitError `usage`; `lab/run-file` where the file for it cannot be written
 */
export async function requireSummary(summary: 'md' | null, { json }: Config, io: Io): Promise<void> {
  if (summary === null) return;
  const path = io.env.GITHUB_STEP_SUMMARY;
  if (path) return requireReport(path, [], io, 'GITHUB_STEP_SUMMARY');
  if (!json) return;
  throw new BotpitError(
    'usage',
    '--summary md has no place beside --json where GITHUB_STEP_SUMMARY is not set',
    {
      hint: 'Leave --json out, and the Markdown is on the standard output.',
    },
  );
}

/** Nights of a trend that are looked for. */
const MOST = 14;

/**
 * Writes a result as Markdown: to the standard output, unless `--json` is given, and appended to the file that
 * GITHUB_STEP_SUMMARY names.
 * @param tuned the tune that has found what the run compares
 * @returns whether it is on the standard output
 * @throws BotpitError `lab/run-file` where that file cannot be written
 */
export async function writeSummary(
  result: RunResult,
  command: string,
  config: Config,
  io: Io,
  tuned?: RunResult,
): Promise<boolean> {
  return writeMarkdown(
    labMarkdown(result, command, await earlierRuns(result, config, io), tuned),
    config,
    io,
  );
}

/** The same, of other Markdown. */
export async function writeMarkdown(text: string, config: Config, io: Io): Promise<boolean> {
  const path = io.env.GITHUB_STEP_SUMMARY;
  if (path) {
    try {
      await appendFile(path, `${text}\n`);
    } catch (error) {
      throw new BotpitError('lab/run-file', `cannot write GITHUB_STEP_SUMMARY: ${(error as Error).message}`);
    }
  }
  if (!config.json) io.stdout.write(text);
  return !config.json;
}

/** Finished runs of the data folder that asked the same, oldest first. */
async function earlierRuns(result: RunResult, config: Config, io: Io): Promise<LabRun[]> {
  const found: { path: string; at: number }[] = [];
  for (const path of await runFilesIn(dataFolder(config.dataDir, io.env))) {
    const plan = await planIn(path).catch(() => null);
    const at = await finishedAt(path).catch(() => null);
    if (plan && at && questionOf({ ...result, plan }) === questionOf(result))
      found.push({ path, at: at.getTime() });
  }
  const runs: LabRun[] = [];
  for (const { path, at } of found.toSorted((a, b) => a.at - b.at).slice(-MOST - 1)) {
    const run = await runIn(path).catch(() => null);
    if (!run || run.result.runId === result.runId) continue;
    runs.push({
      path,
      part: null,
      result: run.result,
      isFinished: true,
      isOpen: false,
      share: 1,
      at,
      command: '',
    });
  }
  return runs;
}
