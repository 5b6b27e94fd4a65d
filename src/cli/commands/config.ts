import { describeConfig, findApiKey, maskKey } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { formatTable } from '../../ui/index.js';
import type { Flags } from '../command-spec.js';
import type { Io } from '../main.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** Shows the effective configuration, where each value comes from, and at most the last four characters of the key. */
export function showConfig(flags: Flags, io: Io): Promise<number> {
  return withConfig(flags, io, async (loaded) => {
    const { config, warnings } = loaded;
    const apiKey = await describeKey(config.apiKeyFile, io);
    const rows = [...describeConfig(loaded), apiKey.row];
    if (config.json) for (const row of rows) writeJson(io, 'setting', row);
    else {
      const cells = rows.map(({ key, value, origin }) => [key, value, origin]);
      io.stdout.write(`${formatTable([['KEY', 'VALUE', 'FROM'], ...cells])}\n`);
    }
    showWarnings([...warnings, ...apiKey.warnings], io);
    return EXIT.ok;
  });
}

async function describeKey(apiKeyFile: string | null, io: Io) {
  const row = (value: string, origin: string) => ({ key: 'API key', value, origin });
  try {
    const { key, origin, warnings } = await findApiKey({ env: io.env, apiKeyFile });
    return { row: row(maskKey(key), origin), warnings };
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    return { row: row('(none)', error.message), warnings: [] };
  }
}
