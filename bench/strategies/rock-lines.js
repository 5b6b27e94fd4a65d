// A strategy in any language: JSON lines in, JSON lines out.
import { createInterface } from 'node:readline';

createInterface({ input: process.stdin }).on('line', (line) => {
  if (JSON.parse(line).type === 'turn') process.stdout.write('{"move":"rock"}\n');
});
