// Writes the JSON schema of the events of --json, made from their types. What it reads are the declarations of a build, as
// they hold no code to be read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import TJS from 'typescript-json-schema';

const [folder = 'dist'] = process.argv.slice(2);
const program = TJS.getProgramFromFiles([join(folder, 'src/json-events.d.ts')], {
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
writeFileSync(
  join(folder, 'events.schema.json'),
  `${JSON.stringify({ ...schema, title: 'A line of botpit --json' })}\n`,
);
