// Keeps 100 connections busy for a while and counts what comes back: echoes, or turns answered.
import { WebSocket } from 'ws';

const CLIENTS = 100;
const [kind, url, durationMs] = process.argv.slice(2);
let count = 0;

function echoClient() {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const frame = JSON.stringify({
    type: 'make_move',
    match_id: '0'.repeat(36),
    move_data: { choice: 'rock' },
  });
  socket.on('open', () => socket.send(frame));
  socket.on('message', () => {
    count += 1;
    socket.send(frame);
  });
}

function arenaClient(_, index) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const join = '{"type":"join_queue","game_type":"rps","wager_lamports":0}';
  const choice = ['rock', 'paper', 'scissors'][index % 3];
  socket.on('open', () => socket.send(`{"type":"authenticate","api_key":"bp_sk_bench_${index}"}`));
  socket.on('message', (data) => {
    // The type is the first field; parsing would measure this process and not the arena.
    const text = data.toString('latin1');
    if (text.startsWith('{"type":"your_turn"')) {
      count += 1;
      const matchId = text.slice(32, 68);
      socket.send(`{"type":"make_move","match_id":"${matchId}","move_data":{"choice":"${choice}"}}`);
    } else if (text.startsWith('{"type":"game_over"') || text.startsWith('{"type":"authenticated"')) {
      socket.send(join);
    }
  });
}

Array.from({ length: CLIENTS }, kind === 'echo' ? echoClient : arenaClient);
const settle = Math.min(1_000, Number(durationMs) / 2);
setTimeout(measure, settle);
// Again for whoever asks.
process.on('message', measure);

function measure() {
  count = 0;
  const startedAt = process.hrtime.bigint();
  setTimeout(() => {
    process.send({ perSecond: count / (Number(process.hrtime.bigint() - startedAt) / 1e9) });
  }, Number(durationMs));
}
