import { expect, it } from 'vitest';
import { type Arena, createArena } from '../../src/arena/index.js';
import type { BotpitClient } from '../../src/client/index.js';
import { cleanUp, client, next, opened, rejection } from './helpers.js';

cleanUp();

async function arena(): Promise<Arena> {
  return opened(await createArena({ keys: ['bp_sk_one', 'bp_sk_two'] }));
}

/** Plays rock-paper-scissors until the match is over; tells the winner. */
function play(bot: BotpitClient, choice: string): Promise<string | null> {
  bot.onYourTurn((turn) => bot.makeMove(turn.match_id, { choice }));
  return next(bot, 'game_over').then(({ winner }) => winner);
}

it('plays a match against another client in the embedded arena', async () => {
  const { url } = await arena();
  const rock = client({ url, apiKey: 'bp_sk_one' });
  const paper = client({ url, apiKey: 'bp_sk_two' });
  const winners = Promise.all([play(rock, 'rock'), play(paper, 'paper')]);
  await Promise.all([rock.connect(), paper.connect()]);
  await Promise.all([rock.joinQueue('rps', '0.01'), paper.joinQueue('rps', 0.01)]);
  expect(await winners).toEqual([paper.agentId, paper.agentId]);
});

it('plays a match by challenge', async () => {
  const { url } = await arena();
  const rock = client({ url, apiKey: 'bp_sk_one' });
  const paper = client({ url, apiKey: 'bp_sk_two' });
  const winners = Promise.all([play(rock, 'rock'), play(paper, 'paper')]);
  await Promise.all([rock.connect(), paper.connect()]);
  rock.onChallengeCreated(({ challenge_id }) => paper.acceptChallenge(challenge_id));
  void rock.createChallenge('rps', 0);
  expect(await winners).toEqual([paper.agentId, paper.agentId]);
});

it('is turned away with a key that the arena does not know', async () => {
  const { url } = await arena();
  expect((await rejection(client({ url, apiKey: 'bp_sk_three' }).run())).code).toBe('auth/rejected');
});

it('leaves the field to a newer session with the same key', async () => {
  const { url } = await arena();
  const older = client({ url, apiKey: 'bp_sk_one' });
  const newer = client({ url, apiKey: 'bp_sk_one' });
  const running = rejection(older.run());
  await next(older, 'connected');
  await newer.connect();
  expect((await running).code).toBe('auth/replaced');
  expect([older.connected, newer.connected]).toEqual([false, true]);
});
