import { BotpitError } from '../../errors.js';
import { GAME_IDS, type GameId } from '../../games/index.js';
import { within } from '../../lib/clock.js';
import { queryOf, type StrategySpec } from '../../lib/strategy-spec.js';
import type { TauntId } from '../../protocol/index.js';
import type { AnyMatch, AnyParams, AnyRound, AnyTauntEvent, MatchEnd } from '../contract.js';
import {
  HistorySent,
  type Isolation,
  type Question,
  Reply,
  StrategyFailure,
  type StrategyHost,
  type StrategyReport,
  TauntReader,
  type TroubleCode,
} from '../host.js';
import type { DependsOn, StrategySnapshot } from '../identity/identity.js';
import type { FileHash } from '../identity/loaded-files.js';
import { checkGames } from '../load.js';
import { declaredParams, type SetParam, setParams } from '../params.js';
import { type FromStrategy, type Link, type OpenLink, refusalIn } from './link.js';

export interface RemoteOptions {
  readonly isolation: Isolation | 'command';
  readonly fallbackName: string;
  /** What its parameters are to be set to. */
  readonly params: StrategySpec['params'] | undefined;
  readonly seed: string;
  readonly open: OpenLink;
  /** What it was when it was opened before, where it was; else it is asked what that is. */
  readonly snapshot: StrategySnapshot | null;
  readonly identify: (loaded: readonly FileHash[], dependsOn: DependsOn) => Promise<StrategySnapshot>;
  readonly report: (report: StrategyReport) => void;
  readonly loadTimeoutMs: number;
}

/** A strategy that has not said within this time that it has stopped is hung, and is replaced. */
const ABANDON_MS = 250;

interface Pending {
  readonly n: number;
  readonly question: Question;
  readonly reply: Reply;
}

/** A strategy in a worker, a process or a program: one link at a time, replaced when it is lost. */
export class RemoteHost implements StrategyHost {
  name: string;
  games: readonly GameId[] = GAME_IDS;
  params: readonly SetParam[] = [];
  forgetful = false;
  readonly isolation: Isolation | 'command';
  readonly #options: RemoteOptions;
  #snapshot: StrategySnapshot | null;
  #link: Link | undefined;
  #starts = 0;
  /** Whether the link at hand has been asked anything: one that dies before is not replaced until it is needed. */
  #used = false;
  /** Whether the link at hand has loaded its strategy. */
  #isReady = false;
  #hasTaunts = false;
  readonly #sent = new HistorySent();
  readonly #taunts: TauntReader;
  #match: AnyMatch | undefined;
  #rounds: AnyRound[] = [];
  #n = 0;
  #pending: Pending | undefined;
  #taunt: { n: number; resolve(id: TauntId | null): void } | undefined;
  #hung: NodeJS.Timeout | undefined;
  #loading: { resolve(): void; reject(error: Error): void } | undefined;
  #closed = false;

  private constructor(options: RemoteOptions) {
    this.#options = options;
    this.#taunts = new TauntReader(options.report);
    this.#snapshot = options.snapshot;
    this.isolation = options.isolation;
    this.name = options.fallbackName;
  }

  /** Resolves when the strategy is loaded; rejects with a `BotpitError` when it cannot be. */
  static async open(options: RemoteOptions): Promise<RemoteHost> {
    const { fallbackName, loadTimeoutMs } = options;
    const host = new RemoteHost(options);
    const loaded = new Promise<true>((resolve, reject) => {
      host.#loading = { resolve: () => resolve(true), reject };
      host.#start();
    });
    try {
      if (!(await within(loadTimeoutMs, loaded))) {
        const message = `${fallbackName} has not finished loading after ${loadTimeoutMs / 1000} s`;
        throw new BotpitError('strategy/threw-while-loading', message, {
          hint: 'Look for an endless loop or a wait at the top of the file or in `init`.',
        });
      }
    } catch (error) {
      await host.close();
      throw error;
    } finally {
      host.#loading = undefined;
    }
    return host;
  }

  get snapshot(): StrategySnapshot {
    if (this.#snapshot === null) throw new Error('not open yet');
    return this.#snapshot;
  }

  matchStart(match: AnyMatch): void {
    this.#match = match;
    this.#rounds = [];
    if (this.#link === undefined) this.#start();
    else this.#link.send({ tell: 'match_start', match: this.#sent.tell(match) });
  }

  move(question: Question): unknown | Promise<unknown> {
    const link = this.#link ?? this.#start();
    const pending: Pending = { n: ++this.#n, question, reply: new Reply() };
    this.#pending = pending;
    this.#used = true;
    link.send({ tell: 'move', n: pending.n, question });
    link.poll?.();
    return pending.reply.wait();
  }

  abandon(): void {
    if (this.#pending === undefined) return;
    this.#link?.send({ tell: 'abandon', n: this.#pending.n });
    this.#pending = undefined;
    this.#hung ??= setTimeout(() => this.#replace('hung and was stopped'), ABANDON_MS);
  }

  roundEnd(round: AnyRound): void {
    this.#rounds.push(round);
    this.#link?.send({ tell: 'round_end', round });
  }

  matchEnd(end: MatchEnd): void {
    this.#match = undefined;
    this.#rounds = [];
    this.#link?.send({ tell: 'match_end', end });
  }

  taunt(event: AnyTauntEvent): TauntId | null | Promise<TauntId | null> {
    if (!this.#hasTaunts || this.#link === undefined) return null;
    this.#taunt?.resolve(null);
    return new Promise((resolve) => {
      this.#taunt = { n: ++this.#n, resolve };
      this.#link?.send({ tell: 'taunt', n: this.#n, event: this.#sent.tellTaunt(event) });
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#hung);
    this.#fail('the strategy was closed');
    await this.#link?.close();
  }

  #start(): Link {
    // A new seed each time: the same one would repeat the moves that the opponent has just seen.
    const seed = this.#starts === 0 ? this.#options.seed : `${this.#options.seed}/${this.#starts}`;
    this.#starts++;
    this.#sent.forget();
    this.#used = false;
    this.#isReady = false;
    const message = (message: FromStrategy) => void (link === this.#link && this.#receive(message));
    const gone = (how: string) => void (link === this.#link && this.#lost(how));
    const link = this.#options.open(seed, { message, gone }, this.#snapshot);
    this.#link = link;
    if (this.#match !== undefined) link.send({ tell: 'match_start', match: this.#match });
    for (const round of this.#rounds) link.send({ tell: 'round_end', round });
    return link;
  }

  #receive(message: FromStrategy) {
    switch (message.tell) {
      case 'answer':
      case 'threw':
        return this.#answered(message);
      case 'abandoned':
        return this.#alive();
      case 'output':
        return this.#options.report({ kind: 'output', line: message.line });
      case 'trouble':
        return this.#trouble(message.code, message.message);
      case 'ready':
        return this.#ready(message);
      case 'not_loaded':
        // After `ready` it can only be the strategy itself that says so.
        if (this.#isReady) return;
        return this.#notLoaded(refusalIn(message));
      default:
        return message satisfies never;
    }
  }

  #answered(answer: Extract<FromStrategy, { tell: 'answer' | 'threw' }>): void {
    const pending = this.#pending;
    if (pending?.n === answer.n) {
      this.#pending = undefined;
      this.#alive();
      if (answer.tell === 'threw') pending.reply.fail(new StrategyFailure('threw', answer.message));
      else pending.reply.take(answer.value);
    } else if (this.#taunt?.n === answer.n) {
      if (answer.tell === 'threw') this.#trouble('strategy/threw', `taunt: ${answer.message}`);
      this.#taunt.resolve(answer.tell === 'answer' ? this.#taunts.read(answer.value) : null);
      this.#taunt = undefined;
    } else this.#alive();
  }

  #ready(message: Extract<FromStrategy, { tell: 'ready' }>) {
    // A program that takes long to start declares itself late.
    this.forgetful = message.forgetful;
    const { params: given = {}, fallbackName } = this.#options;
    const { name = fallbackName } = message;
    const isLate = this.#isReady;
    let changed: AnyParams;
    try {
      if (!isLate) this.games = checkGames(message.games);
      ({ params: this.params, changed } = setParams(declaredParams(message.params), given, name));
    } catch (error) {
      return isLate ? undefined : this.#notLoaded(error as BotpitError);
    }
    if (isLate) return;
    this.#isReady = true;
    this.#hasTaunts = message.taunts;
    this.name = `${name}${queryOf(changed)}`;
    const loading = this.#loading;
    if (this.#snapshot !== null) return loading?.resolve();
    this.#options.identify(message.files, { ...message.dependencies, params: changed }).then(
      (snapshot) => {
        this.#snapshot = snapshot;
        loading?.resolve();
      },
      (error: Error) => loading?.reject(error),
    );
  }

  #notLoaded(error: BotpitError) {
    if (this.#loading !== undefined) return this.#loading.reject(error);
    // It did load once: the file has been changed since, or it does not always load.
    const link = this.#link;
    this.#link = undefined;
    void link?.kill();
    this.#fail(error.message);
    this.#trouble('strategy/restarted', `the strategy could not be started again: ${error.message}`);
  }

  #lost(how: string) {
    this.#link = undefined;
    this.#alive();
    if (this.#loading !== undefined) {
      const message = `the strategy ended while loading: ${how}`;
      return this.#loading.reject(new BotpitError('strategy/threw-while-loading', message));
    }
    this.#fail(`the strategy ${how}`);
    this.#restarted(how);
    if (this.#used && !this.#closed) this.#start();
  }

  /** Ends what runs and starts anew; a question asked in the meantime is asked again. */
  #replace(why: string): void {
    const link = this.#link;
    if (link === undefined || this.#closed) return;
    this.#alive();
    void link.kill();
    this.#restarted(why);
    const next = this.#start();
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#used = true;
    next.send({ tell: 'move', n: pending.n, question: pending.question });
    next.poll?.();
  }

  #restarted(why: string): void {
    this.#trouble('strategy/restarted', `the strategy ${why}; it starts again with an empty memory`);
  }

  #trouble(code: TroubleCode, message: string): void {
    this.#options.report({ kind: 'trouble', code, message });
  }

  #alive(): void {
    clearTimeout(this.#hung);
    this.#hung = undefined;
  }

  #fail(message: string): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reply.fail(new StrategyFailure('crashed', message));
    this.#taunt?.resolve(null);
    this.#taunt = undefined;
  }
}
