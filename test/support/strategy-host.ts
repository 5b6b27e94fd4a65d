import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gameOf } from '../../src/games/index.js';
import {
  type Decision,
  Drive,
  type Match,
  type OpenOptions,
  openStrategy,
  type Round,
  type StrategyHost,
} from '../../src/strategy/index.js';
import { FakeClock } from './fake-clock.js';

/** The file of a strategy that misbehaves in round 1. */
export function badStrategy(name: string): string {
  return fileURLToPath(new URL(`./bad-strategies/${name}.ts`, import.meta.url));
}

export const match: Match<'rps'> = {
  game: 'rps',
  matchId: 'm1',
  side: 'a',
  opponent: { id: 'o1', name: 'Opponent', history: [] },
  wager: 0,
};

export const firstRound: Round<'rps'> = {
  round: 1,
  state: {},
  result: {
    winner: 'b',
    your_move: { choice: 'rock' },
    opponent_move: { choice: 'paper' },
    your_choice: 'rock',
    opponent_choice: 'paper',
  },
  outcome: 'loss',
  score: { mine: 0, theirs: 1 },
};

/** A host in a match of rps, with all that it reported. */
export class Table implements AsyncDisposable {
  readonly output: string[] = [];
  readonly troubles: { code: string; message: string }[] = [];
  /** Stands still, so that no turn is late by accident. */
  readonly #clock = new FakeClock(Date.now());
  #host: StrategyHost | undefined;
  #decider: Drive | undefined;

  static async open(spec: string, options: Partial<OpenOptions> = {}): Promise<Table> {
    const table = new Table();
    const host = await openStrategy(spec, {
      seed: 'test',
      report(report) {
        if (report.kind === 'output') table.output.push(report.line);
        else table.troubles.push(report);
      },
      ...options,
    });
    host.matchStart(match);
    table.#host = host;
    table.#decider = new Drive(host, table.#clock);
    return table;
  }

  get host(): StrategyHost {
    if (this.#host === undefined) throw new Error('not open');
    return this.#host;
  }

  get codes(): string[] {
    return this.troubles.map(({ code }) => code);
  }

  ask(round: number): Promise<Decision> {
    return new Promise((resolve) => {
      const asked = { matchId: 'm1', round, state: {}, score: { mine: 0, theirs: 0 }, timeoutMs: 20_000 };
      this.#decider?.decide(gameOf('rps'), asked, 1000, resolve);
    });
  }

  /** The time for the turn that is pending goes by. */
  timeIsUp(): void {
    this.#clock.advance(19_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
  }
}

/** A temporary folder with these files in it. */
export function folderWith(files: Record<string, string>): { path(name: string): string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return {
    path: (name) => join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
