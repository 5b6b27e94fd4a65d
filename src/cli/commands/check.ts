import { randomBytes } from 'node:crypto';
import { type Finding, reportCard, type Subject } from '../../check/index.js';
import { strategySpec } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import { clean, formatCheck, formatCheckSummary, formatCheckTitle } from '../../ui/index.js';
import type { Given } from '../command.js';
import { styleOf, tell, writeJson, writeLines } from '../output.js';

/**
 * Tells the report card of a strategy, finding by finding. At stake is play money; nothing is recorded, and no arena but
 * the embedded one is asked.
 * @returns the exit code: `strategy` where the strategy fails something
 */
export async function check({ config, io }: Given<'config'>): Promise<number> {
  const subject: Subject = {
    spec: strategySpec(config),
    // In botpit's own thread, an endless loop would be the end of the check too.
    isolation: config.isolation === 'process' ? 'process' : 'worker',
    seed: config.seed ?? randomBytes(4).toString('hex'),
  };
  const { spec, seed } = subject;
  const { json, quiet } = config;
  if (!json && !quiet) writeLines([`Checking ${clean(spec)}; --seed ${clean(seed)} repeats it.`], io);
  const style = styleOf(config, io);
  const counts: Record<Finding['verdict'], number> = { ok: 0, warning: 0, failed: 0 };
  const causes = new Set<Finding['causedBy']>();
  let partShown: Finding['part'] | undefined;
  for await (const finding of reportCard(subject, config.game)) {
    const { part, name, game, verdict, seen, advice, causedBy } = finding;
    counts[verdict] += 1;
    causes.add(causedBy);
    if (json) {
      const about = { part, name, ...(game === null ? {} : { game }) };
      writeJson(io, { event: 'check', ...about, verdict, seen, advice });
    } else if (!quiet || verdict !== 'ok') {
      if (part !== partShown) writeLines(['', formatCheckTitle(part, style)], io);
      partShown = part;
      writeLines(formatCheck(finding, style, io.stdout.columns), io);
    }
  }
  const exitCode = causes.has('strategy') ? EXIT.strategy : causes.has('botpit') ? EXIT.unexpected : EXIT.ok;
  const event = { event: 'check_result', exitCode, strategy: spec, seed, ...counts } as const;
  tell(io, config, event, `\n${formatCheckSummary(counts, style)}`);
  return exitCode;
}
