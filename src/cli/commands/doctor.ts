import { redact } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import { clean } from '../../ui/index.js';
import type { Flags } from '../command-spec.js';
import { type CheckName, type DoctorParts, examine } from '../doctor/checks.js';
import type { Finding, Verdict } from '../doctor/finding.js';
import { checkConfig } from '../doctor/settings.js';
import type { Io } from '../main.js';
import { writeJson } from '../with-config.js';

/**
 * Checks all that playing needs, one thing after another. Authenticates once where that throws out no process of this
 * machine, and joins no queue.
 * @returns 0 where nothing is wrong, else the exit code of the first problem; warnings do not count
 */
export async function doctor(flags: Flags, io: Io, parts: DoctorParts = {}): Promise<number> {
  const checked = await checkConfig(flags, io);
  const [, loaded] = checked;
  const json = loaded?.config.json ?? flags.json === true;
  const counts: Record<Verdict, number> = { ok: 0, warning: 0, problem: 0, skipped: 0 };
  let exitCode: number = EXIT.ok;
  await examine(checked, io, parts, (name, finding) => {
    counts[finding.verdict] += 1;
    if (exitCode === EXIT.ok) exitCode = finding.exitCode ?? EXIT.ok;
    // The check of the key shows what may be shown of it, which would be taken for a key here.
    const shown = name === 'key' ? finding : redacted(finding);
    if (json) {
      const { verdict, found, mend } = shown;
      writeJson(io, 'check', { name, verdict, found, mend });
    } else io.stdout.write(linesOf(name, shown));
  });
  if (json) writeJson(io, 'doctor_result', { exit_code: exitCode, ...counts });
  else io.stdout.write(`\n${summary(counts)}\n`);
  return exitCode;
}

function redacted(finding: Finding): Finding {
  const { found, mend } = finding;
  return { ...finding, found: redact(found), mend: mend && redact(mend) };
}

const LABELS: Readonly<Record<CheckName, string>> = {
  node: 'Node',
  systemd_notify: 'systemd',
  config: 'configuration',
  key: 'API key',
  data_folder: 'data folder',
  records: 'records',
  running: 'running',
  strategy: 'strategy',
  arena: 'arena',
  clock: 'clock',
  key_accepted: 'key accepted',
  latency: 'latency',
};

const INDENT = ' '.repeat(24);

function linesOf(name: CheckName, { verdict, found, mend }: Finding): string {
  const [first = '', ...more] = found.split('\n').map((line) => clean(line));
  const lines = [
    `${verdict.padEnd(8)} ${LABELS[name].padEnd(14)} ${first}`,
    ...more.map((line) => INDENT + line),
  ];
  if (mend !== null) lines.push(`${INDENT}→ ${clean(mend)}`);
  return `${lines.join('\n')}\n`;
}

function summary({ problem, warning }: Record<Verdict, number>): string {
  const parts = [counted(problem, 'problem'), counted(warning, 'warning')].filter((part) => part !== '');
  return parts.length === 0 ? 'Nothing is wrong.' : `${parts.join(', ')}.`;
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}
