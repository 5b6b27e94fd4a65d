import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** What an arena sends, as far as these bots look at it. */
interface Heard {
  readonly type: string;
  readonly match_id?: string;
  readonly round?: number;
  readonly game_type?: string;
  readonly code?: string;
}

const RETRY_MS = 20;
const CHOICES = ['rock', 'paper', 'scissors'] as const;

/**
 * Bots of a tournament in this process, on bare sockets. What they play follows from match and round alone, so that a
 * tournament that is played again has the same results. A bot whose connection is lost comes back.
 */
export class CupBots {
  readonly #url: string;
  readonly #games: readonly string[];
  readonly #sockets = new Set<WebSocket>();
  /** Rounds of which a bot was told the result, as `bot match round`. */
  readonly #told = new Set<string>();
  /** Turns that a bot was asked for after it had been told their result. */
  readonly askedAgain: string[] = [];
  #isOver = false;

  /** @param games in the order in which the bots take them in turn */
  constructor(url: string, keys: readonly string[], games: readonly string[]) {
    this.#url = url;
    this.#games = games;
    for (const key of keys) void this.#play(key);
  }

  stop(): void {
    this.#isOver = true;
    for (const socket of this.#sockets) socket.terminate();
  }

  async #play(key: string): Promise<void> {
    const bot = { turn: 0, games: new Map<string, string>() };
    while (!this.#isOver) {
      await this.#connect(key, bot);
      if (!this.#isOver) await sleep(RETRY_MS);
    }
  }

  /** Returns when the connection has ended. */
  #connect(key: string, bot: { turn: number; readonly games: Map<string, string> }): Promise<void> {
    const socket = new WebSocket(this.#url, { perMessageDeflate: false });
    this.#sockets.add(socket);
    const send = (message: object) => socket.send(JSON.stringify(message));
    const join = () => {
      const game = this.#games[bot.turn % this.#games.length] ?? '';
      send({ type: 'join_queue', game_type: game, wager_lamports: 0, sandbox: true });
    };
    socket.on('open', () => send({ type: 'authenticate', api_key: key }));
    // What is wrong is followed by 'close'.
    socket.on('error', () => undefined);
    socket.on('message', (frame) => {
      const heard = JSON.parse(String(frame)) as Heard;
      const { type, match_id: id = '', round = 0 } = heard;
      if (type === 'authenticated') join();
      else if (type === 'match_found') bot.games.set(id, heard.game_type ?? '');
      else if (type === 'round_result') this.#told.add(`${key} ${id} ${round}`);
      else if (type === 'your_turn') {
        if (this.#told.has(`${key} ${id} ${round}`)) this.askedAgain.push(`${key} ${id} ${round}`);
        const move = moveFor(bot.games.get(id) ?? '', `${key} ${id} ${round}`);
        send({ type: 'make_move', match_id: id, move_data: move });
      } else if (type === 'game_over') {
        bot.turn += 1;
        join();
      } else if (type === 'queue_left') {
        // The arena wants another game, or nothing more.
        bot.turn += 1;
        join();
      } else if (type === 'error' && heard.code === 'tournament_over') socket.close();
    });
    return new Promise((resolve) => {
      socket.on('close', () => {
        this.#sockets.delete(socket);
        resolve();
      });
    });
  }
}

/** A legal move that follows from a text. */
function moveFor(game: string, text: string): object {
  const number = createHash('sha256').update(text).digest().readUInt32BE(0);
  switch (game) {
    case 'rps':
      return { choice: CHOICES[number % 3] };
    case 'crash':
      return { cashout: (110 + (number % 40) * 10) / 100 };
    case 'coinflip':
      return { call: number % 2 === 0 ? 'heads' : 'tails' };
    default:
      throw new Error(`these bots do not play ${game}`);
  }
}
