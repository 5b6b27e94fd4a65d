#!/usr/bin/env node
const [major] = process.versions.node.split('.');
if (Number(major) < 20) {
  process.stderr.write(`botpit needs Node 20 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 78;
} else {
  const { main } = await import('../dist/src/cli/main.js');
  // Whatever a strategy left running in this process must not keep it.
  process.exit(await main(process.argv.slice(2), process));
}
