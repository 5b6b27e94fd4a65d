import { basename } from 'node:path';
import { fill } from '../lib/template.js';
import { tarballName } from '../version.js';

/** The templates of a new project, by the names that they have there. */
const TEMPLATES = {
  'botpit.config.json': 'botpit.config.json',
  'my.ts': 'my.ts.txt',
  // It depends on exactly the botpit that was tried out: what plays for money changes when you say so.
  'package.json': 'package.json',
  '.gitignore': 'gitignore',
  'README.md': 'README.md',
} as const;

/** The names and contents of what `botpit init` writes into a folder. */
export function projectFiles(folder: string): Readonly<Record<string, string>> {
  const holes = { name: packageName(basename(folder)), tarball: tarballName() };
  const files = Object.entries(TEMPLATES).map(([name, template]) => [
    name,
    fill(`recipes/project/${template}`, holes),
  ]);
  return Object.fromEntries(files);
}

/** A name that npm takes, as near to the folder's as can be. */
function packageName(folder: string): string {
  const plain = folder.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  const name = (/[a-z0-9](?:.*[a-z0-9])?/.exec(plain)?.[0] ?? '').slice(0, 100);
  // A package cannot depend on one of its own name.
  return name === '' || name === 'botpit' || name === 'node_modules' ? 'my-bot' : name;
}
