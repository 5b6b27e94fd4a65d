import { WebSocket } from 'ws';

const CHOICES = ['rock', 'scissors', 'paper', 'scissors', 'rock'];

/** What an opponent does whenever nothing is under way. */
export type Wish = 'queue' | 'challenge' | { readonly accept: string };

/** Another agent, straight at the arena: plays at once, taunts if it may, and comes back when the arena does. */
export class Opponent {
  readonly challengeIds: string[] = [];
  readonly #url: () => string;
  readonly #wagerLamports: number;
  readonly #wish: Wish;
  readonly #taunts: boolean;
  #ws: WebSocket | null = null;
  #over = false;

  constructor(url: () => string, wagerLamports: number, wish: Wish, taunts: boolean) {
    this.#url = url;
    this.#wagerLamports = wagerLamports;
    this.#wish = wish;
    this.#taunts = taunts;
  }

  connect(): void {
    if (this.#over) return;
    const ws = new WebSocket(this.#url(), { perMessageDeflate: false });
    this.#ws = ws;
    ws.on('error', () => {});
    ws.on('open', () => this.#send({ type: 'authenticate', api_key: 'bp_sk_opponent' }));
    ws.on('message', (data) => this.#hear(JSON.parse(String(data)) as Record<string, unknown>));
  }

  close(): void {
    this.#over = true;
    this.#ws?.terminate();
  }

  #hear(message: Record<string, unknown>): void {
    const { type, match_id, round } = message;
    if (type === 'authenticated' || type === 'game_over') this.#seek();
    if (type === 'challenge_created') this.challengeIds.push(String(message.challenge_id));
    if (type !== 'your_turn') return;
    if (this.#taunts) this.#send({ type: 'send_taunt', match_id, taunt_id: 'lucky' });
    const choice = CHOICES[Number(round) % CHOICES.length];
    this.#send({ type: 'make_move', match_id, move_data: { choice } });
  }

  #seek(): void {
    const terms = { game_type: 'rps', wager_lamports: this.#wagerLamports };
    if (this.#wish === 'queue') this.#send({ type: 'join_queue', ...terms });
    else if (this.#wish === 'challenge') this.#send({ type: 'create_challenge', ...terms });
    else this.#send({ type: 'accept_challenge', challenge_id: this.#wish.accept });
  }

  #send(message: object): void {
    if (this.#ws?.readyState === WebSocket.OPEN) this.#ws.send(JSON.stringify(message));
  }
}
