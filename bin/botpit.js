#!/usr/bin/env node
const [major] = process.versions.node.split('.');
if (Number(major) < 20) {
  process.stderr.write(`botpit needs Node 20 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 78;
} else {
  const { main } = await import('../dist/src/cli/main.js');
  const exitCode = await main(process.argv.slice(2), process);
  // What is written goes out first; then whatever a strategy left running in this process must not keep it.
  for (const stream of [process.stdout, process.stderr]) await new Promise((done) => stream.write('', done));
  process.exit(exitCode);
}
