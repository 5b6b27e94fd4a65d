// What a program without botpit would ask a book: its sums, grouped by one column.
import { join } from 'node:path';
import Database from 'libsql';

const [folder, column] = process.argv.slice(2);
const book = new Database(join(folder, 'real.db'), { readonly: true });
const rows = book
  .prepare(
    `SELECT ${column}, count(*), sum(net_lamports), sum(wager_lamports), sum(won_wager_lamports), sum(won_payout_lamports),
      sum(for_money), sum(fallbacks), sum(timeouts) FROM summaries GROUP BY ${column}`,
  )
  .all();
process.stdout.write(`${JSON.stringify(rows)}\n`);
