import type { GameId } from '../games/index.js';
import { isThenable } from '../lib/shape.js';
import { queryOf, type StrategySpec } from '../lib/strategy-spec.js';
import type { TauntId } from '../protocol/index.js';
import type { AnyMatch, AnyRound, AnyStrategy, AnyTauntEvent, MatchEnd } from './contract.js';
import {
  HistorySent,
  type Question,
  StrategyFailure,
  type StrategyHost,
  type StrategyReport,
  TauntReader,
} from './host.js';
import type { StrategySnapshot } from './identity/identity.js';
import type { RemoteOptions } from './isolation/remote.js';
import { checkGames, declared, loadRecorded, refusal } from './load.js';
import { type SetParam, setParams } from './params.js';
import type { FileSource } from './resolve.js';
import { awaited, Session } from './session.js';
import { describeThrown } from './thrown.js';

export interface InlineOptions extends Pick<RemoteOptions, 'seed' | 'fallbackName' | 'report'> {
  /** Absent for a strategy that is not a file. */
  readonly snapshot?: StrategySnapshot;
  /** What its parameters are to be set to. */
  readonly params?: StrategySpec['params'] | undefined;
}

/** Loads a strategy into botpit's own thread: the quickest way, and one that an endless loop or an exit takes along. */
export async function openInline(
  source: FileSource,
  options: InlineOptions,
  identify: RemoteOptions['identify'],
): Promise<StrategyHost> {
  try {
    const [strategy, files] = await loadRecorded(source, false);
    const { params, dependencies } = declared(strategy);
    const { changed } = setParams(params, source.params ?? {}, source.name);
    const snapshot = await identify(files, { ...dependencies, params: changed });
    const host = new InlineHost(strategy, { ...options, snapshot, params: source.params });
    await host.init();
    return host;
  } catch (error) {
    throw refusal(error, source.file);
  }
}

/** A strategy that is there already, as an object: for the lab, tests and programs that use the library. */
export class InlineHost implements StrategyHost {
  readonly name: string;
  readonly params: readonly SetParam[];
  readonly games: readonly GameId[];
  readonly forgetful: boolean;
  readonly snapshot: StrategySnapshot;
  readonly isolation = 'inline';
  readonly #sent = new HistorySent();
  readonly #session: Session;
  readonly #report: (report: StrategyReport) => void;
  readonly #taunts: TauntReader;

  /** @throws BotpitError `strategy/no-game`, `strategy/declaration`, or what a getter of the strategy throws; ParamsError */
  constructor(strategy: AnyStrategy, options: InlineOptions) {
    const { name = options.fallbackName, games, forgetful, params: known } = declared(strategy);
    const { values, changed, params } = setParams(known, options.params ?? {}, name);
    this.name = `${name}${queryOf(changed)}`;
    this.params = params;
    this.games = checkGames(games);
    this.forgetful = forgetful;
    this.snapshot = options.snapshot ?? { spec: '', version: 'unknown', code: '', files: [] };
    this.#report = options.report;
    this.#taunts = new TauntReader(options.report);
    this.#session = new Session(strategy, values, options.seed, (message) => this.#trouble(message));
  }

  init(): Promise<void> {
    return this.#session.init();
  }

  matchStart(match: AnyMatch): void {
    const told = this.#sent.tell(match);
    // The session makes a match object of its own; only a history from outside is shared with others.
    this.#session.matchStart(told.opponent.history.length === 0 ? told : copyOf(told));
  }

  move(question: Question): unknown | Promise<unknown> {
    const { matchId, round, state, score, deadline } = question;
    const failed = (error: unknown) => {
      throw new StrategyFailure('threw', describeThrown(error));
    };
    try {
      const answer = this.#session.move({
        matchId,
        round,
        state: copyOf(state),
        score: { mine: score.mine, theirs: score.theirs },
        deadline,
      });
      return isThenable(answer) ? awaited(answer).catch(failed) : answer;
    } catch (error) {
      return failed(error);
    }
  }

  abandon(): void {
    this.#session.abandon();
  }

  roundEnd(round: AnyRound): void {
    this.#session.roundEnd(copyOf(round));
  }

  matchEnd(end: MatchEnd): void {
    this.#session.matchEnd(copyOf(end));
  }

  taunt(event: AnyTauntEvent): TauntId | null | Promise<TauntId | null> {
    const read = (value: unknown) => this.#taunts.read(value);
    const failed = (error: unknown) => {
      this.#trouble(`taunt: ${describeThrown(error)}`);
      return null;
    };
    try {
      if (!this.#session.hasTaunts) return null;
      const value = this.#session.taunt(copyOf(this.#sent.tellTaunt(event)));
      return isThenable(value) ? awaited(value).then(read, failed) : read(value);
    } catch (error) {
      return failed(error);
    }
  }

  async close(): Promise<void> {
    this.#session.abandon();
  }

  #trouble(message: string): void {
    this.#report({ kind: 'trouble', code: 'strategy/threw', message });
  }
}

/** A copy of plain data; some twenty times quicker than `structuredClone` on what a turn holds. */
function copyOf<Data>(data: Data): Data {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(copyOf) as Data;
  const copy: Record<string, unknown> = {};
  for (const key in data) copy[key] = copyOf(data[key]);
  return copy as Data;
}
