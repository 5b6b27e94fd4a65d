import type { RunPlan, ShownMatch } from '../lab/index.js';
import type { Replay, ReplayPlayer } from './replay.js';

/** One match of a lab run, as the pages show it: seen from the first strategy of its pairing. */
export function replayOfLab({ entrants }: RunPlan, match: ShownMatch): Replay {
  const { matchId, game, side, outcome, score, faults } = match;
  const player = (place: 0 | 1): ReplayPlayer => {
    const { name = '', spec = null, version = null } = entrants[match.pairing[place]] ?? {};
    return { name, strategy: spec, strategyVersion: version };
  };
  const [fault] = faults;
  const isLate = fault?.kind === 'late' || fault?.kind === 'hung';
  return {
    ...{ matchId, game, side },
    mine: player(0),
    theirs: player(1),
    ...{ wagerLamports: 0, sandbox: true, playMoney: true },
    // It has no clock.
    ...{ startedAt: null, endedAt: null },
    rounds: match.rounds.map(({ round, state, result, outcome, score }) => ({
      round,
      state: { ...state },
      result: { ...result },
      outcome,
      score: [score.mine, score.theirs],
      source: 'strategy',
      reason: null,
      ...{ decideMs: null, theirDecideMs: null, timeoutMs: null },
      taunts: [],
      otherAnswer: null,
    })),
    turn: null,
    end: {
      outcome,
      score: [score.mine, score.theirs],
      termination: fault ? (isLate ? 'timeout' : fault.kind) : 'normal',
      note:
        faults.length === 0
          ? null
          : faults.map(({ player: at, detail }) => `${player(at).name}: ${withoutPlace(detail)}`).join('\n'),
      ...{ payoutLamports: 0, feeLamports: 0, netLamports: 0, settled: true },
    },
    fairness: null,
  };
}

/** Without the file and the line, which say where the files of a machine are. */
function withoutPlace(detail: string): string {
  return detail.replace(/ \([^()]*:\d+\)$/, '');
}
