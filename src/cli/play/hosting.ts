import type { KeyEntry, TlsFiles, TournamentOptions } from '../../arena/index.js';
import { type Config, settings, type ValuesOf } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { isLoopbackHost } from '../../lib/http.js';
import { readUserFile } from '../../lib/read-user-file.js';
import { onlyVisible } from '../../lib/visible.js';
import type { TOURNAMENT } from '../options.js';

/*
 * What an arena for others needs: keys, a certificate, a tournament.
 */

const MAX_FILE_BYTES = 2 ** 20;
const KEY = /^bp_sk_\S+/;
const MOST_NAME_CHARACTERS = 40;
const HOW = 'Give a text file with one key per line, each beginning with bp_sk_; a name may follow the key.';

/**
 * The keys of a file, and the names that it gives to their agents.
 * @throws BotpitError `config/invalid`
 */
export async function readKeys(path: string): Promise<KeyEntry[]> {
  const { text } = await readUserFile(path, MAX_FILE_BYTES, ({ message }) => {
    return invalid(`the file of keys ${path} cannot be read: ${message}`, HOW);
  });
  const entries: KeyEntry[] = [];
  const lineOfKey = new Map<string, number>();
  const lineOfName = new Map<string, number>();
  for (const [i, row] of text.split('\n').entries()) {
    const line = row.trim();
    if (line === '' || line.startsWith('#')) continue;
    const at = `${path}:${i + 1}`;
    const [key = ''] = KEY.exec(line) ?? [];
    const name = line.slice(key.length).trim() || undefined;
    if (key === '') throw invalid(`${at} is not a key`, HOW);
    const before = lineOfKey.get(key);
    if (before !== undefined) {
      throw invalid(`${at} has the same key as line ${before}`, 'Give each bot a key of its own.');
    }
    lineOfKey.set(key, i + 1);
    if (name !== undefined) {
      requireName(name, key, at);
      const alike = name.normalize('NFKC').toLowerCase();
      const other = lineOfName.get(alike);
      if (other !== undefined) {
        const what = `${at} has the same name as line ${other}: ${JSON.stringify(name)}`;
        throw invalid(what, 'Give each bot a name of its own.');
      }
      lineOfName.set(alike, i + 1);
    }
    entries.push({ key, name });
  }
  if (entries.length === 0) throw invalid(`${path} holds no keys`, HOW);
  return entries;
}

function requireName(name: string, key: string, at: string): void {
  const problem =
    onlyVisible(name) !== name
      ? 'characters that cannot be seen'
      : [...name].length > MOST_NAME_CHARACTERS
        ? `more than ${MOST_NAME_CHARACTERS} characters`
        : /bp_sk_/i.test(name) || name.includes(key)
          ? 'a key in it'
          : null;
  if (problem !== null) {
    throw invalid(
      `${at} has a name with ${problem}`,
      'Everybody is shown the name: choose a short one in plain text.',
    );
  }
}

/**
 * An arena that others can reach lets only those in whom its operator knows.
 * @throws BotpitError `usage`
 */
export function requireKeys({ host, publicUrl, keys }: Pick<Config, 'host' | 'publicUrl' | 'keys'>): void {
  if (keys !== null) return;
  const isOpen = host !== 'localhost' && !isLoopbackHost(host.includes(':') ? `[${host}]` : host);
  const isPublic = publicUrl !== null && !isLoopbackHost(new URL(publicUrl).hostname);
  if (!isOpen && !isPublic) return;
  const by = isOpen ? `--host ${host}` : `--public-url ${publicUrl}`;
  throw new BotpitError('usage', `others can reach this arena (${by}), and any key would let them in`, {
    hint: 'Give a file with the keys that may come in, one a line: --keys arena.keys. docs/hosting.md says how to make one.',
  });
}

/** @throws BotpitError `config/invalid` for one file without the other, and for one that cannot be read */
export async function readTls({
  tlsCert,
  tlsKey,
}: Pick<Config, 'tlsCert' | 'tlsKey'>): Promise<TlsFiles | undefined> {
  if (tlsCert === null && tlsKey === null) return undefined;
  if (tlsCert === null || tlsKey === null) {
    const [given, missing] = tlsCert === null ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key'];
    throw invalid(
      `${given} is given without ${missing}`,
      'A certificate and its private key belong together.',
    );
  }
  const read = async (path: string, what: string) => {
    const { text } = await readUserFile(path, MAX_FILE_BYTES, ({ message }) =>
      invalid(
        `the ${what} ${path} cannot be read: ${message}`,
        'Give a file in PEM that this user may read.',
      ),
    );
    return text;
  };
  return { cert: await read(tlsCert, 'certificate'), key: await read(tlsKey, 'private key') };
}

type TournamentFlags = ValuesOf<typeof TOURNAMENT>;

/** Where nobody says how many matches a pairing has. */
const MATCHES = 10;

/** @throws BotpitError `usage` for flags that do not go together */
export function tournamentOf(
  flags: TournamentFlags,
  { dataDir, keys, chaos, house }: Pick<Config, 'dataDir' | 'keys' | 'chaos' | 'house'>,
): TournamentOptions | undefined {
  const { tournament: kind, game, matches, rounds, beginWithinMs, forfeitAfterMs, exitWhenOver } = flags;
  if (kind === null) {
    const others = { game, matches, rounds, 'begin-within': beginWithinMs, 'forfeit-after': forfeitAfterMs };
    const [lone] =
      Object.entries({ ...others, 'exit-when-over': exitWhenOver || null }).find(
        ([, value]) => value !== null,
      ) ?? [];
    if (lone === undefined) return undefined;
    throw usage(`--${lone} is for a tournament`, 'Add --tournament round-robin, or leave it out.');
  }
  if (game === null) throw usage('a tournament needs its games', 'Name one or more: --game rps,crash.');
  if (keys === null) {
    throw usage(
      'a tournament needs to know who plays',
      'Give a file with one key and name per line: --keys arena.keys.',
    );
  }
  if (dataDir === null) {
    const hint = 'Name a folder for it, so that a restart goes on: --data-dir ./tournament.';
    throw usage('a tournament has to be kept somewhere', hint);
  }
  if (chaos !== null) throw usage('a tournament is played without chaos', 'Leave --chaos out.');
  if (house !== settings.house.default && house !== 'none') {
    throw usage(
      `a tournament is played by those in --keys, and the house bot ${house} would not play`,
      'Leave --house out, or give the strategy a key and let it connect with `botpit play`.',
    );
  }
  return {
    ...{ kind, games: game, matches: matches ?? MATCHES, folder: dataDir },
    ...{ rounds: rounds ?? undefined, beginWithinMs: beginWithinMs ?? undefined },
    forfeitAfterMs: forfeitAfterMs ?? undefined,
  };
}

function usage(what: string, hint: string): BotpitError {
  return new BotpitError('usage', what, { hint });
}

function invalid(what: string, hint: string): BotpitError {
  return new BotpitError('config/invalid', what, { hint });
}
