import { redact } from '../../config/index.js';
import {
  type CheckName,
  checkConfig,
  type Diagnosis,
  type DiagnosisVerdict,
  diagnose,
} from '../../doctor/index.js';
import { EXIT } from '../../exit-codes.js';
import { counted } from '../../lib/wording.js';
import { clean } from '../../ui/index.js';
import type { Given } from '../command.js';
import { isPlaying as isHeldKey } from '../operations/processes.js';
import { writeJson } from '../output.js';

/**
 * Checks all that playing needs, one thing after another. Authenticates once where that throws out no process of this
 * machine, and joins no queue.
 * @returns 0 where nothing is wrong, else the exit code of the first problem; warnings do not count
 */
export async function doctor(
  { flags, io }: Given,
  isPlaying = (apiKey: string, folder: string) => isHeldKey(apiKey, { folder, env: io.env }),
): Promise<number> {
  const checked = await checkConfig(flags, io.env, io.cwd());
  const [, loaded] = checked;
  const json = loaded?.config.json ?? flags.json === true;
  const counts: Record<DiagnosisVerdict, number> = { ok: 0, warning: 0, problem: 0, skipped: 0 };
  let exitCode: number = EXIT.ok;
  await diagnose(checked, io.env, isPlaying, (name, diagnosis) => {
    counts[diagnosis.verdict] += 1;
    if (exitCode === EXIT.ok) exitCode = diagnosis.exitCode ?? EXIT.ok;
    // The check of the key shows what may be shown of it, which would be taken for a key here.
    const shown = name === 'key' ? diagnosis : redacted(diagnosis);
    if (json) {
      const { verdict, found, mend } = shown;
      writeJson(io, { event: 'check', name, verdict, found, mend });
    } else io.stdout.write(linesOf(name, shown));
  });
  if (json) writeJson(io, { event: 'doctor_result', exitCode, ...counts });
  else io.stdout.write(`\n${summary(counts)}\n`);
  return exitCode;
}

function redacted(diagnosis: Diagnosis): Diagnosis {
  const { found, mend } = diagnosis;
  return { ...diagnosis, found: redact(found), mend: mend && redact(mend) };
}

/** What a person calls a check that has another name. */
const LABELS: Partial<Record<CheckName, string>> = {
  node: 'Node',
  systemd_notify: 'systemd',
  config: 'configuration',
  key: 'API key',
};

const INDENT = ' '.repeat(24);

function linesOf(name: CheckName, { verdict, found, mend }: Diagnosis): string {
  const [first = '', ...more] = found.split('\n').map((line) => clean(line));
  const lines = [
    `${verdict.padEnd(8)} ${(LABELS[name] ?? name.replaceAll('_', ' ')).padEnd(14)} ${first}`,
    ...more.map((line) => INDENT + line),
  ];
  if (mend !== null) lines.push(`${INDENT}→ ${clean(mend)}`);
  return `${lines.join('\n')}\n`;
}

function summary({ problem, warning }: Record<DiagnosisVerdict, number>): string {
  const parts = [problem > 0 && counted(problem, 'problem'), warning > 0 && counted(warning, 'warning')];
  const said = parts.filter((part) => part !== false);
  return said.length === 0 ? 'Nothing is wrong.' : `${said.join(', ')}.`;
}
