import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { BotpitError } from '../../errors.js';
import { parseDocument } from '../../evidence/index.js';
import { BOOK_NAMES, type Evidence } from '../../history/index.js';
import { clean } from '../../ui/index.js';
import type { Io } from '../main.js';
import { readBook } from './books.js';

/** A match has at most some hundred frames of 64 KiB. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

/**
 * The match that an argument names: an id or its beginning, looked up in both books, or a file that `export` wrote.
 * @throws BotpitError `usage` where there is none, several, or the file is none
 */
export async function findMatch(named: string | undefined, folder: string, io: Io): Promise<Evidence> {
  if (!named) {
    throw new BotpitError('usage', 'which match?', {
      hint: 'Give an id or its beginning (`botpit history` lists them), or a file of `botpit export`.',
    });
  }
  const path = resolve(io.cwd(), named);
  if (named.endsWith('.json') || existsSync(path)) return readExport(path, named);
  const found: Evidence[] = [];
  for (const book of BOOK_NAMES) {
    const evidence = await readBook(folder, book, (archive) => archive.evidence(named));
    if (evidence) found.push(evidence);
  }
  const exact = found.find(({ match }) => match.matchId === named);
  const [first, second] = exact ? [exact] : found;
  if (!first) {
    throw new BotpitError('usage', `there is no match ${clean(named, 60)} in the records`, {
      hint: `\`botpit history\` lists those that are kept in ${folder}; --data-dir names another folder.`,
    });
  }
  if (second) {
    throw new BotpitError('usage', `several matches begin with ${clean(named, 60)}`, {
      hint: 'Give more of the id; `botpit history` shows them.',
    });
  }
  return first;
}

function readExport(path: string, named: string): Evidence {
  const name = clean(named, 200);
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) throw new BotpitError('usage', `${name} is too large to be an exported match`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof BotpitError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new BotpitError('usage', `${name} cannot be read: ${why}`);
  }
  return parseDocument(text, name);
}
