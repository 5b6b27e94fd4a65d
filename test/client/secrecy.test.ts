import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { cleanUp, client, connected, KEY, next, rejection, server } from './helpers.js';

cleanUp();

it('the key turns up nowhere but in the authenticate frame, even where an arena or a handler repeats it', async () => {
  const at = await server();
  const told: unknown[] = [];
  const log = (message: string, context?: Record<string, unknown>) => told.push(message, context);
  const bot = client({
    url: `${at.url}?key=${KEY}`,
    logLevel: 'debug',
    logger: { debug: log, info: log, warn: log, error: log },
  });
  for (const type of ['connected', 'disconnected', 'reconnecting', 'closed', 'malformed'] as const) {
    bot.on(type, (event) => told.push(event));
  }
  bot.onError((error) => told.push(error));
  bot.onQueueLeft(() => {
    throw new Error(`handler with ${KEY}`);
  });
  told.push(await rejection(bot.makeMove('m-1', {})));

  const connecting = bot.connect();
  const peer = await at.accept();
  await peer.welcome();
  await connecting;
  const last = next(bot, 'unknown');
  peer.send({ type: 'error', code: 'busy', message: `not now, ${KEY}` });
  peer.sendRaw(`{"type": "your_turn", "match_id": "${KEY}"`);
  peer.send({ type: 'your_turn', match_id: 1, key: KEY });
  peer.send({ type: 'queue_left' });
  peer.send({ type: 'over' });
  await last;
  const closed = next(bot, 'closed');
  peer.close(1008, `away with ${KEY}`);
  await closed;

  const refused = rejection(bot.connect());
  const second = await at.accept();
  await second.receive('authenticate');
  second.send({ type: 'error', code: 'auth_failed', message: `${KEY} is not known here` });
  told.push(await refused);

  const texts = [...told, bot, Object.entries(bot), JSON.stringify(bot)].map((thing) =>
    inspect(thing, { depth: 10, showHidden: true }),
  );
  expect(texts.length).toBeGreaterThan(15);
  for (const text of texts) expect(text).not.toContain(KEY);
  // The test would fail to notice a silent client.
  expect(texts.join()).toMatch(/not now, \[key\]/);
  expect(texts.join()).toMatch(/away with \[key\]/);
});

it('an escaped key is a key', async () => {
  const { bot, peer } = await connected(await server());
  const found = next(bot, 'match_found');
  const escaped = KEY.replace('b', '\\u0062');
  peer.sendRaw(
    `{"type":"match_found","match_id":"m","game_type":"rps","opponent_id":"o","opponent_name":"${escaped} \\u00e9",` +
      '"wager_lamports":0,"server_seed_hash":""}',
  );
  expect(await found).toMatchObject({ opponent_name: '[key] é' });
});

it('a second `authenticated` does not change who one is', async () => {
  const { bot, peer } = await connected(await server());
  const me = bot.agentId;
  const over = next(bot, 'unknown');
  peer.send({ type: 'authenticated', agent_id: 'somebody else', agent_name: 'Else' });
  peer.send({ type: 'over' });
  await over;
  expect(bot.agentId).toBe(me);
});

it('writes lines to the logger from its level on', async () => {
  const at = await server((peer) => peer.welcome('agent-1', 'Tester'));
  const lines: string[] = [];
  const bot = client({
    url: at.url,
    logLevel: 'info',
    logger: {
      debug: (message) => lines.push(`debug ${message}`),
      info: (message) => lines.push(`info ${message}`),
      warn: (message) => lines.push(`warn ${message}`),
      error: () => {
        throw new Error('a broken logger');
      },
    },
  });
  await bot.connect();
  at.peers[0]?.send({ type: 'error', code: 'not_queued', message: 'You are not queued.' });
  await next(bot, 'error');
  await bot.disconnect();
  await rejection(bot.leaveQueue());
  expect(lines).toEqual([
    'info connected as Tester',
    'warn You are not queued.',
    'info disconnected: disconnected by the caller',
  ]);
});
