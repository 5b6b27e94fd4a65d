import { describeConfig, findApiKey, load, maskKey } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { formatTable } from '../../ui/index.js';
import type { Io } from '../main.js';
import type { Flags } from '../program.js';

/** Shows the effective configuration, where each value comes from, and at most the last four characters of the key. */
export async function showConfig(flags: Flags, io: Io): Promise<number> {
  const loaded = await load({ flags, env: io.env, cwd: io.cwd() });
  const { config, warnings } = loaded;
  const rows: { key: string; value: string; origin: string }[] = [
    ...describeConfig(loaded),
    await keyRow(config.apiKeyFile, io),
  ];
  if (config.json) for (const row of rows) io.stdout.write(`${JSON.stringify(row)}\n`);
  else {
    const cells = [['KEY', 'VALUE', 'FROM'], ...rows.map(({ key, value, origin }) => [key, value, origin])];
    io.stdout.write(`${formatTable(cells)}\n`);
  }
  for (const warning of warnings) io.stderr.write(`warning: ${warning}\n`);
  return EXIT.ok;
}

async function keyRow(apiKeyFile: string | null, io: Io) {
  try {
    const { key, origin } = await findApiKey({ env: io.env, apiKeyFile });
    return { key: 'API key', value: maskKey(key), origin };
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    return { key: 'API key', value: '(none)', origin: error.message };
  }
}
