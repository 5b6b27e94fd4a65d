import { randomBytes } from 'node:crypto';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import type { GameId } from '../../games/index.js';
import { type CheckLine, clean, formatCheck, formatCheckSummary, formatCheckTitle } from '../../ui/index.js';
import { type Finding, failed, passed } from '../check/card.js';
import { closed, type Examined, examine, open, type Subject } from '../check/examine.js';
import { judgeAll, judgeGame } from '../check/judge-strategy.js';
import { spar } from '../check/spar.js';
import type { Flags } from '../command-spec.js';
import { forgetKey } from '../key-hygiene.js';
import type { Io } from '../main.js';
import { styleOf, writeLines } from '../records/style.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/**
 * Tries a strategy by itself and in an arena under every chaos preset, and tells each finding as it comes. At stake is
 * play money; nothing is recorded, and no arena but the embedded one is asked.
 * @returns the exit code: `strategy` where the strategy fails something
 */
export function check(flags: Flags, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    forgetKey(io.env);
    const subject: Subject = {
      spec: config.strategy ?? 'random',
      // In botpit's own thread, an endless loop would be the end of the check too.
      isolation: config.isolation === 'process' ? 'process' : 'worker',
      seed: config.seed ?? randomBytes(4).toString('hex'),
    };
    const card = new Card(config, io);
    card.begin(subject);
    for await (const finding of findings(subject, config.game)) card.add(finding);
    return card.end(subject);
  });
}

/** @param game the one that is asked for; null for every game that the strategy plays */
async function* findings(subject: Subject, game: GameId | null): AsyncGenerator<Finding> {
  const load = { part: 'strategy', name: 'load', game: null } as const;
  try {
    const startMs = performance.now();
    const host = await open(subject, subject.seed, () => undefined);
    const loadMs = Math.round(performance.now() - startMs);
    const { name, isolation } = host;
    await closed(host);
    const plays = host.games.join(', ');
    if (game !== null && !host.games.includes(game)) {
      throw new BotpitError('strategy/no-game', `the strategy ${name} does not play ${game}`, {
        hint: `It plays ${plays}. Name one of these, or none.`,
      });
    }
    const games = game === null ? host.games : [game];
    const tried = game === null ? '' : `; ${game} is tried`;
    yield passed(load, `${name} (${isolation}) in ${loadMs} ms; it plays ${plays}${tried}`);
    const all: Examined[] = [];
    for await (const examined of examine(subject, games)) {
      all.push(examined);
      yield* judgeGame(examined);
    }
    yield* judgeAll(all, games.slice(all.length));
    const decisions = all.flatMap(({ main }) => main.decisions);
    yield* spar({ subject, games, decisions });
  } catch (error) {
    if (!(error instanceof BotpitError && error.code.startsWith('strategy/'))) throw error;
    yield failed(
      load,
      error.message,
      error.hint ?? 'Mend the strategy: `botpit strategies <file>` loads it alone.',
    );
  }
}

/** Shows the findings, and counts them. */
class Card {
  readonly #config: Config;
  readonly #io: Io;
  readonly #counts: Record<CheckLine['verdict'], number> = { ok: 0, warning: 0, failed: 0 };
  readonly #blamed = new Set<Finding['blame']>();
  #part: CheckLine['part'] | null = null;

  constructor(config: Config, io: Io) {
    this.#config = config;
    this.#io = io;
  }

  begin({ spec, seed }: Subject): void {
    if (!this.#config.json && !this.#config.quiet) {
      writeLines([`Checking ${clean(spec)}; --seed ${clean(seed)} repeats it.`], this.#io);
    }
  }

  add(finding: Finding): void {
    const { part, name, game, verdict, seen, advice, blame } = finding;
    this.#counts[verdict] += 1;
    this.#blamed.add(blame);
    if (this.#config.json) {
      const about = { part, name, ...(game === null ? {} : { game }) };
      writeJson(this.#io, 'check', { ...about, verdict, seen, advice });
      return;
    }
    if (this.#config.quiet && verdict === 'ok') return;
    const style = styleOf(this.#config, this.#io);
    if (part !== this.#part) writeLines(['', formatCheckTitle(part, style)], this.#io);
    this.#part = part;
    writeLines(formatCheck(finding, style, this.#io.stdout.columns), this.#io);
  }

  /** @returns the exit code */
  end({ spec, seed }: Subject): ExitCode {
    const exitCode = this.#blamed.has('strategy')
      ? EXIT.strategy
      : this.#blamed.has('botpit')
        ? EXIT.unexpected
        : EXIT.ok;
    const counts = this.#counts;
    if (this.#config.json) {
      writeJson(this.#io, 'check_result', { exit_code: exitCode, strategy: spec, seed, ...counts });
    } else {
      writeLines(['', formatCheckSummary(counts, styleOf(this.#config, this.#io))], this.#io);
    }
    return exitCode;
  }
}
