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
import { cleanUp, KEY, server } from './helpers.js';

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
    const client = program({ apiKey: KEY, url: at.url, logLevel: 'silent' }, lines);
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
});
