import { join } from 'node:path';
import { BotpitError } from '../errors.js';
import { quoteYamlDollars } from '../lib/quote.js';
import type { Holes } from '../lib/template.js';
import { below, imageOf, nameOf, type Plan } from './plan.js';

/**
 * The plan of a fleet: one process that plays with all of these bots.
 * @param base the plan of the project without a profile
 * @param bots those of its profiles
 * @throws BotpitError `config/invalid` where a bot has no key file of its own: a recipe cannot say where its key is
 */
export function fleetPlan(base: Plan, bots: readonly Plan[]): Plan {
  requireKeyFiles(bots);
  const name = nameOf(base.folder, 'fleet');
  const image = imageOf(name);
  return {
    ...base,
    ...{ name, image },
    // Each profile says where its own is.
    config: { ...base.config, apiKeyFile: null },
    keyFile: null,
    stopS: Math.max(...bots.map(({ stopS }) => stopS)),
    typed: ` --fleet${base.typed}`,
    isReal: bots.some(({ isReal }) => isReal),
    bots: bots.map((bot) => ({ ...bot, image })),
    words: (move, keeps) => ['fleet', ...base.words(move, keeps).slice(1)],
  };
}

function requireKeyFiles(bots: readonly Plan[]): void {
  const owners = new Map<string, string>();
  for (const { config, keyFile } of bots) {
    const name = String(config.profile);
    if (keyFile === null) continue;
    // The default key file does not belong to one profile.
    const other = config.apiKeyFile === null ? null : owners.get(keyFile);
    if (other === undefined) {
      owners.set(keyFile, name);
      continue;
    }
    const what =
      other === null
        ? `profile ${name} names no apiKeyFile`
        : `profiles ${other}, ${name} name one apiKeyFile`;
    throw new BotpitError('config/invalid', `${what}, and each bot of a fleet has a key of its own`, {
      hint: 'Give each profile an apiKeyFile of its own.',
    });
  }
}

/** What a compose file has of a fleet in place of a key, a port and a probe: keys and ports. */
export function composeFleet({ bots, folder, metricsPort }: Plan, inside: string): Holes {
  if (bots === null) return { ports: port(metricsPort), keys: null, keyFiles: null };
  const paths = bots.flatMap(({ keyFile }) => keyFile ?? []);
  const target = (path: string) => {
    const place = below(folder, path);
    // What is outside of the folder keeps its path.
    return place === null ? path : join(inside, place);
  };
  return {
    ports: bots.map((bot) => port(bot.metricsPort)).join(', '),
    keys: paths
      .map((path, i) => `- { source: key-${i}, target: ${quoteYamlDollars(target(path))} }`)
      .join('\n'),
    keyFiles: paths.map((path, i) => `key-${i}: { file: ${quoteYamlDollars(path)} }`).join('\n'),
  };
}

function port(number: number): string {
  return `"127.0.0.1:${number}:${number}"`;
}

/** Where the keys of a plan lie in its folder: what must not get into an image. */
export function keysInside({ folder, keyFile, bots }: Plan): readonly string[] {
  const paths = [keyFile, ...(bots ?? []).map((bot) => bot.keyFile)].flatMap((path) => path ?? []);
  return paths.flatMap((path) => below(folder, path)?.split('/')[0] ?? []);
}
