import type { GameId } from '../games/index.js';
import { counted } from '../lib/wording.js';
import type { Decision, MoveFault } from '../strategy/index.js';
import type { Examined } from './examine.js';
import { type Finding, failed, type Judgement, passed, warned } from './finding.js';
import { WEIGHED_EVERY } from './instrument.js';
import { type Practice, SLOW_SHARE } from './practice.js';

/** What goes wrong in a turn, and what to do about it. */
const FAULTS: Readonly<Record<MoveFault, readonly [what: string, advice: string]>> = {
  threw: [
    'throws',
    'Catch the error at the named line; the fallback move is played in its place, and that may lose.',
  ],
  crashed: [
    'crashes',
    'It must not end its process or fill its memory: it starts again with an empty memory, and the turn is lost.',
  ],
  illegal: [
    'makes illegal moves',
    'Compare with the legal moves: `botpit games <game>`. The fallback move is played in place of others.',
  ],
  late: [
    'hangs',
    'Answer before `turn.deadline`, and stop when `turn.signal` fires. A bot that hangs is restarted.',
  ],
  'not-its-game': ['plays another game', 'Name the games that it plays in `games`.'],
};

const EDGE_ADVICE =
  'Bear with gaps: rounds may be missing from `turn.rounds`, their `state` may be null, and `opponent.history` may be long.';

/** As much as a session lets a strategy have. */
const HEAP_BYTES = 512 * 2 ** 20;
/** Fewer matches than this until the memory is full. */
const FEW_MATCHES = 10_000;

/** What one game says of the strategy. */
export function judgeGame(examined: Examined): Finding[] {
  const { id } = examined.game;
  return [about('moves', movesOf(examined), id), about('edges', edgesOf(examined), id)];
}

/** What all games together say of it. */
export function judgeAll(all: readonly Examined[], skipped: readonly GameId[]): Finding[] {
  const seen = `there was no time left for ${skipped.join(', ')}`;
  const advice = 'Name fewer games in `games`, or answer more quickly.';
  return [
    about('input', inputOf(all)),
    about('memory', memoryOf(all)),
    about('repeatable', repeatableOf(all)),
    about('output', outputOf(all)),
    about('taunts', tauntsOf(all)),
    ...(skipped.length > 0 ? [about('games', warned(seen, advice))] : []),
  ];
}

function about(name: string, judgement: Judgement, game: string | null = null): Finding {
  return { part: 'strategy', name, game, ...judgement };
}

function movesOf({ main, troubles }: Examined): Judgement {
  const wrong = faultsOf(main.decisions, troubles);
  if (wrong) return wrong;
  const times = main.decisions.map(({ decideMs }) => decideMs).sort((x, y) => x - y);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  const [p50, p99, max] = [at(0.5), at(0.99), at(1)];
  const { turnMs } = main;
  const seen = `${main.matches} matches, ${times.length} legal moves; p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(max)} of the ${ms(turnMs)} given`;
  if (times.length > 0 && max <= SLOW_SHARE * turnMs) return passed(seen);
  if (times.length === 0) return warned('no turn came to its end in time', 'Answer more quickly.');
  return warned(seen, 'It needs more than half of a turn: keep an eye on `turn.deadline`.');
}

function edgesOf({ main, edges, troubles, edgeTroubles }: Examined): Judgement {
  if (main.broken) {
    return warned('not tried, as plain matches fail already', 'Mend these first.');
  }
  const known = reasonsOf(main.decisions);
  for (const [edge, { decisions }] of edges) {
    const wrong = faultsOf(
      decisions.filter(({ reason }) => reason === undefined || !known.has(reason)),
      [],
    );
    if (wrong) return failed(`${edge}: ${wrong.seen}`, EDGE_ADVICE);
  }
  const wrong = troubles.length > 0 ? null : faultsOf([], edgeTroubles);
  if (wrong) return wrong;
  const turns = [...edges.values()].reduce((sum, { decisions }) => sum + decisions.length, 0);
  const nothing = known.size > 0 ? 'nothing new goes wrong' : 'legal moves';
  return passed(`${[...edges.keys()].join(', ')}: ${turns} turns, ${nothing}`);
}

/** What the strategy does wrong in plain matches. */
export function reasonsOf(decisions: readonly Decision[]): ReadonlySet<MoveFault> {
  const reasons = new Set(decisions.flatMap(({ reason }) => (reason === undefined ? [] : [reason])));
  // One that fills its memory crashes or hangs, depending on the machine.
  const ends = ['crashed', 'late'] as const;
  if (ends.some((reason) => reasons.has(reason))) for (const reason of ends) reasons.add(reason);
  return reasons;
}

/** Everything that went wrong, the first of each kind in its own words; null where nothing did. */
function faultsOf(decisions: readonly Decision[], troubles: readonly string[]): Judgement | null {
  const kinds = new Map<MoveFault, { count: number; detail: string }>();
  for (const { reason, detail = '' } of decisions) {
    if (reason === undefined) continue;
    const kind = kinds.get(reason);
    if (kind) kind.count += 1;
    else kinds.set(reason, { count: 1, detail });
  }
  const said = [...kinds].map(([reason, { count, detail }]) => {
    const often = count === 1 ? '' : ` (${count} of ${decisions.length} turns)`;
    return `${FAULTS[reason][0]}${often}: ${detail}`;
  });
  const [first] = kinds.keys();
  if (first !== undefined) return failed(said.join('; '), FAULTS[first][1]);
  const [trouble] = troubles;
  if (trouble === undefined) return null;
  const times = troubles.length > 1 ? ` (${troubles.length} times)` : '';
  const advice = 'Catch the error: a strategy that fails there does not learn what it was told.';
  return failed(`fails between turns${times}: ${trouble}`, advice);
}

function inputOf(all: readonly Examined[]): Judgement {
  const reports = all.flatMap((one) => one.reports);
  const changed = [...new Set(reports.flatMap((report) => report.changed))].sort();
  if (changed.length > 0) {
    const advice = 'It misleads itself only, but surely does so: copy first, and write to `turn.memory`.';
    return failed(`writes to what it is given: ${changed.join(', ')}`, advice);
  }
  return passed(reports.length === 0 ? UNSEEN : 'left as it was');
}

const UNSEEN = 'could not be looked at';

function memoryOf(all: readonly Examined[]): Judgement {
  const growths = all.flatMap(({ reports }) => {
    const heaps = reports.flatMap(({ heapBytes }) => (heapBytes === null ? [] : [heapBytes]));
    const [first, last] = [heaps[0], heaps.at(-1)];
    if (first === undefined || last === undefined || heaps.length < 2) return [];
    return [(last - first) / ((heaps.length - 1) * WEIGHED_EVERY)];
  });
  if (growths.length === 0) return passed(UNSEEN);
  const growth = Math.max(0, ...growths);
  const seen = `grows by ${(growth / 1024).toFixed(1)} KB a match`;
  if (growth * FEW_MATCHES < HEAP_BYTES) return passed(seen);
  const matches = Math.round(HEAP_BYTES / growth);
  const advice = `512 MB are full after about ${matches} matches: keep less, in \`turn.memory\` and in variables outside.`;
  return warned(seen, advice);
}

function repeatableOf(all: readonly Examined[]): Judgement {
  const compared = all.flatMap(({ game, main, again }) =>
    again === null || isRestarted(main) || isRestarted(again) ? [] : [{ game, main, again }],
  );
  if (compared.length === 0) return passed('could not be compared');
  for (const { game, main, again } of compared) {
    const turn = again.decisions.findIndex((decision, i) => !isSame(decision, main.decisions[i]));
    if (turn === -1) continue;
    const seen = `${game.id}: with the same seed and questions another answer, at turn ${turn + 1}`;
    const advice =
      'If that is not meant so, take random numbers from `turn.random()` only, and leave the time out.';
    return warned(seen, advice);
  }
  const turns = compared.reduce((sum, { again }) => sum + again.decisions.length, 0);
  return passed(`${turns} turns again with the same seed: the same answers`);
}

function isRestarted({ decisions, broken }: Practice): boolean {
  return broken || decisions.some(({ reason }) => reason === 'crashed');
}

function isSame(one: Decision, other: Decision | undefined): boolean {
  return JSON.stringify([one.move, one.reason]) === JSON.stringify([other?.move, other?.reason]);
}

function outputOf(all: readonly Examined[]): Judgement {
  const [strayed] = all.flatMap((one) => one.strayed ?? []);
  if (strayed !== undefined)
    return warned(strayed, 'It plays all the same: what is not an answer is passed over.');
  const lines = all.flatMap(({ printed }) => printed);
  const [first] = lines;
  if (first === undefined) return passed('prints nothing');
  const seen = `prints ${counted(lines.length, 'line')}, the first: ${first}`;
  return warned(seen, 'botpit passes it on as events; printing takes time that the turn pays for.');
}

function tauntsOf(all: readonly Examined[]): Judgement {
  const wrong = [...new Set(all.flatMap(({ taunts }) => taunts))];
  if (wrong.length > 0) {
    return failed(wrong.slice(0, 3).join('; '), 'Return the id of a taunt, or nothing.');
  }
  if (all.some(({ main }) => main.mute)) {
    return warned('a question about a taunt was not answered in time', 'Answer at once, or with null.');
  }
  return passed('nothing wrong');
}

/** `0.03 ms`, `12 ms`. */
function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
}
