import { Writable } from 'node:stream';
import { BotpitClient } from '../../src/client/index.js';
import { commitTo } from '../../src/fairness.js';
import type { Book } from '../../src/history/index.js';
import { decodeServerMessage, type ServerMessage } from '../../src/protocol/index.js';
import { NO_LIMITS, PlayLoop, type SessionEnd } from '../../src/runner/index.js';
import { InlineHost, type Strategy } from '../../src/strategy/index.js';
import { createSink, type Sink } from '../../src/ui/index.js';
import { SERVER_SAMPLES } from '../protocol/samples.js';
import { type HostileFrame, hostileFrames } from './hostile-frames.js';
import { memoryBook } from './memory-book.js';
import { type Peer, type ScriptedServer, startScriptedServer } from './scripted-server.js';

export interface SiegeOptions {
  /** How many hostile frames to send. */
  readonly frames: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Awaited between sessions, so that memory can be measured. */
  readonly pause?: (sent: number) => Promise<void> | undefined;
}

export interface SiegeReport {
  sent: number;
  sessions: number;
  /** Honest turns among the hostile frames, all of them answered as the strategy says. */
  turns: number;
  /** How the sessions ended, by reason. */
  readonly ends: Record<string, number>;
  /** Everything that must not be. */
  readonly faults: string[];
}

const ME = 'agent-1';
/** Every match has its own. */
const seedOf = commitTo;
const WAGER = 1_000_000;
const VOLLEY = 24;
const MATCHES = 3;
/** A session in which anything goes ends by itself before long; this is for those that do not. */
const VOLLEYS = 20;
/** A scripted server remembers all its peers. */
const SESSIONS_A_SERVER = 200;

/**
 * Sends hostile frames to sessions, of which every other one is played honestly to its end: frames about other matches
 * must not change it. In the rest anything goes, and each must still end for one of the reasons that there are.
 */
export async function besiegeSessions({ frames, random, pause }: SiegeOptions): Promise<SiegeReport> {
  const report: SiegeReport = { sent: 0, sessions: 0, turns: 0, ends: {}, faults: [] };
  while (report.sent < frames) {
    const server = await startScriptedServer();
    for (let i = 0; i < SESSIONS_A_SERVER && report.sent < frames; i++) {
      report.sessions++;
      const siege = await Siege.begin(server, random, report);
      await (i % 2 === 0 ? siege.playHonestly() : siege.letAnythingGo());
      await pause?.(report.sent);
    }
    await server.close();
  }
  return report;
}

class Siege {
  readonly #random: () => number;
  readonly #report: SiegeReport;
  readonly #peer: Peer;
  readonly #client: BotpitClient;
  readonly #session: PlayLoop;
  readonly #ended: Promise<SessionEnd | null>;
  readonly #next: () => HostileFrame;
  readonly #samples = structuredClone(SERVER_SAMPLES);

  static async begin(server: ScriptedServer, random: () => number, report: SiegeReport): Promise<Siege> {
    const options = { stdout: nowhere(), stderr: nowhere(), verbose: true, env: {} };
    const sinks = [
      await createSink({ mode: 'json', ...options }),
      await createSink({ mode: 'plain', ...options }),
    ];
    const { url } = server;
    const client = new BotpitClient({
      apiKey: 'bp_sk_besieged_0123456789',
      url,
      limits: false,
      autoReconnect: false,
      logLevel: 'silent',
    });
    const book = memoryBook();
    const session = sessionOf(client, book, sinks);
    const ended = session.run().catch((bug: unknown) => {
      report.faults.push(`a session rejected with ${bug instanceof Error ? bug.stack : bug}`);
      return null;
    });
    void ended.then(() => {
      book.ledger.close();
      for (const sink of sinks) sink.close();
    });
    return new Siege(random, report, await server.accept(), client, session, ended);
  }

  private constructor(
    random: () => number,
    report: SiegeReport,
    peer: Peer,
    client: BotpitClient,
    session: PlayLoop,
    ended: Promise<SessionEnd | null>,
  ) {
    this.#random = random;
    this.#report = report;
    this.#peer = peer;
    this.#client = client;
    this.#session = session;
    this.#ended = ended;
    this.#next = hostileFrames(random, Object.values(this.#samples));
  }

  /** Every match is won by two rounds to none, whatever else is said meanwhile. */
  async playHonestly(): Promise<void> {
    const { error } = this.#samples;
    // An answer to a move would be taken for one.
    error.code = 'taunt_limit';
    await this.#peer.welcome(ME);
    const played = this.#playMatches().then(() => this.#ended);
    const end = await Promise.race([played, this.#ended]);
    const { matches, wins, netLamports, fallbacks } = this.#session.totals;
    const figures = [end?.reason, matches, wins, netLamports, fallbacks].join();
    if (figures !== ['matches', MATCHES, MATCHES, MATCHES * WAGER, 0].join())
      this.#fault(`honest play ended with ${figures}`);
    this.#count(end);
  }

  async #playMatches(): Promise<void> {
    const sideshow = () => this.#volley((frame) => !isAboutPlay(frame));
    for (let match = 1; match <= MATCHES; match++) {
      const match_id = `honest-${match}`;
      await this.#peer.receive('join_queue');
      this.#find(match_id);
      for (let round = 1; round <= 2; round++) {
        await sideshow();
        this.#peer.send({ type: 'your_turn', match_id, round, game_state: {}, timeout_ms: 60_000 });
        await sideshow();
        const { match_id: of, move_data } = await this.#peer.receive('make_move');
        this.#report.turns++;
        const answer = `${of} ${JSON.stringify(move_data)}`;
        if (answer !== `${match_id} {"choice":"rock"}`) this.#fault(`${match_id} was answered ${answer}`);
        this.#peer.send({
          type: 'round_result',
          match_id,
          round,
          result: { winner: 'a' },
          score: [round, 0],
        });
      }
      await sideshow();
      this.#over(match_id);
    }
  }

  /** Hostile frames are about the match in progress here, and may break the connection. */
  async letAnythingGo(): Promise<void> {
    const { match_found, game_start, your_turn, round_result, game_over, error } = this.#samples;
    const ours = [match_found, game_start, your_turn, round_result, game_over];
    match_found.game_type = 'rps';
    if (this.#random() < 0.8) await Promise.race([this.#peer.welcome(ME), this.#ended]);
    else error.code = 'auth_failed';
    const any = () => true;
    for (let volley = 0; volley < VOLLEYS; volley++) {
      if (this.#random() < 0.3) {
        const id = `m${volley}`;
        for (const sample of ours) sample.match_id = id;
        this.#find(id);
      }
      if (!(await this.#volley(any))) break;
    }
    this.#session.abort(143);
    this.#count(await this.#ended);
  }

  /** @returns false where the session has ended */
  async #volley(fits: (frame: HostileFrame) => boolean): Promise<boolean> {
    let over = false;
    const ended = this.#ended.then(() => {
      over = true;
      return false;
    });
    const heard = new Promise<boolean>((resolve) => {
      const off = this.#client.on('unknown', ({ message }) => {
        if (message.type !== 'heard?') return;
        off();
        resolve(true);
      });
    });
    for (let i = 0; i < VOLLEY; i++) {
      const frame = this.#next();
      if (!fits(frame)) continue;
      this.#peer.sendRaw(frame.isBinary ? Buffer.from(frame.data as Buffer) : frame.data.toString());
      this.#report.sent++;
    }
    this.#peer.send({ type: 'heard?' });
    await Promise.race([heard, ended]);
    // What a promise was to set off has been set off too.
    await new Promise(setImmediate);
    return !over;
  }

  #find(match_id: string): void {
    const hash = commitTo(seedOf(match_id));
    const opponent = { opponent_id: 'agent-2', opponent_name: 'Other', wager_lamports: WAGER };
    this.#peer.send({ type: 'match_found', match_id, game_type: 'rps', ...opponent, server_seed_hash: hash });
    this.#peer.send({ type: 'game_start', match_id, your_side: 'a' });
  }

  #over(match_id: string): void {
    const ending = {
      winner: ME,
      final_score: [2, 0],
      server_seed: seedOf(match_id),
      payout_lamports: 2 * WAGER,
    };
    this.#peer.send({ type: 'game_over', match_id, ...ending });
  }

  #count(end: SessionEnd | null): void {
    if (!end) return;
    const { ends } = this.#report;
    ends[end.reason] = (ends[end.reason] ?? 0) + 1;
  }

  #fault(what: string): void {
    this.#report.faults.push(`session ${this.#report.sessions}: ${what}`);
  }
}

function sessionOf(client: BotpitClient, book: Book, sinks: readonly Sink[]): PlayLoop {
  const strategy: Partial<Strategy> = { name: 'rock', games: ['rps'], move: () => 'rock' };
  const options = { seed: 'siege', fallbackName: 'rock', report: () => {} };
  return new PlayLoop({
    client,
    host: new InlineHost(strategy as ConstructorParameters<typeof InlineHost>[0], options),
    game: 'rps',
    turns: null,
    schedule: null,
    entry: { by: 'queue' },
    wagerLamports: WAGER,
    sandbox: false,
    limits: NO_LIMITS,
    book,
    matches: MATCHES,
    forMs: null,
    taunts: 'polite',
    emit: (event) => {
      for (const sink of sinks) sink.emit(event);
    },
  });
}

/** Whether a frame is a message that changes what is played, or breaks the connection. */
function isAboutPlay({ data, isBinary }: HostileFrame): boolean {
  // As it arrives: half a character becomes a whole one on the wire.
  const text = Buffer.from(data.toString()).toString();
  if (Buffer.byteLength(text) > 65_536) return true;
  const decoded = decodeServerMessage(text, isBinary);
  const about: readonly ServerMessage['type'][] = ['match_found', 'session_replaced'];
  return decoded.kind === 'message' && about.includes(decoded.message.type);
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
