import { gameOf, type MoveLike } from '../../../src/games/index.js';
import type { PastMatch, Round, Strategy, Turn } from '../../../src/strategy/contract.js';
import { type Board, mirrored } from '../../../strategies/adaptive/board.js';
import { firstToBoards } from '../../../strategies/adaptive/first-to-boards.js';
import { hiLoBoard } from '../../../strategies/adaptive/hi-lo-board.js';
import adaptive from '../../../strategies/adaptive.js';
import { type BlottoStanding, blottoOn, standingOf } from '../../../strategies/theory/blotto.js';
import { shippedTable } from '../../../strategies/theory/blotto-table.js';

type Learned = 'rps' | 'crash' | 'mines' | 'hi_lo' | 'reaction_ring' | 'blotto';
type Bare = string | number;

const blotto = blottoOn(shippedTable());

type Bait = (turn: Turn) => Bare;

const MIXED: Bait = (turn) => (turn.random() < 0.5 ? 'rock' : turn.random() < 0.6 ? 'paper' : 'scissors');
const CIRCLE = ['rock', 'paper', 'scissors'] as const;

/** What it shows while the learner plays the equilibrium. */
export const baits: Readonly<Record<Learned, Readonly<Record<string, Bait>>>> = {
  rps: {
    'a mix': MIXED,
    'one move': () => 'rock',
    'a circle': (turn) => CIRCLE[turn.round % 3] ?? 'rock',
    'a copy': (turn) => (turn as Turn<'rps'>).rounds.at(-1)?.result.opponent_choice ?? 'paper',
    nothing: (turn) => CIRCLE[Math.floor(3 * turn.random())] ?? 'rock',
  },
  crash: { 'one cashout': () => 2 },
  mines: { 'a mix': (turn) => (turn.random() < 0.5 ? 3 : 5) },
  hi_lo: {
    'calls against the odds when behind': (turn) => {
      const isLow = (turn as Turn<'hi_lo'>).state.dealer_card <= 7;
      return isLow === turn.score.mine >= turn.score.theirs ? 'higher' : 'lower';
    },
  },
  reaction_ring: { 'one guess': () => 300 },
  blotto: {
    // It costs nothing against the equilibrium.
    'the likeliest bid of the equilibrium': (turn) => {
      const mix = blotto.mix(...roundOf(turn as Turn<'blotto'>));
      return mix.reduce((a, b) => (b.probability > a.probability ? b : a)).move;
    },
  },
};

/** So many numbers are tried to see how the learner would move: from 0 to 1, in between. */
const TRIES = 15;
/** A move that is so much likelier than the equilibrium makes it is worth an answer. */
const LIKELIER = 0.12;

/**
 * The worst that a learner can meet: it has the learner's own file, shows it a habit, and plays the best answer to what the
 * learner would play as soon as that is not the equilibrium.
 */
export function mindReader(game: Learned, bait: Bait = Object.values(baits[game])[0] as Bait): Strategy {
  return {
    name: 'mind reader',
    move(turn) {
      turn.memory.learner ??= {};
      const seat = seenByTheOther(turn);
      const round = game === 'blotto' ? bidsOf(turn as Turn<'blotto'>) : movesOf(game, turn);
      const odds = new Float64Array(round.usual.length);
      for (let i = 0; i < TRIES; i++) {
        const u = (i + 0.5) / TRIES;
        const move = adaptive.move({ ...seat, random: () => u } as Parameters<
          typeof adaptive.move
        >[0]) as Bare;
        const index = round.indexOf(move);
        odds[index] = (odds[index] ?? 0) + 1 / TRIES;
      }
      const isRead = odds.some((share, index) => share > (round.usual[index] ?? 0) + LIKELIER);
      return (isRead ? round.bestAnswer(odds) : bait(turn)) as MoveLike<Learned>;
    },
  };
}

/** A round as the mind reader sees it. */
interface RoundAtHand {
  /** How likely the learner makes each move in equilibrium. */
  readonly usual: Float64Array;
  indexOf(move: Bare): number;
  bestAnswer(odds: Float64Array): Bare;
}

function movesOf(game: Exclude<Learned, 'blotto'>, turn: Turn): RoundAtHand {
  const board: Board = game === 'hi_lo' ? hiLoBoard : firstToBoards[game];
  const at = board.standing(turn);
  return {
    usual: board.equilibrium(mirrored(at)),
    indexOf: (move) => board.indexOf({ [gameOf(game).moveKey]: move }, at),
    bestAnswer(odds) {
      const values = new Float64Array(board.size);
      board.values(at, odds, values);
      return board.moveAt(values.indexOf(Math.max(...values)), at);
    },
  };
}

function roundOf(turn: Turn<'blotto'>): readonly [at: BlottoStanding, tenths: number] {
  return [standingOf(turn), Math.round(turn.state.terrain_bonus_a * 10)];
}

function bidsOf(turn: Turn<'blotto'>): RoundAtHand {
  const [at, tenths] = roundOf(turn);
  const other: BlottoStanding = {
    ...at,
    side: turn.side === 'a' ? 'b' : 'a',
    lead: -at.lead,
    mine: at.theirs,
    theirs: at.mine,
  };
  const usual = new Float64Array(at.theirs + 1);
  for (const { move, probability } of blotto.mix(other, tenths)) usual[move] = probability;
  return {
    usual,
    indexOf: (move) => move as number,
    bestAnswer(odds) {
      const values = Float64Array.from({ length: at.mine + 1 }, (_, bid) =>
        odds.reduce(
          (sum, share, theirs) => (share > 0 ? sum + share * blotto.after(at, tenths, bid, theirs) : sum),
          0,
        ),
      );
      return values.indexOf(Math.max(...values));
    },
  };
}

function seenByTheOther(turn: Turn): object {
  const history = (turn.opponent.history as readonly PastMatch[]).slice(-1);
  return {
    ...turn,
    memory: turn.memory.learner,
    side: turn.side === 'a' ? 'b' : 'a',
    state: stateOf(turn),
    score: swapped(turn.score),
    rounds: turn.rounds.map(turned),
    opponent: {
      id: 'me',
      name: 'Me',
      history: history.map((match) => ({ ...match, rounds: match.rounds.map(turned) })),
    },
  };
}

function turned(round: Round): object {
  const { your_move, opponent_move } = round.result;
  return {
    ...round,
    state: stateOf(round),
    score: swapped(round.score),
    outcome: round.outcome === 'win' ? 'loss' : round.outcome === 'loss' ? 'win' : 'tie',
    result: { ...round.result, your_move: opponent_move, opponent_move: your_move },
  };
}

/** What the other side sees: budgets are one's own point of view. */
function stateOf({ state }: { readonly state: object | null }): object | null {
  if (state === null || !('your_budget' in state)) return state;
  const { your_budget, opponent_budget } = state as Turn<'blotto'>['state'];
  return { ...state, your_budget: opponent_budget, opponent_budget: your_budget };
}

function swapped({ mine, theirs }: { readonly mine: number; readonly theirs: number }) {
  return { mine: theirs, theirs: mine };
}
