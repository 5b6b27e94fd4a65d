// The reference: a bot on bare `ws`, as short as it can be written.
import { WebSocket } from 'ws';

const socket = new WebSocket(process.argv[2], { perMessageDeflate: false });
const send = (message) => socket.send(JSON.stringify(message));
const join = () => send({ type: 'join_queue', game_type: 'rps', wager_lamports: 0, sandbox: true });
socket.on('open', () => send({ type: 'authenticate', api_key: process.argv[3] ?? 'bp_sk_bench_reference' }));
socket.on('message', (data) => {
  const message = JSON.parse(data);
  if (message.type === 'authenticated' || message.type === 'game_over') join();
  if (message.type === 'your_turn') {
    send({ type: 'make_move', match_id: message.match_id, move_data: { choice: 'rock' } });
  }
});
