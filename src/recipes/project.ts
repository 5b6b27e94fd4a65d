import { basename } from 'node:path';
import { GAME_IDS, type GameId } from '../games/index.js';
import { fill } from '../lib/template.js';
import { tarballName } from '../version.js';

/** The languages in which `botpit init` writes a strategy: the file, its template, and how botpit is told of it. */
const LANGUAGES = {
  ts: { file: 'my.ts', template: 'my.ts.txt', spec: './my.ts' },
  js: { file: 'my.js', template: 'my.ts.txt', spec: './my.js' },
  python: { file: 'bot.py', template: 'bot.py.txt', spec: 'cmd: python3 bot.py' },
} as const;

export type Language = keyof typeof LANGUAGES;

/** The names and contents of what `botpit init` writes into a folder. */
export function projectFiles(
  folder: string,
  game: GameId,
  language: Language,
): Readonly<Record<string, string>> {
  const { file, template, spec } = LANGUAGES[language];
  // A program does not say which games it plays.
  const test = ['botpit strategies', JSON.stringify(spec), game].join(' ');
  const holes = {
    ...Object.fromEntries(GAME_IDS.map((id) => [id, id === game ? 'yes' : null])),
    ...{ game, file, strategy: spec, ts: language === 'ts' ? 'yes' : null },
    ...{
      name: packageName(basename(folder)),
      tarball: tarballName(),
      test: JSON.stringify(test).slice(1, -1),
    },
  };
  /** The templates by the names that they have there. */
  const templates = {
    'botpit.config.json': 'botpit.config.json',
    [file]: template,
    // It depends on exactly the botpit that was tried out: what plays for money changes when you say so.
    'package.json': 'package.json.txt',
    ...(language === 'ts' ? { 'tsconfig.json': 'tsconfig.json.txt' } : {}),
    '.gitignore': 'gitignore',
    'README.md': 'README.md',
  };
  return Object.fromEntries(
    Object.entries(templates).map(([name, from]) => [name, fill(`recipes/project/${from}`, holes)]),
  );
}

/** How botpit is told of the strategy of a project. */
export function strategyOf(language: Language): string {
  return LANGUAGES[language].spec;
}

/** A name that npm takes, as near to the folder's as can be. */
function packageName(folder: string): string {
  const plain = folder.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  const name = (/[a-z0-9](?:.*[a-z0-9])?/.exec(plain)?.[0] ?? '').slice(0, 100);
  // A package cannot depend on one of its own name.
  return name === '' || name === 'botpit' || name === 'node_modules' ? 'my-bot' : name;
}
