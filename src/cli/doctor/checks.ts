import { EXIT } from '../../exit-codes.js';
import { dataFolder } from '../../history/index.js';
import type { Places } from '../keeping.js';
import { forgetKey } from '../key-hygiene.js';
import type { Io } from '../main.js';
import { checkArena, checkClock, checkSession } from './arena.js';
import { type Finding, ok, skipped, warning } from './finding.js';
import { checkDataFolder, checkNode, checkNotify } from './machine.js';
import { type CheckedConfig, checkKey } from './settings.js';
import { checkStrategy } from './strategy.js';

/** What other parts of botpit know. */
export interface DoctorParts {
  /** Whether a botpit process on this machine plays with the key. */
  readonly isRunning?: (apiKey: string, places: Places) => boolean;
  /** Whether the records in the folder can be read, and go with this version. */
  readonly checkBooks?: (folder: string) => Promise<Finding>;
}

export type CheckName =
  | 'node'
  | 'config'
  | 'key'
  | 'strategy'
  | 'data_folder'
  | 'records'
  | 'running'
  | 'arena'
  | 'clock'
  | 'key_accepted'
  | 'latency'
  | 'systemd_notify';

export type Told = (name: CheckName, finding: Finding) => void;

/** Makes every check, the quick ones first, and tells of each as it ends. */
export async function examine(
  [configFinding, loaded]: CheckedConfig,
  io: Io,
  parts: DoctorParts,
  told: Told,
): Promise<void> {
  told('node', checkNode());
  told('systemd_notify', await checkNotify(io.env));
  told('config', configFinding);
  if (loaded === null) {
    for (const name of REST) told(name, skipped('the configuration has to be mended first'));
    return;
  }
  const { config } = loaded;
  const [keyFinding, found] = await checkKey(config, io.env);
  told('key', keyFinding);
  const apiKey = found?.key ?? null;
  forgetKey(io.env);

  const folder = dataFolder(config.dataDir, io.env);
  told('data_folder', await checkDataFolder(folder));
  if (parts.checkBooks) told('records', await parts.checkBooks(folder));
  const isRunning = apiKey !== null && parts.isRunning?.(apiKey, { config, env: io.env }) === true;
  told('running', runningOf(apiKey, isRunning));
  told('strategy', await checkStrategy(config, apiKey));

  if (config.local !== false) {
    for (const name of ONLINE) told(name, skipped('--local plays in an arena of its own'));
    return;
  }
  const [arenaFinding, probe] = await checkArena(config);
  told('arena', arenaFinding);
  told('clock', checkClock(probe));
  const why = obstacle(apiKey, isRunning, probe !== null);
  if (apiKey === null || probe === null || why !== null) {
    for (const name of SESSION) told(name, skipped(why ?? ''));
    return;
  }
  const { accepted, latency } = await checkSession(config, apiKey, probe);
  told('key_accepted', accepted);
  told('latency', latency);
}

const SESSION = ['key_accepted', 'latency'] as const;
const ONLINE = ['arena', 'clock', ...SESSION] as const;
const REST = ['key', 'data_folder', 'running', 'strategy', ...ONLINE] as const;

function runningOf(apiKey: string | null, isRunning: boolean): Finding {
  if (apiKey === null) return skipped('there is no key');
  if (!isRunning) return ok('no other botpit process on this machine plays with this key');
  return warning(
    'a botpit process on this machine plays with this key, so doctor does not connect: it would be thrown out',
    `Stop it first to have the connection checked. A second one would end with exit code ${EXIT.running}.`,
  );
}

/** Why there is no session to be had. */
function obstacle(apiKey: string | null, isRunning: boolean, isReachable: boolean): string | null {
  if (apiKey === null) return 'there is no key';
  if (isRunning) return 'a botpit process plays with this key, and connecting would throw it out';
  return isReachable ? null : 'the arena is out of reach';
}
