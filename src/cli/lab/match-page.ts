import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ValuesOf } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { type Prepared, showMatch } from '../../lab/index.js';
import { formatCount } from '../../lib/wording.js';
import { clean } from '../../ui/index.js';
import type { Given } from '../command.js';
import type { LAB_MATCH } from '../options.js';
import { writeMatch } from '../records/evidence.js';
import { requireReport } from './files.js';

/**
 * Sees to it that the page of one match of a run can be written, before the run is played.
 * @returns what writes it
 * @throws BotpitError `usage`, `lab/run-file`
 */
export async function matchPageOf(
  prepared: Prepared,
  { options, config, io }: Given<'config', typeof LAB_MATCH>,
): Promise<() => Promise<void>> {
  const { page, pageMatch, force } = options;
  if (page === null) {
    if (pageMatch === null) return async () => undefined;
    throw new BotpitError('usage', '--page-match says which match --page shows, and there is no --page', {
      hint: 'Name a file for the page: --page match.html.',
    });
  }
  const { plan, sources } = prepared;
  const number = pageMatch ?? 1;
  await requirePage(page, force, { options, sources: sources ?? [] }, io);
  if (number > plan.matches) {
    throw new BotpitError(
      'usage',
      `--page-match ${number}: the run has ${formatCount(plan.matches)} matches`,
      {
        hint: 'Name one of them, or play more with --matches.',
      },
    );
  }
  return async () => {
    const match = await showMatch(prepared, number);
    const { matchPage, replayOfLab } = await import('../../pages/index.js');
    const told = `Match ${formatCount(number)} of the ${formatCount(plan.matches)}`;
    const to = { option: '--page', file: page, force, told };
    writeMatch(match, matchPage(replayOfLab(plan, match)), to, config, io);
  };
}

async function requirePage(
  page: string,
  force: boolean,
  {
    options: { run, report },
    sources,
  }: { readonly options: ValuesOf<typeof LAB_MATCH>; readonly sources: NonNullable<Prepared['sources']> },
  io: Given<'config'>['io'],
): Promise<void> {
  if (page === '-') {
    throw new BotpitError('usage', '--page - cannot be: the result of the run is on the standard output', {
      hint: 'Name a file for the page: --page match.html.',
    });
  }
  const inUse = sources.flatMap(({ spec, files }) => [spec, ...files.map((file) => file.path)]);
  await requireReport(page, [...inUse, ...[run, report].filter((path) => path !== null)], io, '--page');
  const path = resolve(io.cwd(), page);
  if (!force && existsSync(path))
    throw new BotpitError('usage', `${clean(path)} is there already`, { hint: '--force writes over it.' });
}
