import type { BotpitClient, Command } from '../client/index.js';
import { BotpitError } from '../errors.js';
import { EXIT, EXIT_OF_ERROR } from '../exit-codes.js';
import type { GameId } from '../games/index.js';
import type { MatchFoundMessage } from '../protocol/index.js';
import { Decider, type StrategyHost } from '../strategy/index.js';
import { realClock } from '../lib/clock.js';
import type { Lamports } from '../wager.js';
import type { EventSink, SessionEndReason } from './events.js';
import { Dossiers } from './dossiers.js';
import { MatchPlayer, toRound } from './match-player.js';
import type { MatchRecord } from './record.js';
import { relay } from './relay.js';
import { ScoreReader } from './score.js';
import { type TauntPolicy, Taunter } from './taunts.js';
import { Totals } from './totals.js';

/** How a match is come by. */
export type Entry =
  | { readonly by: 'queue' }
  | { readonly by: 'challenge' }
  | { readonly by: 'accept'; readonly challengeId: string };

export interface SessionOptions {
  readonly client: BotpitClient;
  readonly host: StrategyHost;
  readonly emit: EventSink;
  readonly game: GameId;
  readonly entry: Entry;
  /** Of each side; 0 in sandbox and free play. For `accept`: the most that is agreed to. */
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
  /** Null for none. */
  readonly maxLossLamports: Lamports | null;
  /** Stop after so many matches; null for no such stop. */
  readonly matches: number | null;
  /** Start no match after this time; null for no such stop. */
  readonly forMs: number | null;
  readonly taunts: TauntPolicy;
  readonly onMatch?: (record: MatchRecord) => void;
}

export interface SessionEnd {
  readonly reason: SessionEndReason;
  readonly exitCode: number;
  /** Set where the end needs a word of explanation. */
  readonly error?: BotpitError;
}

type Phase =
  | { readonly is: 'offline' | 'idle' | 'ended' }
  /** `joining`: asked, not yet answered. `leaving`: asked to be let out of the queue. */
  | { readonly is: 'joining' | 'queued' | 'leaving' }
  /** An own challenge is open (no id before the arena has named it), or another's is being taken. */
  | { readonly is: 'challenging' | 'withdrawing'; readonly challengeId: string | null }
  | { readonly is: 'playing'; readonly player: MatchPlayer; readonly taunter: Taunter };

/** How long a withdrawal (queue, challenge) may stay unanswered when play is to stop. */
const LEAVE_TIMEOUT_MS = 3_000;
/** How long after a reconnect the arena may take to mention the match that was in progress. */
const RESUME_TIMEOUT_MS = 60_000;
/** A pause before another attempt, where the arena asked for one. */
const RETRY_MS = 6_000;

/**
 * The loop: queue (or challenge), match, move, game over, again, until a stop condition, `stop()`, or an end that the
 * arena or the network brings. Commands that commit money are sent out of `#next` only, each for a decision of its own
 * on a live connection.
 */
export class Session {
  readonly totals = new Totals();
  readonly #options: SessionOptions;
  readonly #scores = new ScoreReader();
  readonly #dossiers = new Dossiers();
  readonly #decider: Decider;
  readonly #ended: Promise<SessionEnd>;
  #settle: { resolve(end: SessionEnd): void; reject(bug: unknown): void } | undefined;
  #phase: Phase = { is: 'offline' };
  /** Counts connections, so that a move knows which one it left on. */
  #connection = 0;
  /** Why play is to stop once nothing is under way. */
  #stopping: SessionEnd | null = null;
  #timer: NodeJS.Timeout | undefined;
  #forTimer: NodeJS.Timeout | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#decider = new Decider(options.host, realClock);
    this.#ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  /**
   * Plays until the end. The first connection is tried once; later ones are sought for the client's `giveUpAfterMs`.
   * Rejects only for a bug.
   */
  async run(): Promise<SessionEnd> {
    const { client, emit, forMs } = this.#options;
    relay(client, emit);
    this.#listen();
    if (forMs !== null) this.#forTimer = setTimeout(() => this.stop('time'), forMs);
    client.connect().catch((error: unknown) => this.#fail(error));
    try {
      return await this.#ended;
    } finally {
      await client.disconnect();
    }
  }

  /** Stops when the match in progress is over; when there is none, as soon as the queue or the challenge is left. */
  stop(reason: SessionEndReason, exitCode: number = EXIT.ok, error?: BotpitError): void {
    this.#stopping ??= { reason, exitCode, ...(error ? { error } : {}) };
    const stopping = this.#stopping;
    const phase = this.#phase;
    switch (phase.is) {
      case 'offline':
      case 'idle':
        return this.#end(stopping);
      case 'joining':
      case 'queued':
        this.#phase = { is: 'leaving' };
        this.#send({ type: 'leave_queue' });
        return this.#after(LEAVE_TIMEOUT_MS, () => this.#end(stopping));
      case 'challenging':
        this.#phase = { is: 'withdrawing', challengeId: phase.challengeId };
        if (phase.challengeId !== null) this.#withdraw(phase.challengeId);
        return this.#after(LEAVE_TIMEOUT_MS, () => this.#end(stopping));
      case 'leaving':
      case 'withdrawing':
      case 'playing':
      case 'ended':
        return;
      default:
        phase satisfies never;
    }
  }

  /** Ends at once; a match in progress is resigned and counts as lost. */
  abort(exitCode: number): void {
    if (this.#phase.is === 'playing') {
      this.#send({ type: 'resign', match_id: this.#phase.player.id });
      this.#unsettled(this.#phase.player);
    }
    this.#end({ reason: 'forced', exitCode });
  }

  #listen(): void {
    const { client } = this.#options;
    client.on('connected', () => this.#connected());
    client.on('disconnected', ({ reason }) => this.#disconnected(reason));
    client.on('closed', ({ error }) => this.#fail(error));
    client.on('queue_joined', () => {
      if (this.#phase.is === 'joining') this.#phase = { is: 'queued' };
    });
    client.on('queue_left', () => this.#left());
    client.on('challenge_created', ({ challenge_id }) => {
      if (this.#phase.is === 'withdrawing') this.#withdraw(challenge_id);
      else if (this.#phase.is === 'challenging') this.#phase = { is: 'challenging', challengeId: challenge_id };
    });
    client.on('challenge_cancelled', () => this.#left());
    client.on('match_found', (message) => this.#found(message));
    client.on('game_start', (message) => {
      this.#playing(message.match_id, (player, taunter) => {
        const match = player.start(message);
        if (match) taunter.consider({ on: 'match_start', match });
      });
    });
    client.on('your_turn', (message) => {
      this.#playing(message.match_id, (player, taunter) => {
        player.turn(message);
        taunter.turn(message.round);
      });
    });
    client.on('round_result', (message) => {
      this.#playing(message.match_id, (player, taunter) => {
        const record = player.roundEnded(message);
        if (record) taunter.consider({ on: 'round_end', round: toRound(record) });
      });
    });
    client.on('taunt_received', ({ match_id: matchId, taunt_id: tauntId, agent_id: from }) => {
      if (from === client.agentId) return;
      this.#playing(matchId, (_player, taunter) => {
        this.#options.emit({ event: 'taunt_received', matchId, tauntId });
        taunter.consider({ on: 'taunt_received', tauntId });
      });
    });
    client.on('game_over', (message) => {
      this.#playing(message.match_id, (player) => this.#over(player, player.end(message)));
    });
    client.on('error', ({ code, message, cause }) => {
      // With a cause it happened on this side: a refused command is dealt with where it was sent, the rest is a bug.
      if (cause === undefined) this.#refused(code, message);
      else if (!(cause instanceof BotpitError)) this.#fail(cause);
    });
  }

  #connected(): void {
    this.#connection += 1;
    if (this.#phase.is === 'ended') return;
    if (this.#phase.is === 'playing') return this.#awaitResume(this.#phase.player);
    this.#phase = { is: 'idle' };
    this.#next();
  }

  #disconnected(reason: string): void {
    if (this.#phase.is === 'ended') return;
    clearTimeout(this.#timer);
    this.#options.emit({ event: 'disconnected', reason });
    if (this.#phase.is === 'playing') return;
    this.#phase = { is: 'offline' };
    if (this.#stopping) this.#end(this.#stopping);
  }

  #playing(matchId: string, act: (player: MatchPlayer, taunter: Taunter) => void): void {
    if (this.#phase.is !== 'playing' || this.#phase.player.id !== matchId) return;
    clearTimeout(this.#timer);
    act(this.#phase.player, this.#phase.taunter);
  }

  /** What to do when nothing is under way: stop, or commit to one more match. */
  #next(): void {
    if (this.#phase.is !== 'idle') return;
    const { client, game, entry, wagerLamports, sandbox, matches, maxLossLamports } = this.#options;
    if (this.#stopping) return this.#end(this.#stopping);
    if (matches !== null && this.totals.matches >= matches) {
      return this.#end({ reason: 'matches', exitCode: EXIT.ok });
    }
    if (this.totals.wouldExceed(maxLossLamports, wagerLamports)) {
      return this.#end({ reason: 'loss-limit', exitCode: EXIT.lossLimit });
    }
    const waitMs = client.waitMs(entry.by === 'queue' ? 'queue' : 'challenge');
    if (waitMs > 0) return this.#after(waitMs, () => this.#next());
    switch (entry.by) {
      case 'queue':
        this.#phase = { is: 'joining' };
        return this.#send({ type: 'join_queue', game_type: game, wager_lamports: wagerLamports, sandbox });
      case 'challenge':
        this.#phase = { is: 'challenging', challengeId: null };
        return this.#send({ type: 'create_challenge', game_type: game, wager_lamports: wagerLamports });
      case 'accept':
        this.#phase = { is: 'challenging', challengeId: entry.challengeId };
        return this.#send({ type: 'accept_challenge', challenge_id: entry.challengeId });
      default:
        entry satisfies never;
    }
  }

  /** Sends on the connection at hand or not at all; where it is gone, `disconnected` is on its way. */
  #send(command: Command): void {
    try {
      this.#options.client.send(command);
    } catch (error) {
      if (!(error instanceof BotpitError)) throw error;
    }
  }

  #found(message: MatchFoundMessage): void {
    const phase = this.#phase;
    if (phase.is === 'ended') return;
    if (phase.is === 'playing') {
      if (phase.player.id === message.match_id) return;
      // The match before ended while the connection was lost, and nobody told how.
      this.#unsettled(phase.player);
    }
    clearTimeout(this.#timer);
    const { client, emit, game, entry, wagerLamports, sandbox, host, taunts } = this.#options;
    const matchId = message.match_id;
    const warn = (code: string) => (error: Error) => emit({ event: 'warning', matchId, code, message: error.message });
    const player = new MatchPlayer(message, {
      host,
      decider: this.#decider,
      agentId: client.agentId ?? '',
      emit,
      scores: this.#scores,
      history: this.#dossiers.of(message),
      sandbox,
      connection: () => this.#connection,
      rttMs: () => client.rttMs ?? 0,
      sendMove: (moveData) => void client.makeMove(matchId, moveData).catch(warn('move_not_sent')),
    });
    const taunter = new Taunter(taunts, host, (tauntId) => {
      const sent = () => emit({ event: 'taunt_sent', matchId, tauntId });
      client.sendTaunt(matchId, tauntId).then(sent, warn('taunt_not_sent'));
    });
    this.#phase = { is: 'playing', player, taunter };
    const otherGame = message.game_type !== game && entry.by !== 'accept';
    if (!otherGame && message.wager_lamports <= wagerLamports) return;
    const why = otherGame ? `${game} was asked for, ${message.game_type} came` : 'the wager is higher than was asked for';
    const text = `The match is not what was asked for: ${why}. It is played to its end, as resigning loses the wager; then play stops.`;
    emit({ event: 'error', matchId, code: 'match_mismatch', message: text });
    this.#stopping ??= { reason: 'mismatch', exitCode: EXIT.unfair };
  }

  #over(player: MatchPlayer, record: MatchRecord): void {
    const { emit, onMatch } = this.#options;
    this.totals.add(record);
    this.#dossiers.add(player.found, record);
    onMatch?.(record);
    if (record.fair === false) {
      const text = 'The revealed seed does not match the hash that the arena committed to before the match.';
      emit({ event: 'error', matchId: record.matchId, code: 'unfair', message: text });
      this.#stopping = { reason: 'unfair', exitCode: EXIT.unfair };
    }
    this.#phase = { is: 'idle' };
    this.#next();
  }

  /** The queue place or the challenge is gone, as asked or because it expired. */
  #left(): void {
    if (this.#phase.is === 'playing' || this.#phase.is === 'ended' || this.#phase.is === 'idle') return;
    clearTimeout(this.#timer);
    this.#phase = { is: 'idle' };
    if (this.#options.entry.by !== 'queue') this.#stopping ??= { reason: 'cancelled', exitCode: EXIT.ok };
    this.#next();
  }

  #withdraw(challengeId: string): void {
    // Another's challenge cannot be withdrawn; the arena's answer to taking it is awaited instead.
    if (this.#options.entry.by === 'challenge') this.#send({ type: 'cancel_challenge', challenge_id: challengeId });
  }

  /** An `error` message from the arena: what it means depends on what was asked last. */
  #refused(code: string, message: string): void {
    const phase = this.#phase;
    if (phase.is === 'ended') return;
    if (phase.is === 'playing' && code === 'invalid_move') return phase.player.moveRefused(message);
    if (phase.is === 'joining' && code === 'already_queued') {
      this.#phase = { is: 'queued' };
      return;
    }
    this.#options.emit({ event: 'warning', code, message });
    if (phase.is === 'leaving' || phase.is === 'withdrawing') return this.#left();
    if (phase.is !== 'joining' && phase.is !== 'challenging') return;
    this.#phase = { is: 'idle' };
    // A match of an earlier session is still on: the arena will mention it, or end it by its deadlines.
    if (code === 'already_in_match' || code === 'rate_limited') return this.#after(RETRY_MS, () => this.#next());
    const error = new BotpitError('arena/refused', `the arena refused to play: ${message} (${code})`);
    this.stop('refused', EXIT_OF_ERROR['arena/refused'], error);
  }

  /** After a reconnect the arena mentions the match in progress; where it never does, the match is given up for lost. */
  #awaitResume(player: MatchPlayer): void {
    this.#after(RESUME_TIMEOUT_MS, () => {
      this.#unsettled(player);
      this.#phase = { is: 'idle' };
      this.#next();
    });
  }

  #unsettled(player: MatchPlayer): void {
    player.giveUp();
    this.totals.addUnsettled(player.found.wager_lamports);
    const text = 'The arena never told how this match ended; its wager counts as lost.';
    this.#options.emit({ event: 'warning', matchId: player.id, code: 'unsettled', message: text });
  }

  /** The client has come to an end by itself, or something failed that must not. */
  #fail(error: unknown): void {
    if (this.#phase.is === 'ended' || error === null) return;
    if (!(error instanceof BotpitError)) {
      this.#phase = { is: 'ended' };
      this.#settle?.reject(error);
      return;
    }
    if (this.#phase.is === 'playing') this.#unsettled(this.#phase.player);
    const exitCode = EXIT_OF_ERROR[error.code];
    const reason =
      exitCode === EXIT.rejected ? 'rejected' : exitCode === EXIT.replaced ? 'replaced' : 'unreachable';
    this.#end({ reason, exitCode, error });
  }

  #after(delayMs: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, delayMs);
  }

  #end(end: SessionEnd): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#forTimer);
    this.#phase = { is: 'ended' };
    this.#settle?.resolve(end);
  }
}
