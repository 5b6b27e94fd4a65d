import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withoutKeys } from '../../lib/api-key.js';
import { makeFolder } from '../../lib/user-folders.js';
import { visible } from '../../lib/visible.js';

/** Of a line; what follows is counted. */
const LINE_CHARACTERS = 16 * 1024;
/** Of one file. There are two at most for each program: what was said last, and what was said before. */
const FILE_BYTES = 512 * 1024;
/** Programs whose dialogues are kept beside each other; the oldest make room. */
const MOST_FILES = 200;

/** Where a dialogue is written to. */
export interface DialogueFile {
  readonly folder: string;
  /** What the files begin with that belong together, and make room for each other; letters, digits and hyphens. */
  readonly group: string;
  readonly name: string;
}

/**
 * What is said to a program and by it, as a file for a person: a line each way, with its time and a sign: `→` to the program,
 * `←` from it, `!` on its standard error, `#` what befell it. Bounded; nothing in it commands a terminal, and no API key is in
 * it. A disk that is full ends the file, and not the program.
 */
export class Dialogue {
  readonly #path: string;
  readonly #startedAt = performance.now();
  #file: number | undefined;
  #bytes = 0;

  constructor({ folder, group, name }: DialogueFile, title: string) {
    this.#path = join(folder, `${group}-${name}.log`);
    try {
      makeFolder(folder);
      makeRoom(folder, group);
      rmSync(olderOf(this.#path), { force: true });
      this.#file = openSync(this.#path, 'w', 0o600);
    } catch {
      // Whoever names the folder has seen to it that it can be written to. Play goes on without.
    }
    this.note(title);
  }

  to(line: string): void {
    this.#add('→', line);
  }

  from(line: string): void {
    this.#add('←', line);
  }

  aside(line: string): void {
    this.#add('!', line);
  }

  note(line: string): void {
    this.#add('#', line);
  }

  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
  }

  #add(sign: string, line: string): void {
    if (this.#file === undefined) return;
    // Before anything is cut: the half of a key would not be known as one.
    const whole = withoutKeys(line);
    const more = whole.length - LINE_CHARACTERS;
    const said = more > 0 ? `${whole.slice(0, LINE_CHARACTERS)}… (${more} characters more)` : whole;
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(3);
    const bytes = Buffer.from(`+${seconds} s  ${sign}  ${visible(said)}\n`);
    try {
      if (this.#bytes + bytes.length > FILE_BYTES) this.#turnOver();
      writeSync(this.#file, bytes);
      this.#bytes += bytes.length;
    } catch {
      this.close();
    }
  }

  #turnOver(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    renameSync(this.#path, olderOf(this.#path));
    this.#file = openSync(this.#path, 'w', 0o600);
    this.#bytes = 0;
  }
}

function olderOf(path: string): string {
  return join(dirname(path), `${basename(path, '.log')}.older.log`);
}

/** Only what begins like this very run's is removed. */
function makeRoom(folder: string, group: string): void {
  const names = readdirSync(folder).filter(
    (name) => name.startsWith(`${group}-`) && name.endsWith('.log') && !name.endsWith('.older.log'),
  );
  if (names.length < MOST_FILES) return;
  const files = names.map((name) => {
    const path = join(folder, name);
    // Another thread may be making room, too.
    return { path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  files.sort((a, b) => a.at - b.at);
  for (const { path } of files.slice(0, files.length - MOST_FILES + 1)) {
    rmSync(path, { force: true });
    rmSync(olderOf(path), { force: true });
  }
}
