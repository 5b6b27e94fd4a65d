import { randomBytes } from 'node:crypto';
import { type Finding, reportCard, type Subject } from '../../check/index.js';
import type { Config } from '../../config/index.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { clean, formatCheck, formatCheckSummary, formatCheckTitle } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { styleOf, writeJson, writeLines } from '../output.js';

/**
 * Tries a strategy by itself and in an arena under every chaos preset, and tells each finding as it comes. At stake is
 * play money; nothing is recorded, and no arena but the embedded one is asked.
 * @returns the exit code: `strategy` where the strategy fails something
 */
export async function check({ config }: Given<'config'>, io: Io): Promise<number> {
  const subject: Subject = {
    spec: config.strategy ?? 'random',
    // In botpit's own thread, an endless loop would be the end of the check too.
    isolation: config.isolation === 'process' ? 'process' : 'worker',
    seed: config.seed ?? randomBytes(4).toString('hex'),
  };
  const card = new Card(config, io);
  card.begin(subject);
  for await (const finding of reportCard(subject, config.game)) card.add(finding);
  return card.end(subject);
}

/** Shows the findings, and counts them. */
class Card {
  readonly #config: Config;
  readonly #io: Io;
  readonly #counts: Record<Finding['verdict'], number> = { ok: 0, warning: 0, failed: 0 };
  readonly #causes = new Set<Finding['causedBy']>();
  #part: Finding['part'] | null = null;

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
    const { part, name, game, verdict, seen, advice, causedBy } = finding;
    this.#counts[verdict] += 1;
    this.#causes.add(causedBy);
    if (this.#config.json) {
      const about = { part, name, ...(game === null ? {} : { game }) };
      writeJson(this.#io, { event: 'check', ...about, verdict, seen, advice });
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
    const exitCode = this.#causes.has('strategy')
      ? EXIT.strategy
      : this.#causes.has('botpit')
        ? EXIT.unexpected
        : EXIT.ok;
    const counts = this.#counts;
    if (this.#config.json) {
      writeJson(this.#io, { event: 'check_result', exitCode, strategy: spec, seed, ...counts });
    } else {
      writeLines(['', formatCheckSummary(counts, styleOf(this.#config, this.#io))], this.#io);
    }
    return exitCode;
  }
}
