import { describeConfig, findApiKey, maskKey } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { formatTable } from '../../ui/index.js';
import { type Given, showWarnings } from '../command.js';
import { writeJson } from '../output.js';

/** Shows the effective configuration, where each value comes from, and at most the last four characters of the key. */
export async function showConfig(given: Given<'config' | 'origins' | 'secrets'>): Promise<void> {
  const { config, origins, secrets, io } = given;
  const apiKey = await findKey(config.apiKeyFile, secrets);
  const { value, origin } = apiKey;
  const ofKey = { key: 'API key', value, shown: value ?? '(none)', origin } as const;
  const rows = [...describeConfig({ config, origins }), ofKey];
  if (config.json)
    for (const { key, value, origin } of rows) writeJson(io, { event: 'setting', key, value, origin });
  else {
    const cells = rows.map(({ key, shown, origin }) => [key, shown, origin]);
    io.stdout.write(`${formatTable([['KEY', 'VALUE', 'FROM'], ...cells])}\n`);
  }
  showWarnings(apiKey.warnings, io);
}

async function findKey(apiKeyFile: string | null, env: NodeJS.ProcessEnv) {
  try {
    const found = await findApiKey({ env, apiKeyFile });
    return { ...found, value: maskKey(found.value) };
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    return { value: null, origin: error.message, warnings: [] };
  }
}
