import type { BotpitClient, ClientEventType, Command } from '../client/index.js';
import { BotpitError, type ErrorCode } from '../errors.js';
import { EXIT, type SessionEndReason } from '../exit-codes.js';
import { type GameId, gameOf } from '../games/index.js';
import { type Book, LOCAL_ARENA, type MatchRecord } from '../history/index.js';
import { type Clock, realClock } from '../lib/clock.js';
import { mostRounds } from '../match/index.js';
import { Drive, LoopSpin, type StrategyHost } from '../strategy/index.js';
import { BookEffects } from './book-effects.js';
import { DeadlineTimers, LiveWorld } from './live-world.js';
import { type Effect, type EffectOf, HEARD, type LoopEvent } from './loop-events.js';
import { step } from './machine.js';
import { type EventSink, REPORTS, type RunnerEvent, type Totals } from './runner-events.js';
import { endBy, type SessionEnd } from './session-end.js';
import { type Rules, START } from './state.js';

export interface PlayOptions extends Omit<Rules, 'bot' | 'folderFlag' | 'games' | 'isReal' | 'isPractice'> {
  /** None: the books are in the usual folder. */
  readonly folderFlag?: string;
  readonly client: BotpitClient;
  readonly host: StrategyHost;
  readonly emit: EventSink;
  /** Where money is accounted for and matches are kept; stays open. */
  readonly book: Book;
  /** Told of every match once, when it is over and recorded. What it throws ends the session. */
  readonly onMatch?: (record: MatchRecord) => void;
  /** For tests, as is the client's. Default: the system's. */
  readonly clock?: Clock;
}

/** How the client's errors say that a move did not leave. */
const NOT_SENT: ReadonlySet<string> = new Set<ErrorCode>([
  'connection/not-open',
  'move/too-late',
  'move/not-json',
  'usage',
]);

/**
 * Plays until the end: asks the machine what to do about each event, and does it. All that touches the client, the clock and the
 * strategy is here, and with `BookEffects` all that touches the books.
 */
export class PlayLoop {
  readonly #client: BotpitClient;
  readonly #host: StrategyHost;
  readonly #emit: EventSink;
  readonly #world: LiveWorld;
  readonly #drive: Drive;
  readonly #books: BookEffects;
  /** Awaits the next turn in rapid play, where its way to another process and back is to be made up for. */
  readonly #spin: LoopSpin | null;
  readonly #ended: Promise<SessionEnd>;
  #settle: { resolve(end: SessionEnd): void; reject(bug: unknown): void } | undefined;
  #state = START;
  /** What has happened while a step was being performed. */
  readonly #events: LoopEvent[] = [];
  #isBusy = false;
  /** Reported while steps were being performed, and told after them: a move leaves first. */
  readonly #untold: RunnerEvent[] = [];
  readonly #timers: DeadlineTimers;

  constructor(options: PlayOptions) {
    const { client, host, emit, book, onMatch, clock = realClock, folderFlag = '', ...rules } = options;
    const { archive, ledger } = book;
    this.#client = client;
    this.#host = host;
    this.#emit = emit;
    this.#timers = new DeadlineTimers(clock, (name) => this.#happen({ type: 'deadline', name }));
    const { arena, bot } = ledger.context;
    const isReal = rules.wagerLamports > 0 && arena !== LOCAL_ARENA;
    const isPractice = archive.book === 'practice';
    const { games } = host;
    this.#world = new LiveWorld({ ...rules, bot, folderFlag, games, isReal, isPractice }, client, clock);
    this.#drive = new Drive(host, clock);
    this.#spin = host.isolation === 'inline' || host.isolation === 'worker' ? null : new LoopSpin();
    this.#books = new BookEffects({
      book,
      emit: (event) => this.#tell(event),
      onMatch,
      happen: (event) => this.#happen(event),
      look: () => this.#world.look(),
    });
    const { frames } = this.#books;
    client.onFrame((direction, text) => frames.take(direction, text, clock));
    this.#ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  get totals(): Totals {
    return this.#state.tally.totals;
  }

  /**
   * Plays until the end, once. The first connection is tried once; later ones are sought for the client's
   * `giveUpAfterMs`. No event follows after it has resolved. Rejects only for a bug.
   */
  async run(): Promise<SessionEnd> {
    if (this.#state.phase.name !== 'over') {
      this.#listen();
      try {
        this.#happen(this.#books.begun());
      } catch (error) {
        this.#fail(error);
      }
    }
    try {
      return await this.#ended;
    } finally {
      await this.#client.disconnect();
    }
  }

  /** Stops when the match in progress is over; when there is none, as soon as the queue or the challenge is left. */
  stop(reason: SessionEndReason, exitCode: number = EXIT.ok): void {
    this.#happen({ type: 'stop', reason, exitCode });
  }

  /** Ends at once; a match in progress is resigned and counts as lost. */
  abort(exitCode: number): void {
    this.#happen({ type: 'abort', exitCode });
  }

  #listen(): void {
    const client = this.#client;
    const report = <Type extends ClientEventType>(type: Type, tell = REPORTS[type]) =>
      client.on(type, (event) => tell && this.#tell(tell(event)));
    for (const type of Object.keys(REPORTS) as ClientEventType[]) report(type);
    for (const type of HEARD) client.on(type, (event) => this.#happen(event));
    client.on('connected', ({ agent_id, agent_name }) => {
      this.#happen({ type: 'connected', mayBeOn: this.#books.mayBeOn });
      this.#books.connected(agent_id, agent_name);
    });
    client.on('disconnected', ({ reason }) =>
      this.#happen({ type: 'disconnected', reason, heardAt: this.#books.frames.heardAt }),
    );
    client.on('closed', ({ error }) => this.#fail(error));
    client.on('error', (event) => {
      const { code, message, cause } = event;
      // With a cause it happened on this side; what is not dealt with here is told by `closed`.
      if (cause === undefined) this.#happen(event);
      else if (code === 'handler_failed') this.#fail(cause);
      else if (NOT_SENT.has(code)) this.#happen({ type: 'not_sent', message });
    });
  }

  /** One step after another: what happens while one is performed comes next. What a move need not wait for comes last. */
  #happen(event: LoopEvent): void {
    if (this.#isBusy) return void this.#events.push(event);
    this.#isBusy = true;
    try {
      for (let next: LoopEvent | undefined = event; next; next = this.#events.shift()) {
        this.#step(next);
        if (this.#events.length === 0) this.#catchUp();
      }
    } catch (bug) {
      this.#break(bug);
    } finally {
      this.#isBusy = false;
    }
  }

  #catchUp(): void {
    this.#timers.follow(this.#state);
    for (let event = this.#untold.shift(); event; event = this.#untold.shift()) this.#emit(event);
  }

  #tell(event: RunnerEvent): void {
    if (this.#isBusy) this.#untold.push(event);
    else this.#emit(event);
  }

  #step(event: LoopEvent): void {
    const [state, effects] = step(this.#state, event, this.#world.look());
    this.#state = state;
    let failure: BotpitError | null = null;
    for (const effect of effects) {
      try {
        // Where the books have failed, that is why.
        if (effect.do === 'finish') this.#settle?.resolve(failure ? endBy(failure) : effect.end);
        else this.#perform(effect);
      } catch (error) {
        if (!(error instanceof BotpitError)) throw error;
        failure ??= error;
        this.#events.push({ type: 'books_failed', error });
      }
    }
  }

  // No function is made in here: for one that is, every effect would pay.
  #perform(effect: Exclude<Effect, { do: 'finish' }>) {
    const client = this.#client;
    switch (effect.do) {
      case 'emit':
        return this.#tell(effect.event);
      case 'move':
        return this.#move(effect);
      case 'ask-move':
        return this.#askMove(effect);
      case 'cancel-move':
        return this.#drive.cancel();
      case 'match-start':
        return this.#drive.start(effect.match);
      case 'round-end':
        return this.#drive.round(effect.round);
      case 'match-end':
        // No turn follows that could come too late.
        this.#spin?.answered();
        return this.#drive.end(effect.end, effect.end.netLamports);
      case 'ask-taunt':
        return this.#askTaunt(effect);
      case 'taunt':
        return this.#taunt(effect);
      case 'send':
        return void this.#send(effect.command);
      case 'connect':
        return void client.connect().catch((error: unknown) => this.#fail(error));
      case 'ping':
        return client.ping();
      case 'drop':
        return client.drop();
      case 'ask-room':
        return this.#askRoom(effect.game);
      default:
        return this.#books.perform(effect);
    }
  }

  #move({ matchId, moveData }: EffectOf<'move'>): void {
    // A rejection comes as an `error` event too, and a promise for every move would be one too many.
    void this.#client.makeMove(matchId, moveData);
    this.#spin?.asked();
  }

  #askMove({ question, game, asked, overheadMs }: EffectOf<'ask-move'>): void {
    this.#spin?.answered();
    this.#drive.decide(game, asked, overheadMs, (decision) =>
      this.#happen({ type: 'decided', question, decision }),
    );
  }

  #askTaunt({ match, event }: EffectOf<'ask-taunt'>): void {
    const answer = this.#host.taunt(event);
    const tell = (tauntId: Awaited<typeof answer>) => {
      if (tauntId !== null) this.#happen({ type: 'taunt_chosen', match, tauntId });
    };
    if (answer instanceof Promise) void answer.then(tell);
    else tell(answer);
  }

  #taunt({ match, matchId, taunt }: EffectOf<'taunt'>): void {
    const { tauntId } = taunt;
    if (this.#client.waitMs('taunt') > 0) return;
    if (!this.#send({ type: 'send_taunt', match_id: matchId, taunt_id: tauntId })) return;
    this.#tell({ event: 'taunt_sent', matchId, tauntId });
    this.#happen({ type: 'taunt_sent', match, taunt });
  }

  #askRoom(game: GameId): void {
    const { entry } = this.#world.rules;
    const kind = entry.by === 'queue' ? 'queue' : 'challenge';
    const moves = mostRounds(gameOf(game));
    const waitMs = Math.max(this.#client.waitMs(kind), this.#client.waitMs('move', moves));
    this.#happen({ type: 'room', waitMs });
  }

  /** Sends on the connection at hand or not at all; where it is gone, `disconnected` is on its way. @returns whether it left */
  #send(command: Command): boolean {
    try {
      this.#client.send(command);
      return true;
    } catch (error) {
      if (error instanceof BotpitError && error.code === 'connection/not-open') return false;
      throw error;
    }
  }

  /** The client has come to an end by itself, or something failed that must not. */
  #fail(error: unknown): void {
    if (error instanceof BotpitError) this.#happen({ type: 'closed', error });
    else if (error !== null) this.#break(error);
  }

  /** Ends for a bug. */
  #break(bug: unknown): void {
    this.#events.length = 0;
    this.#state = { ...this.#state, phase: { name: 'over' } };
    this.#drive.cancel();
    this.#settle?.reject(bug);
    try {
      // What came before the bug is told all the same.
      this.#catchUp();
    } catch {
      // It was told of the first, and the run has ended by it.
    }
  }
}
