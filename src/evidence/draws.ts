import { DRAWS, openCommitment } from '../fairness.js';
import { gameOf, isGameId } from '../games/index.js';
import type { StoredMatch } from '../history/index.js';
import type { Check } from './check.js';
import { type Recomputation, recompute } from './recompute.js';
import { scoreReading } from './record.js';
import type { Told } from './told.js';

/** A seed that was not fixed can be made to fit any results. */
const UNFIXED = 'which proves nothing, as nothing shows that this seed was fixed before the moves';

/** The results of all rounds against the seed, where the arena says how they follow from it. */
export function checkDraws(match: StoredMatch, told: Told): Check {
  const none = { check: 'draws', verdict: 'unknown', mismatches: [], unchecked: [] } as const;
  const seed = told.over?.server_seed ?? match.serverSeed;
  const game = told.found?.game_type ?? match.game;
  const announced = told.found?.draws ?? null;
  if (!isGameId(game)) return { ...none, summary: `botpit does not know the rules of ${game}` };
  if (seed === '') return { ...none, summary: 'no seed was revealed to recompute anything from' };
  if (announced !== null && announced !== DRAWS) {
    return { ...none, summary: `the arena draws by ${announced}, which this botpit does not know` };
  }
  const { side } = match;
  const read = scoreReading(match, told);
  const recomputed = recompute(
    {
      game: gameOf(game),
      matchId: match.matchId,
      seed,
      side,
      agentId: match.agentId,
      opponentId: match.opponentId,
      toSides: (score) => {
        const [mine, theirs] = read(score);
        return side === 'a' ? [mine, theirs] : [theirs, mine];
      },
    },
    told,
  );
  if (announced === null) return { ...none, summary: unpublished(recomputed) };
  const check = judged(recomputed);
  const hash = told.found?.server_seed_hash ?? match.serverSeedHash;
  if (check.verdict !== 'ok' || openCommitment(seed, hash, announced).fair === true) return check;
  return { ...check, verdict: 'unknown', summary: `${check.summary}; ${UNFIXED}` };
}

function unpublished({ mismatches, rounds, draws }: Recomputation): string {
  const start = 'the arena does not say how results follow from the seed';
  if (rounds === 0 && mismatches.length === 0) return start;
  if (mismatches.length > 0) return `${start}; not as in botpit's own arena, which proves nothing`;
  if (draws === 0) return `${start}; nothing in these rounds was random, and they follow the rules`;
  return `${start}; ${inRounds(rounds)} fit the way of botpit's own arena`;
}

function judged({ mismatches, unchecked, rounds, draws }: Recomputation): Check {
  const check = 'draws';
  if (mismatches.length > 0) {
    const summary = 'what the arena told does not follow from its seed and its rules';
    return { check, verdict: 'mismatch', summary, mismatches, unchecked };
  }
  if (rounds === 0) {
    return { check, verdict: 'unknown', summary: 'no round was told', mismatches, unchecked };
  }
  const what =
    draws === 0 ? 'nothing random in them' : `${draws} random ${draws === 1 ? 'number' : 'numbers'}`;
  const summary = `${inRounds(rounds)} played again from the seed (${what}): same results and score`;
  return { check, verdict: 'ok', summary, mismatches, unchecked };
}

function inRounds(rounds: number): string {
  return rounds === 1 ? 'the 1 round' : `all ${rounds} rounds`;
}
