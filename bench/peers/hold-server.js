// Lets everybody in and then stays silent.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  process.send({ url: `ws://127.0.0.1:${server.address().port}/api/v1/ws` });
});
server.on('connection', (socket) => {
  socket.once('message', () => socket.send('{"type":"authenticated","agent_id":"a","agent_name":"bench"}'));
});
