import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveStrategy, type StrategySnapshot } from '../../strategy/index.js';
import { declarationIn } from '../opening.js';
import { pack, renamed, unpack } from './parcel.js';
import type { RunRecord, Source } from './runs.js';

/** What a worker needs in order to open a strategy: files travel, commands and built-in ones are named. */
export async function sourceOf({ spec, files }: StrategySnapshot): Promise<Source> {
  const strategy = resolveStrategy(spec);
  if (strategy.kind !== 'file') return { kind: 'named', spec };
  return { kind: 'files', ...(await pack(strategy.file, files)) };
}

/** The strategies of a run, as this machine opens them. */
export interface Entrants {
  /** By entrant. */
  readonly sources: readonly StrategySnapshot[];
  /** What a line of results says of files, as it would be said where they come from. */
  renamed(line: string): string;
  remove(): Promise<void>;
}

/** @throws Error with what is wrong */
export async function openEntrants({ plan, sources }: RunRecord): Promise<Entrants> {
  // For its user alone. By its real name, as stacks have it.
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'botpit-lab-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const opened: StrategySnapshot[] = [];
  const folders: (readonly [here: string, there: string])[] = [];
  try {
    for (const [index, { name, version }] of plan.entrants.entries()) {
      const source = sources[index];
      if (!source) throw new Error(`${name} has no source`);
      let spec: string;
      if (source.kind === 'named') spec = requireNoFile(source.spec);
      else {
        const own = await mkdtemp(join(folder, 'strategy-'));
        spec = await unpack(source.text, source.hash, own);
        folders.push([own, source.folder]);
      }
      // What it needs beyond its files, such as a package, may be missing or another on this machine.
      const { snapshot } = await declarationIn(spec, plan.game, plan.startTimeoutMs);
      if (snapshot.version !== version)
        throw new Error(`${name} is another version on this machine than where the run was planned`);
      opened.push(snapshot);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    sources: opened,
    renamed: (line) => folders.reduce((text, [here, there]) => renamed(text, here, there), line),
    remove,
  };
}

/** Files travel; those of this machine are no part of any run. */
function requireNoFile(spec: string): string {
  if (resolveStrategy(spec).kind === 'file') throw new Error('it names a file of this machine');
  return spec;
}
