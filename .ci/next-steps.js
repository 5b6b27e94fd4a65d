// What `npm start` says at its end.
process.stdout.write(`
Four commands to try next:
  node bin/botpit.js watch
      shows in a browser what was just played: open the address that it prints
  node bin/botpit.js init ../my-bot
      makes a bot of your own, in a new folder
  node bin/botpit.js games --prompt rps
      shows what you need to know to write it
  node bin/botpit.js lab match frequency copy --game rps
      shows which of two strategies is better, and how sure that is
`);
