import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive, type Evidence } from '../../src/history/index.js';
import { played } from '../cli/records-support.js';

/** The evidence of matches that were really played against the embedded arena, oldest first. */
export async function evidenceOf(game: string, matches: number): Promise<Evidence[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'botpit-evidence-')));
  try {
    await played(game, matches, [], folder);
    const archive = Archive.open(folder, 'practice');
    if (!archive) throw new Error('nothing was recorded');
    const evidence = [...archive.matches({ game })].flatMap(({ matchId }) =>
      archive.named({ id: matchId, at: '' }),
    );
    archive.close();
    return evidence;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Loose<T> = T extends readonly (infer Item)[]
  ? Loose<Item>[]
  : T extends object
    ? { -readonly [K in keyof T]: Loose<T[K]> }
    : T;

/** Evidence that may be tampered with. */
export type Tampered = Loose<Evidence>;

/** Changes a copy. */
export function tampered(evidence: Evidence, tamper: (copy: Tampered) => void): Evidence {
  const copy = structuredClone(evidence) as unknown as Tampered;
  tamper(copy);
  return copy as unknown as Evidence;
}

/** Changes every message of a type among the frames. @param change returns false to drop it */
export function reword(
  { frames }: Tampered,
  type: string,
  change: (message: Record<string, unknown>) => unknown,
): void {
  for (const frame of [...frames]) {
    const message = JSON.parse(frame.text) as Record<string, unknown>;
    if (message.type !== type) continue;
    if (change(message) === false) frames.splice(frames.indexOf(frame), 1);
    else frame.text = JSON.stringify(message);
  }
}
