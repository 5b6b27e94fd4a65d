import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  process.send({ url: `ws://127.0.0.1:${server.address().port}/` });
});
server.on('connection', (socket) => socket.on('message', (data) => socket.send(data, { binary: false })));
