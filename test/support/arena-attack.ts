import { once } from 'node:events';
import { WebSocket } from 'ws';
import { BotpitClient } from '../../src/client/index.js';
import { DRAWS, openCommitment } from '../../src/fairness.js';
import { GAME_IDS, gameOf, isGameId } from '../../src/games/index.js';
import { type ClientMessage, decodeServerMessage, type HeardMessage } from '../../src/protocol/index.js';
import { formatSol, settle } from '../../src/wager.js';
import { CLIENT_SAMPLES } from '../protocol/samples.js';
import { type HostileFrame, hostileFrames } from './hostile-frames.js';

export interface AttackOptions {
  readonly url: string;
  /** How many hostile frames to send. */
  readonly frames: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** How many connections there are at a time. */
  readonly connections: number;
  /** Awaited between frames, so that memory can be measured. */
  readonly pause?: (sent: number) => Promise<void> | undefined;
}

export interface AttackReport {
  sent: number;
  connections: number;
  /** Matches that attackers found each other for. */
  matches: number;
  /** What the arena answered, by type, errors by code. */
  readonly answers: Record<string, number>;
  /** Frames from the arena that are not messages. */
  readonly wrong: string[];
}

/** Frames sent before the arena's word is awaited. */
const VOLLEY = 16;

/**
 * Attacks an arena over many connections: some never authenticate, some play each other, some share a key. The keys are
 * few (half as many as connections). Resolves when all frames are sent and every connection is closed.
 */
export async function attackArena(options: AttackOptions): Promise<AttackReport> {
  const { frames, random, connections, pause } = options;
  const report: AttackReport = { sent: 0, connections: 0, matches: 0, answers: {}, wrong: [] };
  const keep = async (): Promise<void> => {
    while (report.sent < frames) {
      const attacker = new Attacker(options, report);
      report.connections++;
      while (report.sent < frames && (await attacker.volley(Math.min(VOLLEY, frames - report.sent)))) {
        await pause?.(report.sent);
      }
      await attacker.leave(random() < 0.5);
    }
  };
  await Promise.all(Array.from({ length: connections }, keep));
  return report;
}

/** One connection that sends hostile frames in the name of an agent that knows its match. */
class Attacker {
  readonly #ws: WebSocket;
  readonly #opened: Promise<unknown>;
  readonly #closed: Promise<void>;
  readonly #report: AttackReport;
  readonly #samples = structuredClone(CLIENT_SAMPLES);
  readonly #next: () => HostileFrame;
  #game = 'rps';

  constructor({ url, random, connections }: AttackOptions, report: AttackReport) {
    this.#report = report;
    const { authenticate, join_queue, create_challenge } = this.#samples;
    authenticate.api_key = `bp_sk_hostile_${Math.floor((random() * connections) / 2)}`;
    const game = GAME_IDS[Math.floor(random() * GAME_IDS.length)] ?? 'rps';
    join_queue.game_type = random() < 0.8 ? 'rps' : game;
    create_challenge.game_type = game;
    const samples = Object.values(this.#samples);
    const hostile = hostileFrames(random, samples);
    // Too many that are not understood end a connection, so half of the attackers send few of them and get further.
    const share = random() < 0.5 ? 0.2 : 1;
    this.#next = () => {
      if (random() < share) return hostile();
      return { data: JSON.stringify(samples[Math.floor(random() * samples.length)]), isBinary: false };
    };
    this.#ws = new WebSocket(url, { perMessageDeflate: false });
    this.#closed = new Promise((resolve) => this.#ws.on('close', () => resolve()));
    // 'close' follows.
    this.#ws.on('error', () => {});
    this.#ws.on('message', (data, isBinary) => this.#hear(String(data), isBinary));
    this.#opened = Promise.race([once(this.#ws, 'open'), this.#closed]);
    if (random() < 0.8) void this.#opened.then(() => this.#say(authenticate));
  }

  /** @returns false where the connection has ended */
  async volley(frames: number): Promise<boolean> {
    await this.#opened;
    for (let i = 0; i < frames && this.#isOpen; i++) {
      const { data, isBinary } = this.#next();
      this.#ws.send(data, { binary: isBinary });
      this.#report.sent++;
    }
    if (!this.#isOpen) return false;
    // Frames are dealt with in order, so this is answered when all before it are dealt with.
    const answered = once(this.#ws, 'pong').then(
      () => true,
      () => false,
    );
    this.#ws.ping();
    return Promise.race([answered, this.#closed.then(() => false)]);
  }

  async leave(politely: boolean): Promise<void> {
    if (politely) this.#ws.close();
    else this.#ws.terminate();
    await this.#closed;
  }

  get #isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  #say(message: ClientMessage): void {
    if (this.#isOpen) this.#ws.send(JSON.stringify(message));
  }

  #hear(frame: string, isBinary: boolean): void {
    const { answers, wrong } = this.#report;
    const decoded = decodeServerMessage(frame, isBinary);
    if (decoded.kind !== 'message' || decoded.faults) {
      wrong.push(frame);
      return;
    }
    const { message } = decoded;
    const name = message.type === 'error' ? message.code : message.type;
    answers[name] = (answers[name] ?? 0) + 1;
    this.#learn(message);
  }

  /** The more of what is sent names things that exist, the further it gets. */
  #learn(message: HeardMessage): void {
    const { join_queue, make_move, resign, send_taunt, accept_challenge, cancel_challenge } = this.#samples;
    switch (message.type) {
      case 'authenticated':
      case 'game_over':
        this.#say(join_queue);
        return;
      case 'match_found':
        this.#report.matches++;
        this.#game = message.game_type;
        for (const sample of [make_move, resign, send_taunt]) sample.match_id = message.match_id;
        return;
      case 'your_turn':
        if (isGameId(this.#game)) make_move.move_data = gameOf(this.#game).fallbackMove(message.game_state);
        return;
      case 'challenge_created':
        accept_challenge.challenge_id = message.challenge_id;
        cancel_challenge.challenge_id = message.challenge_id;
        return;
      default:
    }
  }
}

/** Nobody else plays for this. */
export const HONEST_WAGER = 123_457;

/** Two clients that play each other all the time: the first loses every match, by the rules. */
export class HonestPair {
  /** Finished, and told to both. */
  matches = 0;
  /** Everything that did not go as it must. */
  readonly faults: string[] = [];
  readonly #bots: readonly [HonestBot, HonestBot];
  #wake: () => void = () => {};

  constructor(url: string, limits: boolean) {
    const over = () => {
      const [loser, winner] = this.#bots;
      this.matches = Math.min(loser.overs, winner.overs);
      this.#wake();
    };
    const at = (name: string, choice: string, wins: boolean) =>
      new HonestBot({
        url,
        limits,
        name,
        choice,
        wins,
        over,
        fault: (what) => this.faults.push(`${name}: ${what}`),
      });
    this.#bots = [at('loser', 'rock', false), at('winner', 'paper', true)];
  }

  async start(): Promise<void> {
    await Promise.all(this.#bots.map((bot) => bot.client.connect()));
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Plays the match in progress to its end, then leaves. */
  async stop(): Promise<void> {
    for (const bot of this.#bots) bot.stopping = true;
    // A match needs the join of both.
    await this.until(() => this.#bots.some((bot) => bot.joins === bot.overs) || this.faults.length > 0);
    await Promise.all(this.#bots.map((bot) => bot.client.disconnect()));
  }
}

interface HonestOptions {
  readonly url: string;
  readonly limits: boolean;
  readonly name: string;
  readonly choice: string;
  readonly wins: boolean;
  readonly over: () => void;
  readonly fault: (what: string) => void;
}

class HonestBot {
  readonly client: BotpitClient;
  stopping = false;
  joins = 0;
  overs = 0;

  constructor({ url, limits, name, choice, wins, over, fault }: HonestOptions) {
    const client = new BotpitClient({ apiKey: `bp_sk_honest_${name}`, url, limits, logLevel: 'silent' });
    this.client = client;
    let hash = '';
    let matchId = '';
    client.on('connected', () => this.#join());
    client.on('match_found', (found) => {
      if (found.wager_lamports !== HONEST_WAGER) fault(`a match for ${found.wager_lamports}`);
      matchId = found.match_id;
      hash = found.server_seed_hash;
    });
    client.on('your_turn', ({ match_id }) => client.makeMove(match_id, { choice }));
    client.on('game_over', ({ match_id, winner, final_score, server_seed, payout_lamports }) => {
      this.overs++;
      const payout = wins ? settle(HONEST_WAGER).payoutLamports : 0;
      if (match_id !== matchId) fault('the end of another match');
      if ((winner === client.agentId) !== wins || winner === null) fault(`${winner} won`);
      if (final_score?.toSorted().join() !== '0,2') fault(`ended ${final_score?.join('-')}`);
      if (payout_lamports !== payout) fault(`paid ${payout_lamports}`);
      if (!openCommitment(server_seed, hash, DRAWS).fair) fault('unfair');
      if (!this.stopping) this.#join();
      over();
    });
    client.on('error', ({ code, message }) => fault(`${code}: ${message}`));
    client.on('disconnected', ({ code }) => {
      if (!this.stopping) fault(`disconnected with ${code}`);
    });
    for (const type of ['malformed', 'unknown'] as const) client.on(type, () => fault(type));
  }

  #join(): void {
    this.joins++;
    void this.client.joinQueue('rps', formatSol(HONEST_WAGER));
  }
}

/** Whether a newcomer is let in and answered. */
export async function answersNewcomer(url: string): Promise<boolean> {
  const client = new BotpitClient({ apiKey: 'bp_sk_newcomer', url, logLevel: 'silent' });
  try {
    await client.connect();
    const answered = new Promise<boolean>((resolve) => {
      client.on('error', ({ code }) => resolve(code === 'not_queued'));
      client.on('closed', () => resolve(false));
    });
    await client.leaveQueue();
    return await answered;
  } finally {
    await client.disconnect();
  }
}
