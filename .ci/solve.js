/**
 * Builds the tables of blotto, some minutes' work on one core.
 *
 *   npm run solve              strategies/theory/blotto-values.ts, the 8-bit table that ships
 *   npm run solve -- --full    the 16-bit table, in the user's cache folder, for `equilibrium-full`
 *   npm run solve -- --check   exits with 1 where the table that ships is not what comes out; writes nothing of its own
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createJiti } from 'jiti';

const root = fileURLToPath(new URL('..', import.meta.url));

const { values: flags } = parseArgs({ options: { full: { type: 'boolean' }, check: { type: 'boolean' } } });

const jiti = createJiti(import.meta.url, { interopDefault: false, fsCache: false });
const load = (name) => jiti.import(`${root}strategies/theory/${name}.ts`);
const { quantised, solveTable } = await load('blotto-solve');

let told = 0;
const exact = solveTable((done, of) => {
  const percent = Math.floor((done / of) * 100);
  if (percent < told + 5) return;
  told = percent;
  console.error(`${percent}%`);
});

if (flags.check) {
  const { shippedTable } = await load('blotto-table');
  const same = Buffer.from(quantised(exact, 255)).equals(shippedTable().values);
  console.log(same ? 'the table that ships is what comes out' : 'the table that ships is another one');
  if (!same) process.exitCode = 1;
}
if (flags.full) {
  const { fullTableFile } = await load('blotto-table');
  const numbers = quantised(exact, 65535);
  const bytes = Buffer.alloc(2 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeUInt16LE(number, 2 * i);
  write(fullTableFile(), gzipSync(bytes, { level: 9 }));
}
if (!flags.check && !flags.full) {
  const packed = gzipSync(quantised(exact, 255), { level: 9 }).toString('base64');
  const comment = '/** The 8-bit table of blotto, `TABLE_LENGTH` bytes by `tableIndex`: gzip in base64. */';
  write(
    `${root}strategies/theory/blotto-values.ts`,
    `// Made by \`npm run solve\`.\n\n${comment}\nexport const PACKED =\n  '${packed}';\n`,
  );
}

/** Whoever reads meanwhile finds the old file or the new one. */
function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
  console.log(`${file}: ${content.length} bytes`);
}
