// A scripted arena that measures, for two bots in turn, how long from `your_turn` out to `make_move` in. They are asked
// alternately, so that whatever else the machine does falls on both alike. Others may wait for their turn beside them.
import { WebSocketServer } from 'ws';

const ROUNDS_PER_MATCH = 9;

/** Everybody who has connected, by key. */
const bots = new Map();
/** The two that are asked. */
let seats = [];
let turn = 0;
let wanted = 0;
let warmUp = 0;
/** Between an answer and the next question; 0 for none. With a rest, a match begins right before its first question. */
let restMs = 0;
let isResting = false;

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  process.send({ url: `ws://127.0.0.1:${server.address().port}/api/v1/ws` });
});

process.on('message', ({ keys, rounds, warmUpRounds, restMs: rest = 0 }) => {
  restMs = rest;
  wanted = rounds;
  seats = keys.map(botOf);
  // It may be asked again.
  for (const seat of seats) seat.samples = [];
  warmUp = warmUpRounds;
  seats.every(({ ready }) => ready) && ask();
});

function botOf(key) {
  if (!bots.has(key))
    bots.set(key, { socket: null, ready: false, match: 0, round: 0, askedAt: 0n, samples: [] });
  return bots.get(key);
}

function matchId(seat) {
  return `00000000-0000-4000-8000-${String(seat.match).padStart(12, '0')}`;
}

function ask() {
  const seat = seats[turn];
  if (!seat.ready || wanted === 0) return;
  seat.round += 1;
  if (restMs > 0 && seat.round === 1) begin(seat);
  const message = {
    type: 'your_turn',
    match_id: matchId(seat),
    round: seat.round,
    game_state: {},
    timeout_ms: 15000,
  };
  const text = JSON.stringify(message);
  seat.askedAt = process.hrtime.bigint();
  seat.socket.send(text);
}

function begin(seat) {
  const send = (message) => seat.socket.send(JSON.stringify({ ...message, match_id: matchId(seat) }));
  const wager_lamports = seat.wagerLamports;
  const opponent = { opponent_id: 'b', opponent_name: 'bench', wager_lamports, server_seed_hash: '' };
  send({ type: 'match_found', game_type: 'rps', ...opponent });
  send({ type: 'game_start', your_side: 'a' });
}

function answered(seat, move, at) {
  if (warmUp > 0) warmUp -= 1;
  else seat.samples.push(Number(at - seat.askedAt) / 1000);
  const send = (message) => seat.socket.send(JSON.stringify({ ...message, match_id: matchId(seat) }));
  const result = { winner: null, your_move: move, opponent_move: move };
  send({ type: 'round_result', round: seat.round, result, score: [0, 0] });
  if (seat.round === ROUNDS_PER_MATCH) {
    seat.ready = false;
    send({
      type: 'game_over',
      winner: null,
      final_score: [0, 0],
      server_seed: '',
      payout_lamports: 0,
      is_sandbox: seat.isSandbox,
    });
  }
  if (seats.every(({ samples }) => samples.length >= wanted)) {
    wanted = 0;
    process.send(seats.map(({ samples }) => samples));
    return;
  }
  if (restMs === 0) return next();
  isResting = true;
  setTimeout(next, restMs);
}

function next() {
  isResting = false;
  turn = 1 - turn;
  ask();
}

server.on('connection', (socket) => {
  let seat;
  const send = (message) => socket.send(JSON.stringify(message));
  socket.on('message', (data) => {
    const at = process.hrtime.bigint();
    const message = JSON.parse(data);
    if (message.type === 'make_move') return answered(seat, message.move_data, at);
    if (message.type === 'ping') return send({ type: 'pong' });
    if (message.type === 'authenticate') {
      seat = botOf(message.api_key);
      seat.socket = socket;
      return send({ type: 'authenticated', agent_id: message.api_key, agent_name: 'bench' });
    }
    if (message.type !== 'join_queue') return;
    seat.match += 1;
    seat.isSandbox = message.sandbox ?? false;
    seat.round = 0;
    seat.wagerLamports = message.wager_lamports ?? 0;
    if (restMs === 0) begin(seat);
    seat.ready = true;
    if (seats[turn] === seat && !isResting) ask();
  });
});
