import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { BOOK_NAMES, type Control, openControl } from '../history/index.js';
import { type Diagnosis, ok, problem, warning } from './diagnosis.js';

/** Whether the books can be read and written. */
export async function checkBooks(folder: string): Promise<Diagnosis> {
  const found: string[] = [];
  let standing: Diagnosis | null = null;
  try {
    for (const book of BOOK_NAMES) {
      const control = await openControl(folder, book);
      if (!control) continue;
      found.push(`${book}: ${control.check()}`);
      if (book === 'real') standing = standingOf(control);
      control.close();
    }
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    return problem(EXIT.records, error.message, error.hint ?? '');
  }
  if (standing) return standing;
  return ok(found.length === 0 ? 'nothing recorded yet' : found.join(', '));
}

/** What of the book for money keeps play up; null where nothing does. */
function standingOf(control: Control): Diagnosis | null {
  const latch = control.latches(Date.now()).find(({ until }) => until === null);
  if (latch) {
    const exitCode = latch.limit === 'fairness' ? EXIT.unfair : EXIT.limit;
    return problem(
      exitCode,
      `${latch.limit} is latched: ${latch.message}`,
      `\`botpit resume ${latch.limit}\` lets play go on.`,
    );
  }
  const open = control.openIntents().length;
  if (open === 0) return null;
  const what = open === 1 ? 'one commitment is' : `${open} commitments are`;
  return warning(`${what} not settled and counts as lost`, '`botpit status` lists what is open.');
}
