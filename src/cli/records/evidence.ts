import { existsSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { formatDocument, parseDocument, verify as verifyEvidence } from '../../evidence/index.js';
import { EXIT } from '../../exit-codes.js';
import { BOOK_NAMES, type Evidence, type MatchName } from '../../history/index.js';
import { readUserFile } from '../../lib/read-user-file.js';
import { clean, formatVerification } from '../../ui/index.js';
import { version } from '../../version.js';
import type { Given, Io } from '../command.js';
import type { EXPORT } from '../options.js';
import { styleOf, tell, writeJson, writeLines } from '../output.js';
import type { Records } from './records.js';

/** Writes a match with all its evidence as one JSON document, to stdout or a file. */
export async function exportMatch(given: Given<'config' | 'records', typeof EXPORT>): Promise<void> {
  const { args, options, config, records, io } = given;
  const evidence = await findMatch(args[0], records, io);
  const text = formatDocument(evidence, version());
  const { output, force } = options;
  if (output === null || output === '-') io.stdout.write(text);
  else writeMatch(evidence.match, text, { option: '--output', file: output, force }, config, io);
}

/**
 * Writes a match to a file, and says so.
 * @param to the option that names the file, and what the match is called where it has no id
 * @throws BotpitError `usage` where it cannot be written, or would take the place of another without `force`
 */
export function writeMatch(
  { matchId }: { readonly matchId: string },
  text: string,
  to: { readonly option: string; readonly file: string; readonly force: boolean; readonly told?: string },
  config: Config,
  io: Io,
): void {
  const path = resolve(io.cwd(), to.file);
  write(path, text, to.option, to.force);
  const { told = `Match ${clean(matchId, 80)}` } = to;
  tell(io, config, { event: 'exported', matchId, path }, `${told} is in ${clean(path)}`);
}

function write(path: string, text: string, option: string, force: boolean): void {
  try {
    writeFileSync(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (existsSync(path) && statSync(path).isDirectory()) {
      throw new BotpitError('usage', `${clean(path)} is a folder`, {
        hint: `Name a file with ${option}.`,
      });
    }
    if (code === 'EEXIST') {
      throw new BotpitError('usage', `${clean(path)} is there already`, {
        hint: '--force writes over it.',
      });
    }
    throw new BotpitError('usage', `the match cannot be written: ${clean(message)}`, {
      hint: `Name another file with ${option}.`,
    });
  }
}

/** Checks the evidence of one match, without any arena. @returns the exit code: `unfair` where it contradicts itself */
export async function verify(given: Given<'config' | 'records'>): Promise<number> {
  const { args, config, records, io } = given;
  const verification = verifyEvidence(await findMatch(args[0], records, io));
  if (config.json) writeJson(io, { event: 'verification', ...verification });
  else writeLines(formatVerification(verification, styleOf(config, io)), io);
  return verification.verdict === 'mismatch' ? EXIT.unfair : EXIT.ok;
}

/** In place of an id: the newest match of all books. */
const NEWEST = 'last';

/** Every version has kept at most 8 MB of frames for a match. */
const MAX_FILE_BYTES = 32 * 2 ** 20;

/**
 * The match that an argument names: `last`, an id or its beginning, looked up in both books, or a file that `export` wrote.
 * After an `@`, the beginning of its commitment or a part of its arena's address tells it from others with the same id.
 * @throws BotpitError `usage` where no match or several match, and for a file that does not hold a match
 */
export async function findMatch(named: string | undefined, records: Records, io: Io): Promise<Evidence> {
  if (!named) {
    throw new BotpitError('usage', 'which match?', {
      hint: '`last`, an id or its beginning (`botpit history` lists them), or a file of `botpit export`.',
    });
  }
  if (named === NEWEST) return newestIn(records);
  if (/\.jsonl(#\d*)?$/.test(named)) {
    throw new BotpitError('usage', `${clean(named, 80)} is a match of the lab, which has nothing to verify`, {
      hint: '`botpit show` and `botpit replay` take such a match.',
    });
  }
  const path = resolve(io.cwd(), named);
  if (named.endsWith('.json') || existsSync(path)) return readExport(path, named);
  const found = await findNamed({ id: named, at: '' }, records);
  // The id of a match may have that sign in it.
  const sign = named.lastIndexOf('@');
  if (found.length === 0 && sign > 0) {
    found.push(...(await findNamed({ id: named.slice(0, sign), at: named.slice(sign + 1) }, records)));
  }
  const [first, second] = found;
  if (!first) {
    throw new BotpitError('usage', `there is no match ${clean(named, 60)} in the records`, {
      hint: `\`botpit history\` lists those that are kept in ${records.folders.join(', ')}; --data-dir names another folder.`,
    });
  }
  if (!second) return first;
  if (first.match.matchId !== second.match.matchId) {
    throw new BotpitError('usage', `several matches begin with ${clean(named, 60)}`, {
      hint: 'Give more of the id; `botpit history` shows them.',
    });
  }
  const isSameHash = first.match.serverSeedHash === second.match.serverSeedHash;
  const names = found
    .map(({ match: { matchId, arena, serverSeedHash } }) => {
      const at = isSameHash || serverSeedHash === '' ? arena : serverSeedHash.slice(0, 8);
      return `${clean(matchId, 60)}@${clean(at, 80)}`;
    })
    .join(', ');
  throw new BotpitError('usage', `several matches have the id ${clean(first.match.matchId, 60)}`, {
    hint: `Add an @ and the beginning of the commitment, or a part of the arena's address: ${names}.`,
  });
}

function newestIn(records: Records): Evidence {
  const newest = BOOK_NAMES.flatMap((book) => records.archives(book)).flatMap(
    (archive) => archive.newest() ?? [],
  );
  const [match] = newest.sort((a, b) => b.match.startedAt - a.match.startedAt);
  if (match) return match;
  throw new BotpitError('usage', `no match has been recorded in ${records.folders.join(', ')} yet`, {
    hint: '--data-dir names another folder.',
  });
}

async function findNamed(name: MatchName, records: Records): Promise<Evidence[]> {
  const found: Evidence[] = [];
  for (const archive of BOOK_NAMES.flatMap((book) => records.archives(book))) {
    found.push(...archive.named(name));
  }
  // Bots with folders of their own may have met in it.
  const isSame = ({ match: a }: Evidence, { match: b }: Evidence) =>
    a.matchId === b.matchId && a.arena === b.arena && a.serverSeedHash === b.serverSeedHash;
  const each = found.filter((one, i) => found.findIndex((other) => isSame(one, other)) === i);
  const exact = each.filter(({ match }) => match.matchId === name.id);
  return exact.length > 0 ? exact : each;
}

async function readExport(path: string, named: string): Promise<Evidence> {
  const name = clean(named, 200);
  const refuse = ({ message }: Error) => new BotpitError('usage', `${name} cannot be read: ${message}`);
  return parseDocument((await readUserFile(path, MAX_FILE_BYTES, refuse)).text, name);
}
