#!/usr/bin/env node
'use strict';

// CommonJS, as `--version` needs no other module then: scripts ask it often, and Node's loader of ES modules takes longer to start
// than the answer.
const [major] = process.versions.node.split('.');
const args = process.argv.slice(2);
if (Number(major) < 20) {
  process.stderr.write(`botpit needs Node 20 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 78;
} else if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.on('error', ({ code, message }) => {
    // A reader that closes the pipe is not a failure.
    if (code === 'EPIPE') return;
    process.stderr.write(`botpit: not all of the output could be written: ${message}\n`);
    process.exitCode = 74;
  });
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  // Where nothing is left to be done before `main` has ended, that is a bug of botpit.
  process.exitCode = 70;
  // Whatever a strategy left running in this process must not keep it.
  void import('../dist/src/cli/main.js').then(async ({ main }) => process.exit(await main(args, process)));
}
