import { END_REASONS, EXIT } from '../../exit-codes.js';
import { type Archive, type BookName, LOCAL_ARENA, Selection, type SessionRow } from '../../history/index.js';
import { counted, resumeCommand } from '../../lib/wording.js';
import { formatSol } from '../../wager.js';
import type { WatchBot, WatchFinding, WatchLimitUse, WatchStatus, WatchTotals } from './answers.js';
import type { Books } from './books.js';
import type { LimitUse, RunningSession, WatchSources } from './sources.js';

/** What the books say, whatever runs. */
export interface BookState {
  readonly book: WatchStatus['book'];
  readonly today: WatchTotals;
  readonly findings: readonly WatchFinding[];
  readonly openCount: number;
  readonly openLamports: number;
  readonly bots: readonly string[];
  /** Sessions whose processes run, whether they tell anything or not. */
  readonly running: readonly RunningSession[];
  /** How far the limits of each account are used that plays for money, the furthest first. */
  readonly uses: ReadonlyMap<string, readonly LimitUse[]>;
}

const DAY_MS = 86_400_000;

/** @param now epoch milliseconds */
export function bookState(books: Books, sources: WatchSources, now: number): BookState {
  const real = books.read('real', (archives) => archives.map((archive) => stateOf(archive, sources, now)));
  const practice = books.read('practice', (archives) =>
    archives.map((archive) => stateOf(archive, sources, now)),
  );
  const states = [...real.value, ...practice.value];
  const problems = [...real.problems, ...practice.problems].map(
    (problem) => ({ level: 'bad', bot: null, since: null, ...problem }) as const,
  );
  const book = bookOf(books);
  return {
    book,
    today: todayOf(books, book, now),
    findings: [...problems, ...states.flatMap(({ findings }) => findings)],
    openCount: sum(real.value.map(({ openCount }) => openCount)),
    openLamports: sum(real.value.map(({ openLamports }) => openLamports)),
    bots: [...new Set(states.flatMap(({ bots }) => bots))],
    running: states.flatMap(({ running }) => running),
    uses: new Map(real.value.flatMap(({ uses }) => uses)),
  };
}

/** The book that is read where none is named: of play for money, as soon as there is any, or where there is no other. */
export function bookOf(books: Books): BookName {
  const hasMatches = (archive: Archive) => archive.count({ limit: 1 }) > 0;
  const { value: isPlayed } = books.read('real', (archives) => archives.some(hasMatches));
  return isPlayed || books.read('practice', (archives) => archives.length === 0).value ? 'real' : 'practice';
}

function todayOf(books: Books, book: BookName, now: number): WatchTotals {
  const since = now - (now % DAY_MS);
  const { value: course } = books.read(book, (archives) => new Selection(archives, { since }).course());
  const count = (letter: string) => course.outcomes.split(letter).length - 1;
  const [wins = 0, losses = 0, draws = 0] = ['w', 'l', 'd'].map(count);
  // One under way counts as lost in its book; here it is told as open.
  const netLamports = sum(course.netsLamports.filter((_, i) => course.outcomes[i] !== '?'));
  return { matches: wins + losses + draws, wins, losses, draws, netLamports };
}

function stateOf(archive: Archive, sources: WatchSources, now: number) {
  const accounts = new Map(archive.accounts().map((each) => [each.account, each]));
  const botOf = (account: string | null) => accounts.get(account ?? '')?.bot ?? null;
  const { book } = archive;
  const flag = sources.folderFlag(archive);
  const running = sources.running(archive).map((session) => ({ ...session, book }));
  const findings: WatchFinding[] = [];
  for (const { account, limit, message, trippedAt, until } of archive.latches(now)) {
    const bot = botOf(account);
    const over = until === null ? null : `It ends at ${new Date(until).toISOString()}.`;
    findings.push({
      level: until === null ? 'bad' : 'notice',
      message: `${limit} has tripped: ${message}`,
      hint: over ?? `Look into it, then release it: ${resumeCommand(limit, bot, flag)}`,
      bot,
      since: trippedAt,
    });
  }
  const open = archive.openIntents();
  // While a process plays for it, it is the match under way.
  const left = open.filter(({ account }) => !sources.isPlaying(account, archive));
  for (const account of new Set(left.map((intent) => intent.account))) {
    const intents = left.filter((intent) => intent.account === account);
    const lamports = sum(intents.map(({ wagerLamports }) => wagerLamports));
    findings.push({
      level: 'bad',
      message: `${counted(intents.length, 'commitment')} of ${formatSol(lamports)} SOL without a known end: counted as lost, and nothing plays for them`,
      hint: `Start the bot again, which asks the arena; or close them with \`botpit settle${flag}\`.`,
      bot: botOf(account),
      since: Math.min(...intents.map(({ createdAt }) => createdAt)),
    });
  }
  const alive = new Set(running.map(({ id }) => id));
  for (const session of archive.lastSessions()) {
    const finding = alive.has(session.id) ? null : endOf(session, archive, flag, now);
    if (finding) findings.push(finding);
  }
  const held = new Map(running.map(({ account, limits }) => [account, limits]));
  const uses = archive.standings(now).flatMap((standing) => {
    const limits = held.get(standing.account);
    return limits ? [[standing.account, sources.limitUses(limits, standing)] as const] : [];
  });
  return {
    findings,
    running,
    openCount: book === 'real' ? open.length : 0,
    openLamports: book === 'real' ? sum(open.map(({ wagerLamports }) => wagerLamports)) : 0,
    bots: archive.bots(),
    uses: book === 'real' ? uses : [],
  };
}

/** Ends that somebody wanted, and those of limits, which are told as what has tripped. */
const USUAL: readonly (number | null)[] = [EXIT.ok, EXIT.limit, EXIT.sigint, EXIT.sigterm];

/** What is to be said of the last session of an account, which has ended; null where nothing is. */
function endOf(session: SessionRow, archive: Archive, flag: string, now: number): WatchFinding | null {
  const { arena, bot, startedAt, endedAt, exitCode, reason } = session;
  const since = endedAt ?? Math.max(startedAt, lastMatchAt(archive, bot));
  // An arena of its own has an account of its own each time, and what is long ago has been seen.
  if (arena === LOCAL_ARENA || now - since > DAY_MS || USUAL.includes(endedAt === null ? -1 : exitCode))
    return null;
  if (endedAt === null) {
    const message = 'The last session ended without a word: it was killed, or the power was cut';
    return {
      level: 'bad',
      message,
      hint: `Start the bot again; \`botpit status${flag}\` shows what is open.`,
      bot,
      since,
    };
  }
  const why = END_REASONS[reason as keyof typeof END_REASONS] ?? reason ?? 'it did not say why';
  const message = `The last session has ended: ${why}`;
  const hint = `See its log or \`botpit status${flag}\`, then start it again.`;
  return { level: 'bad', message, hint, bot, since };
}

/** When the newest match of a bot began: it was alive then. */
function lastMatchAt(archive: Archive, bot: string | null): number {
  return archive.newestBefore({ bot: bot ?? '' }, null, 1)[0]?.match.startedAt ?? 0;
}

const LEVELS = ['bad', 'notice'] as const;

/** Is all well? @param bots those that run */
export function statusOf(
  state: BookState,
  bots: readonly WatchBot[],
  { version }: WatchSources,
  at: number,
): WatchStatus {
  const findings = [...state.findings, ...bots.flatMap(findingsOf)].sort(
    (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level),
  );
  const uses = bots.flatMap((bot): readonly WatchLimitUse[] => bot.uses);
  const worst = findings[0]?.level;
  return {
    version,
    at,
    verdict: worst ?? (bots.length > 0 ? 'good' : 'idle'),
    findings,
    running: bots.length,
    today: state.today,
    play: state.book === 'practice',
    nearest: uses.reduce<WatchLimitUse | null>(
      (most, use) => (most && most.share >= use.share ? most : use),
      null,
    ),
    openCount: state.openCount,
    openLamports: state.openLamports,
    book: state.book,
    bots: state.bots,
  };
}

function findingsOf({ bot, isHalted, phase, pid }: WatchBot): WatchFinding[] {
  if (isHalted) {
    const message = `process ${pid} is stopped and does nothing: its match runs out of time`;
    return [{ level: 'bad', message, hint: `Continue it: \`kill -CONT ${pid}\``, bot, since: null }];
  }
  if (phase.is === 'reconnecting') {
    const message = `no connection to the arena: ${phase.reason}`;
    return [{ level: 'notice', message, hint: 'It keeps trying.', bot, since: null }];
  }
  return [];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
