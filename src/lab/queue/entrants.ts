import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveStrategy, type StrategySnapshot } from '../../strategy/index.js';
import { declarationIn } from '../opening.js';
import type { Connection } from './connection.js';
import { renamed, unpack } from './parcel.js';
import { fetchParcel, type RunRecord } from './store.js';

/** The strategies of a run, as this machine opens them. */
export class Entrants {
  /** By entrant. */
  readonly sources: readonly StrategySnapshot[];
  readonly #folder: string;
  readonly #folders: readonly (readonly [here: string, there: string])[];

  private constructor(
    folder: string,
    sources: readonly StrategySnapshot[],
    folders: readonly (readonly [here: string, there: string])[],
  ) {
    this.#folder = folder;
    this.sources = sources;
    this.#folders = folders;
  }

  /** Null where a parcel is not there. @throws Error with what is wrong */
  static async open({ plan, sources }: RunRecord, connection: Connection): Promise<Entrants | null> {
    // For its user alone. By its real name, as stacks have it.
    const folder = await mkdtemp(join(await realpath(tmpdir()), 'botpit-lab-'));
    const opened: StrategySnapshot[] = [];
    const folders: [string, string][] = [];
    try {
      for (const [index, { name, version }] of plan.entrants.entries()) {
        const source = sources[index];
        if (!source) throw new Error(`${name} has no source`);
        let spec: string;
        if (source.kind === 'named') spec = requireNoFile(source.spec);
        else {
          const text = await fetchParcel(connection, source.hash);
          if (text === null) {
            await rm(folder, { recursive: true, force: true });
            return null;
          }
          const own = await mkdtemp(join(folder, 'strategy-'));
          spec = await unpack(text, source.hash, own);
          folders.push([own, source.folder]);
        }
        // What it needs beyond its files, such as a package, may be missing or another on this machine.
        const { snapshot } = await declarationIn(spec, plan.game, plan.startTimeoutMs);
        if (snapshot.version !== version)
          throw new Error(`${name} is another version on this machine than where the run was planned`);
        opened.push(snapshot);
      }
      return new Entrants(folder, opened, folders);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** What a line of results says of files, as it would be said where they come from. */
  renamed(line: string): string {
    return this.#folders.reduce((text, [here, there]) => renamed(text, here, there), line);
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Files travel; those of this machine are no part of any run. */
function requireNoFile(spec: string): string {
  if (resolveStrategy(spec).kind === 'file') throw new Error('it names a file of this machine');
  return spec;
}
