// What `npm start` says at its end.
process.stdout.write(`
Three commands to try next:
  node bin/botpit.js init ../my-bot                          a bot of your own, in a folder of its own
  node bin/botpit.js games rps                               the rules of a game (games: all ten)
  node bin/botpit.js lab match frequency copy --game rps     which strategy is better, and how sure is that?
`);
