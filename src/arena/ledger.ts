import { type Lamports, settle } from '../wager.js';

/** Where the wagers of matches in progress are. */
export const ESCROW = 'escrow';
/** Where the arena's fees go. */
export const FEES = 'fees';

/** Play money, for reading. Amounts are exact, however much has been played for. */
export interface LedgerView {
  /** An agent id, `ESCROW` or `FEES`. Negative where more was lost than won: play money is on credit. */
  balance(account: string): bigint;
  /** Every account that money has ever passed through. */
  accounts(): ReadonlyMap<string, bigint>;
  /** The sum over all accounts: always 0. */
  total(): bigint;
}

/** Double-entry: every change takes from one account what it gives to another. */
export class Ledger implements LedgerView {
  readonly #balances = new Map<string, bigint>();

  balance(account: string): bigint {
    return this.#balances.get(account) ?? 0n;
  }

  accounts(): ReadonlyMap<string, bigint> {
    return this.#balances;
  }

  total(): bigint {
    let total = 0n;
    for (const balance of this.#balances.values()) total += balance;
    return total;
  }

  /** Both sides put in the wager of a match. */
  stake(ids: readonly [string, string], wagerLamports: Lamports): void {
    for (const id of ids) this.#transfer(id, ESCROW, BigInt(wagerLamports));
  }

  /** Pays out a match that `winner` has won and takes the fee. */
  payWinner(winner: string, wagerLamports: Lamports): void {
    const fee = BigInt(settle(wagerLamports).feeLamports);
    this.#transfer(ESCROW, FEES, fee);
    this.#transfer(ESCROW, winner, 2n * BigInt(wagerLamports) - fee);
  }

  /** Gives both wagers back. */
  refund(ids: readonly [string, string], wagerLamports: Lamports): void {
    for (const id of ids) this.#transfer(ESCROW, id, BigInt(wagerLamports));
  }

  #transfer(from: string, to: string, amount: bigint): void {
    if (amount === 0n) return;
    this.#balances.set(from, this.balance(from) - amount);
    this.#balances.set(to, this.balance(to) + amount);
  }
}
