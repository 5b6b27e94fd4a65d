// What `npm start` says at its end.
process.stdout.write(`
Three commands to try next:
  node bin/botpit.js init ../my-bot
      makes a bot of your own, in a folder of its own
  node bin/botpit.js games --prompt rps
      tells all that one must know to write it
  node bin/botpit.js lab match frequency copy --game rps
      tells which of two strategies is better, and how sure that is
`);
