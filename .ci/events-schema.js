// Writes the JSON schema of the events of --json, made from their types, and declares the types anew from the schema: so the
// package's own declarations of them stand alone. What it reads are the declarations of a build, as they hold no code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import TJS from 'typescript-json-schema';

const [folder = 'dist'] = process.argv.slice(2);
const declarations = join(folder, 'src/json-events.d.ts');
const program = TJS.getProgramFromFiles([declarations], {
  strict: true,
  exactOptionalPropertyTypes: true,
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2024', 'esnext.disposable'],
  types: ['node'],
  skipLibCheck: true,
});
const schema = TJS.generateSchema(program, 'JsonEvent', { required: true, ref: false });
if (schema === null) process.exit(1);
Object.assign(schema, { title: 'JsonEvent' });
openRecords(schema);
writeFileSync(join(folder, 'events.schema.json'), `${JSON.stringify(schema)}\n`);
const options = { additionalProperties: false, bannerComment: '', ignoreMinAndMaxItems: false };
writeFileSync(declarations, await compile(schema, 'JsonEvent', options));

/** The generator leaves out that a record of unknown values may hold any. */
function openRecords(node) {
  if (typeof node !== 'object' || node === null) return;
  if (node.type === 'object' && !node.properties) node.additionalProperties ??= true;
  for (const child of Object.values(node)) openRecords(child);
}
