import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ClientMessage, ClientMessageType, ServerMessage } from '../../src/protocol/index.js';

type MessageOf<T extends ClientMessageType> = Extract<ClientMessage, { type: T }>;

/** The server's end of one connection. What a client sends is kept in `received`, and can be waited for. */
export class Peer {
  readonly received: ClientMessage[] = [];
  /** The close code that the client's side gave, once the connection has ended. */
  readonly ended: Promise<number>;
  /** False makes the socket look half-open: it takes all and answers nothing. */
  answersPings = true;
  readonly #ws: WebSocket;
  readonly #tcp: Socket;
  #read = 0;
  #wake: () => void = () => {};

  constructor(ws: WebSocket, tcp: Socket) {
    this.#ws = ws;
    this.#tcp = tcp;
    this.ended = new Promise((resolve) => ws.on('close', resolve));
    ws.on('error', () => {});
    ws.on('message', (data) => {
      const message = JSON.parse(String(data)) as ClientMessage;
      this.received.push(message);
      if (message.type === 'ping' && this.answersPings) this.send({ type: 'pong' });
      this.#wake();
    });
  }

  /** The next message of the type; those of other types before it are skipped. */
  async receive<T extends ClientMessageType>(type: T): Promise<MessageOf<T>> {
    for (;;) {
      while (this.#read < this.received.length) {
        const message = this.received[this.#read++];
        if (message?.type === type) return message as MessageOf<T>;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The types of all that came, in order. */
  get types(): ClientMessageType[] {
    return this.received.map(({ type }) => type);
  }

  send(message: ServerMessage | Record<string, unknown>): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(frame: string | Uint8Array): void {
    this.#ws.send(frame);
  }

  /** All frames in one TCP segment. */
  sendTogether(...messages: ServerMessage[]): void {
    this.#tcp.cork();
    for (const message of messages) this.send(message);
    this.#tcp.uncork();
  }

  /** Takes the key, whatever it is. */
  async welcome(agentId = 'agent-1', agentName = 'Tester'): Promise<void> {
    await this.receive('authenticate');
    this.send({ type: 'authenticated', agent_id: agentId, agent_name: agentName });
  }

  close(code?: number, reason?: string): void {
    this.#ws.close(code, reason);
  }

  /** Reads nothing more, not even a goodbye. */
  hang(): void {
    this.#tcp.pause();
  }

  /** Cuts the connection without a goodbye. */
  cut(): void {
    this.#ws.terminate();
  }
}

export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  /** Every connection so far, oldest first. */
  readonly peers: readonly Peer[];
  /** The next connection that nobody has asked for yet. */
  accept(): Promise<Peer>;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * A real WebSocket server on a free loopback port that does nothing of its own but answer pings.
 * @param script runs for every connection; a test may as well drive the peers that `accept` gives
 */
export async function startScriptedServer(script?: (peer: Peer) => unknown): Promise<ScriptedServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const peers: Peer[] = [];
  let accepted = 0;
  let wake = () => {};
  server.on('connection', (ws, request) => {
    const peer = new Peer(ws, request.socket);
    peers.push(peer);
    script?.(peer);
    wake();
  });
  return {
    url: `ws://127.0.0.1:${port}/api/v1/ws`,
    port,
    peers,
    async accept() {
      for (;;) {
        const peer = peers[accepted];
        if (peer) {
          accepted++;
          return peer;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
