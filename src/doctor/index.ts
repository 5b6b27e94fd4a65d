import { EXIT } from '../exit-codes.js';
import { dataFolder } from '../history/index.js';
import { accountOf, forgetSecrets } from '../lib/api-key.js';
import { folderFlag } from '../lib/user-folders.js';
import { checkArena, checkClock, checkSession } from './arena.js';
import { type Diagnosis, ok, skipped, warning } from './diagnosis.js';
import {
  type CheckedConfig,
  checkBooks,
  checkDataFolder,
  checkKey,
  checkNode,
  checkNotify,
  checkStrategy,
} from './local.js';
import { checkWebhook } from './webhook.js';

export type { Diagnosis, DiagnosisVerdict } from './diagnosis.js';
export { checkConfig } from './local.js';

export type CheckName = 'node' | 'systemd_notify' | 'config' | 'records' | (typeof REST)[number];

export type OnDiagnosis = (name: CheckName, diagnosis: Diagnosis) => void;

/**
 * Makes every check, the quick ones first, and reports each as it ends.
 * @param isPlaying whether a botpit process on this machine plays with a key, with records in a folder
 */
export async function diagnose(
  [ofConfig, loaded]: CheckedConfig,
  env: NodeJS.ProcessEnv,
  isPlaying: (apiKey: string, folder: string) => boolean,
  onDiagnosis: OnDiagnosis,
): Promise<void> {
  const skip = (names: readonly CheckName[], why: string) => {
    for (const name of names) onDiagnosis(name, skipped(why));
  };
  onDiagnosis('node', checkNode());
  onDiagnosis('systemd_notify', await checkNotify(env));
  onDiagnosis('config', ofConfig);
  if (loaded === null) return skip(REST, 'the configuration has to be mended first');
  const { config } = loaded;
  const [ofKey, found] = await checkKey(config, env);
  onDiagnosis('key', ofKey);
  const apiKey = found?.value ?? null;
  forgetSecrets(env);

  const folder = dataFolder(config.dataDir, env);
  onDiagnosis('data_folder', await checkDataFolder(folder));
  onDiagnosis(
    'records',
    await checkBooks(folder, apiKey === null ? null : accountOf(apiKey), folderFlag(folder, env)),
  );
  const isRunning = apiKey !== null && isPlaying(apiKey, folder);
  onDiagnosis('running', runningOf(apiKey, isRunning));
  onDiagnosis('strategy', await checkStrategy(loaded, apiKey));
  onDiagnosis('webhook', await checkWebhook(config));

  if (config.local !== false) return skip(ONLINE, '--local plays in an arena of its own');
  const [ofArena, probe] = await checkArena(config);
  onDiagnosis('arena', ofArena);
  onDiagnosis('clock', checkClock(probe));
  if (apiKey === null) return skip(SESSION, 'there is no key');
  if (isRunning) {
    return skip(SESSION, 'a botpit process plays with this key, and connecting would throw it out');
  }
  if (probe === null) return skip(SESSION, 'the arena is out of reach');
  const { accepted, latency } = await checkSession(config, apiKey, probe);
  onDiagnosis('key_accepted', accepted);
  onDiagnosis('latency', latency);
}

const SESSION = ['key_accepted', 'latency'] as const;
const ONLINE = ['arena', 'clock', ...SESSION] as const;
const REST = ['key', 'data_folder', 'running', 'strategy', 'webhook', ...ONLINE] as const;

function runningOf(apiKey: string | null, isRunning: boolean): Diagnosis {
  if (apiKey === null) return skipped('there is no key');
  if (!isRunning) return ok('no other botpit process on this machine plays with this key');
  return warning(
    'a botpit process on this machine plays with this key, so doctor does not connect: it would be thrown out',
    `Stop it first to have the connection checked. A second one would end with exit code ${EXIT.running}.`,
  );
}
