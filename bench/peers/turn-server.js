// A scripted arena that measures: how long from `your_turn` out to `make_move` in, for whoever joins.
import { WebSocketServer } from 'ws';

const ROUNDS_PER_MATCH = 9;
const hash = '0'.repeat(64);
let wanted = 0;
let samples = [];

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  process.send({ url: `ws://127.0.0.1:${server.address().port}/api/v1/ws` });
});

process.on('message', ({ rounds }) => {
  wanted = rounds;
  samples = [];
});

server.on('connection', (socket) => {
  let match = 0;
  let round = 0;
  let askedAt = 0n;
  const send = (message) => socket.send(JSON.stringify(message));
  const matchId = () => `00000000-0000-4000-8000-${String(match).padStart(12, '0')}`;
  const askTurn = () => {
    round += 1;
    const turn = JSON.stringify({
      type: 'your_turn',
      match_id: matchId(),
      round,
      game_state: {},
      timeout_ms: 15000,
    });
    askedAt = process.hrtime.bigint();
    socket.send(turn);
  };
  socket.on('message', (data) => {
    const arrivedAt = process.hrtime.bigint();
    const message = JSON.parse(data);
    if (message.type === 'authenticate') {
      send({ type: 'authenticated', agent_id: 'a', agent_name: 'bench' });
    } else if (message.type === 'join_queue') {
      match += 1;
      round = 0;
      const offer = {
        game_type: 'rps',
        opponent_id: 'b',
        opponent_name: 'bench',
        wager_lamports: 0,
        server_seed_hash: hash,
      };
      send({ type: 'match_found', match_id: matchId(), ...offer });
      send({ type: 'game_start', match_id: matchId(), your_side: 'a' });
      askTurn();
    } else if (message.type === 'make_move') {
      samples.push(Number(arrivedAt - askedAt) / 1000);
      if (samples.length === wanted) process.send(samples);
      const result = { winner: null, your_move: message.move_data, opponent_move: message.move_data };
      send({ type: 'round_result', match_id: matchId(), round, result, score: [0, 0] });
      if (round < ROUNDS_PER_MATCH) return askTurn();
      const over = {
        winner: null,
        final_score: [0, 0],
        payout_lamports: 0,
        fee_lamports: 0,
        is_sandbox: true,
      };
      send({ type: 'game_over', match_id: matchId(), server_seed: '', ...over });
    } else if (message.type === 'ping') {
      send({ type: 'pong' });
    }
  });
});
