import { expect, test } from 'vitest';
import type { Floor } from '../../src/arena/floor.js';
import { Ledger } from '../../src/arena/ledger.js';
import type { Player, Terms } from '../../src/arena/seat.js';
import { Table } from '../../src/arena/table.js';
import { GAME_IDS, gameOf } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import type { GameOverMessage, ServerMessage } from '../../src/protocol/index.js';
import { FakeClock } from '../support/fake-clock.js';

const SEED = Number(process.env.LEDGER_SEED ?? Date.now() % 1_000_000);

/** Answers at random: a legal move, none at all, or resignation. */
class RandomPlayer implements Player {
  over: GameOverMessage | null = null;
  #table: Table | null = null;

  constructor(
    readonly id: string,
    readonly name: string,
    readonly terms: Terms,
    readonly random: () => number,
  ) {}

  send(message: ServerMessage): void {
    if (message.type === 'game_over') this.over = message;
    if (message.type !== 'your_turn') return;
    const { game_state: state } = message;
    const table = this.#table;
    if (this.random() < 0.15) return;
    queueMicrotask(() => {
      if (this.random() < 0.05) table?.resign(this);
      else table?.move(this, gameOf(this.terms.game).randomMove(state, this.random));
    });
  }

  sit(table: Table): void {
    this.#table = table;
  }

  rise(): void {
    this.#table = null;
  }
}

test(`thousands of matches keep the books balanced (LEDGER_SEED=${SEED})`, async () => {
  const random = createRng(`ledger ${SEED}`);
  const clock = new FakeClock();
  const ledger = new Ledger();
  const terminations = new Map<string, number>();
  const floor: Floor = {
    clock,
    ledger,
    newSeed: () => Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join(''),
    turnTimeoutMs: 100,
    tables: new Set(),
    emit: (event) => {
      if (event.event !== 'match_ended') return;
      const how = event.winner ? event.termination : 'draw';
      terminations.set(how, (terminations.get(how) ?? 0) + 1);
    },
  };
  const owed = new Map<string, bigint>();
  for (let i = 0; i < 3_000; i++) {
    const sandbox = random() < 0.1;
    const wagerLamports = sandbox ? 0 : Math.floor(random() * 10 ** Math.floor(random() * 16));
    const terms = { game: GAME_IDS[i % GAME_IDS.length] ?? 'rps', wagerLamports, sandbox };
    const players = [0, 1].map(
      (n) => new RandomPlayer(`agent ${Math.floor(random() * 20) * 2 + n}`, 'x', terms, random),
    );
    const [first, second] = players as [RandomPlayer, RandomPlayer];
    new Table(floor, terms, first, second).start();
    expect(ledger.balance('escrow')).toBe(2n * BigInt(wagerLamports));
    expect(ledger.total()).toBe(0n);
    while (!first.over) {
      await new Promise<void>((resolve) => queueMicrotask(resolve));
      if (!first.over) clock.advance(100);
    }
    for (const { id, over } of players) {
      owed.set(id, (owed.get(id) ?? 0n) + BigInt(over?.payout_lamports ?? 0) - BigInt(wagerLamports));
    }
    expect(floor.tables.size + clock.pending).toBe(0);
    expect(ledger.balance('escrow')).toBe(0n);
    expect(ledger.total()).toBe(0n);
  }
  for (const [id, balance] of owed) expect(ledger.balance(id)).toBe(balance);
  expect([...terminations.keys()].sort()).toEqual(['draw', 'normal', 'resign', 'timeout']);
});
