/// <reference lib="esnext.disposable" preserve="true" />
import type { BotpitError } from '../errors.js';
import type { Side } from '../games/index.js';
import type { GameType, RateLimited } from '../protocol/index.js';
import { type Lamports, parseSol } from '../wager.js';
import type {
  ChallengeAcceptedEvent,
  ChallengeCancelledEvent,
  ChallengeCreatedEvent,
  ClientEvent,
  ClientEventType,
  EventHandler,
  EventOf,
  FrameTap,
  GameOverEvent,
  GameStartEvent,
  MatchFoundEvent,
  OpponentMovedEvent,
  QueueJoinedEvent,
  QueueUpdateEvent,
  RoundResultEvent,
  TauntReceivedEvent,
  YourTurnEvent,
} from './client-events.js';
import { Core } from './core.js';
import type { Command } from './limits.js';
import { type BotpitOptions, resolveOptions } from './options.js';

/** What the official SDK calls the failures that both know. */
const SDK_CODES: ReadonlyMap<string, string> = new Map([
  ['connection/unreachable', 'ws_error'],
  ['auth/replaced', 'session_replaced'],
]);

/**
 * One agent's connection to the arena.
 *
 * Commands (`joinQueue` … `cancelChallenge`) resolve when the frame has left this side, which is not the arena's consent:
 * that comes as an event. They reject with a `BotpitError`, which is also reported as an `error` event, so a caller may
 * leave the promise alone. `connection/not-open`: there is no session now, and nothing is kept for the next one.
 * `connection/lost`: the session ended while the command waited for a rate limit.
 */
export class BotpitClient implements AsyncDisposable {
  readonly #core: Core;

  /** @throws BotpitError `config/no-key` or `config/invalid`; see `BotpitOptions` */
  constructor(options: BotpitOptions) {
    const { settings, apiKey } = resolveOptions(options);
    this.#core = new Core(settings, apiKey);
  }

  /** The authenticated agent's id; null before the first session. */
  get agentId(): string | null {
    return this.#core.agentId;
  }

  get agentName(): string | null {
    return this.#core.agentName;
  }

  /** The side in the match that started last, while it lasts. */
  get side(): Side | null {
    return this.#core.side;
  }

  /** Whether there is a session. */
  get connected(): boolean {
    return this.#core.connected;
  }

  /** The round trip of the last answered ping in milliseconds; null before the first. */
  get rttMs(): number | null {
    return this.#core.rttMs;
  }

  /**
   * Resolves when there is a session; at once where there is one. Calls at the same time share one attempt. Later losses
   * are mended in the background unless `autoReconnect` is false.
   * @throws BotpitError `auth/rejected`, `auth/replaced`, `connection/unreachable`, `connection/closed`: the first attempt
   * failed, and no other follows until the next call
   */
  connect(): Promise<void> {
    return this.#core.connect();
  }

  /**
   * Connects, and keeps trying; resolves after `stop()` or `disconnect()`, when the socket is closed.
   * @throws BotpitError `auth/rejected`, `auth/replaced`, `connection/closed`: trying again is pointless;
   * `connection/unreachable` or `connection/lost`: given up after `giveUpAfterMs`, or without `autoReconnect`
   */
  run(): Promise<void> {
    return this.#core.run();
  }

  /** Ends what `run()` or `connect()` began, from any handler. */
  stop(): void {
    void this.disconnect();
  }

  /** Ends the session or the attempts for one. Resolves when the socket is closed, within about a second; never rejects. */
  disconnect(): Promise<void> {
    return this.#core.disconnect();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  /** Asks for a sign of life, beside the regular pings; `latency` tells of the answer. Does nothing without a session. */
  ping(): void {
    this.#core.ping();
  }

  /** Gives the connection up for dead and seeks a new one, as after a ping without an answer. */
  drop(): void {
    this.#core.drop();
  }

  /** Has one function told of all frames, in place of the one before; see `FrameTap`. */
  onFrame(tap: FrameTap): this {
    this.#core.tap = tap;
    return this;
  }

  /** @param wagerSol an amount that `parseSol` takes; anything else is refused as `wager/invalid` */
  joinQueue(gameType: GameType, wagerSol: number | string, options?: { sandbox?: boolean }): Promise<void> {
    return this.#wager(wagerSol, (wager_lamports) => ({
      type: 'join_queue',
      game_type: gameType,
      wager_lamports,
      ...(options?.sandbox ? { sandbox: true } : {}),
    }));
  }

  leaveQueue(): Promise<void> {
    return this.#core.outbox.command({ type: 'leave_queue' });
  }

  /**
   * Besides the common rejections: `move/too-late` after the `timeout_ms` of the match's last `your_turn`, or where the rate
   * limit would let the move leave only then; `move/not-json` for what JSON cannot carry, such as NaN.
   */
  makeMove(matchId: string, moveData: unknown): Promise<void> {
    return this.#core.outbox.command({ type: 'make_move', match_id: matchId, move_data: moveData });
  }

  resign(matchId: string): Promise<void> {
    return this.#core.outbox.command({ type: 'resign', match_id: matchId });
  }

  /** The arena takes its twelve taunts only (`TAUNTS`), one a round. */
  sendTaunt(matchId: string, tauntId: string): Promise<void> {
    return this.#core.outbox.command({ type: 'send_taunt', match_id: matchId, taunt_id: tauntId });
  }

  /** @param wagerSol as for `joinQueue` */
  createChallenge(gameType: GameType, wagerSol: number | string): Promise<void> {
    return this.#wager(wagerSol, (wager_lamports) => ({
      type: 'create_challenge',
      game_type: gameType,
      wager_lamports,
    }));
  }

  acceptChallenge(challengeId: string): Promise<void> {
    return this.#core.outbox.command({ type: 'accept_challenge', challenge_id: challengeId });
  }

  cancelChallenge(challengeId: string): Promise<void> {
    return this.#core.outbox.command({ type: 'cancel_challenge', challenge_id: challengeId });
  }

  /**
   * Sends a message as it is, in lamports, before the call returns. It counts towards the rate limits, but never waits.
   * @throws BotpitError `connection/not-open` when it cannot leave now, `move/not-json`, and `usage` over 64 KiB
   */
  send(command: Command): void {
    this.#core.outbox.send(command);
  }

  /** How long the rate limits hold so many commands of the kind back; 0 where they may leave at once. `send` does not wait. */
  waitMs(kind: RateLimited, count = 1): number {
    return this.#core.outbox.limits.waitMs(kind, count);
  }

  /** Calls the listener for every event of the type, at once and in order. Returns what takes it off again. */
  on<T extends ClientEventType>(type: T, listener: (event: EventOf<T>) => unknown): () => void {
    return this.#core.announcer.on(type, listener);
  }

  /**
   * All events from now on, for one `for await` loop. It ends after `closed`: with the error of a fatal end, if it was one.
   * A loop that falls more than 1,024 events behind ends with an error.
   */
  events(): AsyncIterableIterator<ClientEvent, undefined> {
    return this.#core.announcer.stream();
  }

  onConnected(handler: EventHandler<{ agent_id: string; agent_name: string }>): this {
    this.on('connected', ({ agent_id, agent_name }) => handler({ agent_id, agent_name }));
    return this;
  }

  /** For the end of every session, whoever ended it. */
  onDisconnect(handler: EventHandler<void>): this {
    this.on('disconnected', () => handler());
    return this;
  }

  /**
   * For the arena's errors, and for failures on this side: refused commands, failed handlers, fatal ends. What the official
   * SDK reports too has the code that it has there: `ws_error` for `connection/unreachable`, `session_replaced` for
   * `auth/replaced`. `on('error')` gives the codes as they are.
   */
  onError(handler: EventHandler<{ code: string; message: string }>): this {
    this.on('error', ({ code, message }) => handler({ code: SDK_CODES.get(code) ?? code, message }));
    return this;
  }

  onMatchFound(handler: EventHandler<MatchFoundEvent>): this {
    return this.#listen('match_found', handler);
  }

  onGameStart(handler: EventHandler<GameStartEvent>): this {
    return this.#listen('game_start', handler);
  }

  onYourTurn(handler: EventHandler<YourTurnEvent>): this {
    return this.#listen('your_turn', handler);
  }

  onRoundResult(handler: EventHandler<RoundResultEvent>): this {
    return this.#listen('round_result', handler);
  }

  onGameOver(handler: EventHandler<GameOverEvent>): this {
    return this.#listen('game_over', handler);
  }

  onQueueJoined(handler: EventHandler<QueueJoinedEvent>): this {
    return this.#listen('queue_joined', handler);
  }

  onQueueUpdate(handler: EventHandler<QueueUpdateEvent>): this {
    return this.#listen('queue_update', handler);
  }

  onQueueLeft(handler: EventHandler<void>): this {
    this.on('queue_left', () => handler());
    return this;
  }

  onTauntReceived(handler: EventHandler<TauntReceivedEvent>): this {
    return this.#listen('taunt_received', handler);
  }

  onOpponentMoved(handler: EventHandler<OpponentMovedEvent>): this {
    return this.#listen('opponent_moved', handler);
  }

  onChallengeCreated(handler: EventHandler<ChallengeCreatedEvent>): this {
    return this.#listen('challenge_created', handler);
  }

  onChallengeAccepted(handler: EventHandler<ChallengeAcceptedEvent>): this {
    return this.#listen('challenge_accepted', handler);
  }

  onChallengeCancelled(handler: EventHandler<ChallengeCancelledEvent>): this {
    return this.#listen('challenge_cancelled', handler);
  }

  /** The SDK's types promise more than the wire does, so its handlers do not fit the exact ones. */
  #listen<T>(type: ClientEventType, handler: EventHandler<T>): this {
    this.on(type, handler as EventHandler<unknown>);
    return this;
  }

  #wager(wagerSol: number | string, commandFor: (lamports: Lamports) => Command): Promise<void> {
    let lamports: Lamports;
    try {
      lamports = parseSol(wagerSol);
    } catch (error) {
      return this.#core.outbox.refuse(error as BotpitError);
    }
    return this.#core.outbox.command(commandFor(lamports));
  }
}
