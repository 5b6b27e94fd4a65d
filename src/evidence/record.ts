import type { RoundRecord, StoredMatch } from '../history/index.js';
import { toldOutcome } from '../match/index.js';
import { type Check, Comparison, checkOf, compareOutcomes, type ToldRound } from '../recompute/index.js';
import type { Transcript } from './transcript.js';

type Pair = readonly [number, number];

const OUTCOME = 'outcome of the record';

/** The record against the frames that it was made from: they must agree on everything that is in both. */
export function checkRecord(match: StoredMatch, told: Transcript, frames: number): Check {
  const compared = new Comparison();
  if (frames === 0) {
    compareOutcomes(match.rounds, match.side, OUTCOME, compared);
    return compared.mismatches.length === 0
      ? checkOf('record', 'unknown', 'no frames were kept, so that the record stands alone', compared)
      : checkOf('record', 'mismatch', 'the record contradicts itself', compared);
  }
  compared.mismatches.push(...told.contradictions);
  compareStart(match, told, compared);
  const read = scoreReading(match, told);
  compareRounds(match, told, read, compared);
  compareEnd(match, told, read, compared);
  return compared.mismatches.length === 0
    ? checkOf('record', 'ok', `what is recorded is what the ${frames} frames say`, compared)
    : checkOf(
        'record',
        'mismatch',
        'the record and the frames, or the frames among themselves, differ',
        compared,
      );
}

function compareStart(match: StoredMatch, told: Transcript, compared: Comparison): void {
  const { found, side, rounds, over } = told;
  // A run that is killed in a match leaves no frames of it; the next run may hear its end.
  if (!found && side === null && rounds.size === 0 && over) {
    compared.unchecked.push('how it began: no frame from before its end was kept');
    return;
  }
  if (!compared.same(null, 'match_found', true, found !== null) || !found) return;
  compared.same(null, 'game_type', found.game_type, match.game);
  compared.same(null, 'opponent_id', found.opponent_id, match.opponentId);
  compared.same(null, 'opponent_name', found.opponent_name, match.opponentName);
  const { wager_lamports: wager = match.wagerLamports } = found;
  compared.same(null, 'wager_lamports', wager, match.wagerLamports);
  if (side !== null) compared.same(null, 'your_side', side, match.side);
}

/** Turns a score of the wire to one's own point of view. */
type ReadScore = (score: Pair) => Pair;

/** Scores are `[a, b]`, but for the arenas that put one's own first: whichever fits all of this match. */
export function scoreReading(match: StoredMatch, { rounds, over }: Transcript): ReadScore {
  const asIs: ReadScore = (score) => [score[0], score[1]];
  const turned: ReadScore = ([first, second]) => [second, first];
  if (match.side === 'a') return asIs;
  const pairs: (readonly [Pair, Pair])[] = match.rounds.flatMap(({ round, score }) => {
    const result = rounds.get(round)?.result;
    return result?.score ? [[result.score, score] as const] : [];
  });
  if (over?.final_score && match.settled) pairs.push([over.final_score, match.score]);
  const fits = (read: ReadScore) =>
    pairs.every(([wire, own]) => read(wire)[0] === own[0] && read(wire)[1] === own[1]);
  return !fits(turned) && fits(asIs) ? asIs : turned;
}

function compareRounds(
  match: StoredMatch,
  { rounds }: Transcript,
  read: ReadScore,
  compared: Comparison,
): void {
  const recorded = new Map(match.rounds.map((round) => [round.round, round]));
  for (const round of match.rounds) compareRound(round, rounds.get(round.round), read, compared);
  compareOutcomes(match.rounds, match.side, OUTCOME, compared);
  const leftOut = [...rounds].filter(([number, { result }]) => result && !recorded.has(number));
  if (match.roundsLeftOut === 0) {
    for (const [number, { result }] of leftOut) compared.same(number, 'round_result', result?.result, null);
  } else {
    compared.unchecked.push(
      `${match.roundsLeftOut} rounds beyond what such a match can have, which are not recorded`,
    );
  }
  compared.same(null, 'rounds of the record', match.rounds.length, recorded.size);
}

function compareRound(
  round: RoundRecord,
  told: ToldRound | undefined,
  read: ReadScore,
  compared: Comparison,
): void {
  const number = round.round;
  if (!told?.result) {
    compared.same(number, 'round_result', null, round.result);
    return;
  }
  compared.same(number, 'game_state', told.state, round.state);
  compared.same(number, 'result', told.result.result, round.result);
  if (told.result.score) compared.same(number, 'score', read(told.result.score), round.score);
  if (told.sent.length > 0) compared.same(number, 'move_data', told.sent.at(-1), round.move);
  else if (round.move !== null) compared.unchecked.push(`round ${number}: the recorded move was never sent`);
}

function compareEnd(match: StoredMatch, { over }: Transcript, read: ReadScore, compared: Comparison): void {
  if (!over) {
    if (match.settled)
      compared.unchecked.push('how it ended: no game_over came, the owner settled it by hand');
    return;
  }
  if (!compared.same(null, 'game_over', true, match.settled)) return;
  const score = over.final_score ? read(over.final_score) : match.score;
  compared.same(null, 'final_score', score, match.score);
  const { winner } = over;
  const known = [match.agentId, match.opponentId, null];
  // Who the opponent was nobody knows where the end alone was told.
  if (match.opponentId !== '' && !known.includes(winner)) compared.same(null, 'winner', known, winner);
  const outcome = toldOutcome(winner, match.agentId, score);
  compared.same(null, OUTCOME, outcome, match.outcome);
}
