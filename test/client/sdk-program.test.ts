import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  BotpitClient,
  type BotpitOptions,
  type ChallengeAcceptedEvent,
  type ChallengeCancelledEvent,
  type ChallengeCreatedEvent,
  type EventHandler,
  type GameOverEvent,
  type GameStartEvent,
  type GameType,
  type MatchFoundEvent,
  type OpponentMovedEvent,
  type QueueJoinedEvent,
  type QueueUpdateEvent,
  type RoundResultEvent,
  type ServerMessage,
  type TauntReceivedEvent,
  type YourTurnEvent,
} from '../../src/client/index.js';
import { cleanUp, client, connected, KEY, next, rejection, server } from './helpers.js';

cleanUp();

/** Written as for the official SDK: commands not awaited, fields read unchecked, every type by its name. */
function program(options: BotpitOptions, lines: string[]): BotpitClient {
  const client = new BotpitClient(options);
  const game: GameType = 'hi_lo';
  const onTurn: EventHandler<YourTurnEvent> = (e) => {
    const card: number = e.game_state.dealer_card;
    client.makeMove(e.match_id, { choice: card > 7 ? 'lower' : 'higher' });
  };
  client
    .onConnected(({ agent_id, agent_name }) => {
      lines.push(`${agent_name} ${agent_id}`);
      client.joinQueue(game, 0.01);
    })
    .onMatchFound(
      (e: MatchFoundEvent) => client.joinQueue.length + lines.push(`vs ${e.opponent_name} at ${e.game_type}`),
    )
    .onGameStart((e: GameStartEvent) => {
      lines.push(e.your_side);
    })
    .onYourTurn(onTurn)
    .onRoundResult((e: RoundResultEvent) => {
      lines.push(`${e.result.card} ${e.score[0]}`);
    })
    .onGameOver(async (e: GameOverEvent) => {
      lines.push(e.winner === client.agentId ? 'won' : 'lost');
      client.disconnect();
    })
    .onQueueJoined((e: QueueJoinedEvent) => lines.push(`queued at ${e.position}`))
    .onQueueUpdate((e: QueueUpdateEvent) => lines.push(e.players_online.toFixed(0)))
    .onQueueLeft(() => lines.push('left'))
    .onOpponentMoved((e: OpponentMovedEvent) => lines.push(e.move_data.choice))
    .onChallengeCreated((e: ChallengeCreatedEvent) => client.createChallenge(e.game_type, 0))
    .onChallengeAccepted((e: ChallengeAcceptedEvent) => lines.push(e.match_id))
    .onChallengeCancelled((e: ChallengeCancelledEvent) => lines.push(e.challenge_id))
    .onTauntReceived((e: TauntReceivedEvent) => client.sendTaunt(e.match_id, 'gg'))
    .onDisconnect(() => lines.push('gone'))
    .onError((e: { code: string; message: string }) => lines.push(e.code));
  return client;
}

describe('a program written for the official SDK', () => {
  it('plays a match with its import changed', async () => {
    const at = await server();
    const lines: string[] = [];
    const client = program({ apiKey: KEY, url: at.url, logLevel: 'none' }, lines);
    const connecting = client.connect();
    const peer = await at.accept();
    await peer.welcome('agent-1', 'Tester');
    await connecting;
    expect(await peer.receive('join_queue')).toEqual({
      type: 'join_queue',
      game_type: 'hi_lo',
      wager_lamports: 10_000_000,
    });
    const match = { match_id: 'm-1' };
    const found: ServerMessage = {
      type: 'match_found',
      ...match,
      game_type: 'hi_lo',
      opponent_id: 'o',
      opponent_name: 'Rival',
      wager_lamports: 10_000_000,
      server_seed_hash: 'ab',
    };
    peer.send(found);
    peer.send({ type: 'game_start', ...match, your_side: 'a' });
    peer.send({ type: 'your_turn', ...match, round: 1, game_state: { dealer_card: 9 }, timeout_ms: 5000 });
    expect((await peer.receive('make_move')).move_data).toEqual({ choice: 'lower' });
    peer.send({ type: 'round_result', ...match, round: 1, result: { card: 2 }, score: [1, 0] });
    peer.send({
      type: 'game_over',
      ...match,
      winner: 'agent-1',
      final_score: [1, 0],
      server_seed: 'cd',
      payout_lamports: 19_500_000,
    });
    await peer.ended;
    expect(lines).toEqual(['Tester agent-1', 'vs Rival at hi_lo', 'a', '2 1', 'won', 'gone']);
  });

  it('hears of failures by the codes that it knows', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const codes: string[] = [];
    bot.onError(({ code }) => codes.push(code));
    peer.send({ type: 'error', code: 'invalid_move', message: 'no' });
    peer.send({ type: 'session_replaced' });
    await next(bot, 'closed');
    expect(codes).toEqual(['invalid_move', 'session_replaced']);

    await at.close();
    const other = client({ url: at.url });
    const exact = next(other, 'error');
    other.onError(({ code }) => codes.push(code));
    expect((await rejection(other.connect())).code).toBe('connection/unreachable');
    expect(codes.at(-1)).toBe('ws_error');
    expect((await exact).code).toBe('connection/unreachable');
  });

  it.each(['none', 'silent'] as const)('says nothing at the level %s', async (logLevel) => {
    const at = await server();
    await at.close();
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const bot = client({ url: at.url, logLevel, logger: { debug: log, info: log, warn: log, error: log } });
    await rejection(bot.connect());
    expect(lines).toEqual([]);
  });
});

it('docs/client.md maps every name of the Python SDK to one that is there', () => {
  const text = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8');
  const table = text.slice(text.indexOf('| Python SDK | here |')).split('\n\n')[0] ?? '';
  const rows = table.split('\n').slice(2);
  const left = rows.map((row) => row.split('|')[1]).join('\n');
  const names = [
    ...['BotpitClient', 'api_key', 'url', 'auto_reconnect', 'ping_interval', 'max_reconnect_delay'],
    ...[
      'connect',
      'run',
      'stop',
      'disconnect',
      'join_queue',
      'game_type',
      'wager_sol',
      'sandbox',
      'leave_queue',
    ],
    ...['make_move', 'match_id', 'move_data', 'resign', 'send_taunt', 'taunt_id', 'create_challenge'],
    ...[
      'accept_challenge',
      'cancel_challenge',
      'challenge_id',
      'on_connected',
      'on_match_found',
      'on_game_start',
    ],
    ...[
      'on_your_turn',
      'on_round_result',
      'on_game_over',
      'on_queue_joined',
      'on_queue_update',
      'on_queue_left',
    ],
    ...['on_taunt_received', 'on_error', 'on_disconnect', 'agent_id', 'agent_name', 'side'],
  ];
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(left))).toEqual([]);
  const right = rows.map((row) => row.split('|')[2]).join('\n');
  const calls = [...right.matchAll(/(?<!new )\b([a-z]\w+)\(/g)].map(([, name = '']) => name);
  expect(calls.length).toBeGreaterThan(20);
  expect(calls.filter((name) => !(name in BotpitClient.prototype))).toEqual([]);
});

it.each(['index', 'arena/index', 'lab/index'])(
  '%s: what is required has all that is imported',
  async (name) => {
    const built = (folder: string) => new URL(`../../dist/${folder}/${name}.js`, import.meta.url);
    const imported: object = await import(built('src').href);
    const required: object = createRequire(import.meta.url)(fileURLToPath(built('cjs/src')));
    const kinds = (from: object) => Object.entries(from).map(([key, value]) => `${key}: ${typeof value}`);
    expect(kinds(required).toSorted()).toEqual(kinds(imported).toSorted());
  },
);
