import type { ReplayRound } from '../replay.js';
import { Card, cardWords, SmallCard } from './cards.js';
import { Badge, Frame, Unknown } from './frame.js';
import {
  type BoardProps,
  choiceOf,
  endOf,
  isLate,
  nameOf,
  PLAYERS,
  type Player,
  roundOf,
  shownRounds,
  told,
  turnOf,
  wholeIn,
} from './read.js';

const GUESSES = ['higher', 'lower'] as const;
type Guess = (typeof GUESSES)[number];

/** A round is one card to see, and the next one to guess. Null where it is not known, or not yet. */
interface Dealt {
  readonly dealer: number | null;
  readonly next: number | null;
}

/** The card, the next one face down until both have guessed, and both guesses as arrows; below, the cards so far. */
export function HiLo(props: BoardProps) {
  const round = roundOf(props);
  const turn = turnOf(props);
  const dealt = turn ? { dealer: cardIn(told(turn.state, 'dealer_card')), next: null } : dealtIn(round);
  return (
    <Frame {...props} line={lineOf(props, round, dealt)}>
      <Card x={128} y={91} card={dealt.dealer} />
      <g key={props.shown} class="reveal">
        <Card x={192} y={91} card={dealt.next} />
      </g>
      {PLAYERS.map((player) => (
        <Arrow round={round} player={player} />
      ))}
      <Row {...props} />
    </Frame>
  );
}

function cardIn(value: unknown): number | null {
  return wholeIn(value, 1, 13);
}

function dealtIn(round: ReplayRound | null): Dealt {
  return {
    dealer: cardIn(told(round?.state, 'dealer_card')),
    next: cardIn(told(round?.result, 'card')),
  };
}

/** The guess that would have been right; null where none was, undefined where that is not known. */
function rightIn({ dealer, next }: Dealt): Guess | null | undefined {
  if (dealer === null || next === null) return undefined;
  return next > dealer ? 'higher' : next < dealer ? 'lower' : null;
}

function isRight(round: ReplayRound, player: Player): boolean {
  const guess = choiceOf(round, player, GUESSES);
  return guess !== null && guess === rightIn(dealtIn(round));
}

function Arrow({ round, player }: { readonly round: ReplayRound | null; readonly player: Player }) {
  const x = player === 'mine' ? 52 : 268;
  const guess = choiceOf(round, player, GUESSES);
  if (round === null || (guess === null && !isLate(round, player))) return <Unknown x={x} y={91} />;
  if (guess === null) {
    return (
      <text x={x} y="95" text-anchor="middle">
        no guess
      </text>
    );
  }
  const right = rightIn(dealtIn(round));
  return (
    <g transform={`translate(${x})`}>
      <path
        class={`fill-${player}`}
        transform={guess === 'higher' ? 'translate(0 76)' : 'translate(0 76) scale(1 -1)'}
        d="M0-18L17 2H7V16H-7V2H-17z"
      />
      <text y="109" text-anchor="middle">
        {guess}
      </text>
      <text class={`small ${guess === right ? 'win' : 'loss'}`} y="124" text-anchor="middle">
        {right === undefined ? '' : guess === right ? '✓ right' : '✕ wrong'}
      </text>
    </g>
  );
}

const PAIR = { most: 5, width: 56 } as const;

/** The cards so far: each one that was shown beside the one that followed, and the sign of whoever was right below. */
function Row(props: BoardProps) {
  const turn = turnOf(props);
  const rounds = shownRounds(props);
  const pairs = [
    ...rounds.map((round) => ({ round, dealt: dealtIn(round) })),
    ...(turn
      ? [{ round: null, dealt: { dealer: cardIn(told(turn.state, 'dealer_card')), next: null } }]
      : []),
  ].slice(-PAIR.most);
  const left = 160 - (PAIR.width * pairs.length) / 2;
  return (
    <g>
      {pairs.map(({ round, dealt }, i) => (
        <g transform={`translate(${left + PAIR.width * (i + 0.5)} 147)`}>
          <SmallCard x={-12} card={dealt.dealer} />
          <SmallCard x={12} card={dealt.next} />
          {round && isRight(round, 'mine') ? <Badge player="mine" x={-12} y={16} /> : null}
          {round && isRight(round, 'theirs') ? <Badge player="theirs" x={12} y={16} /> : null}
        </g>
      ))}
    </g>
  );
}

function lineOf(props: BoardProps, round: ReplayRound | null, dealt: Dealt): string {
  const { dealer, next } = dealt;
  if (round === null) {
    return dealer === null
      ? 'Both guess whether the next card is higher or lower.'
      : `Is the next card higher or lower than ${cardWords(dealer)}?`;
  }
  const late = PLAYERS.filter((player) => isLate(round, player)).map((player) => nameOf(props.match, player));
  const unsaid =
    late.length === 0 || endOf(props)?.termination === 'timeout'
      ? ''
      : ` ${late.join(' and ')} did not guess in time.`;
  if (dealer === null || next === null) return `Which cards were dealt is not known.${unsaid}`;
  const [first, then] = [cardWords(dealer), cardWords(next)];
  const turned = `${then.charAt(0).toUpperCase()}${then.slice(1)} after ${first}`;
  const right = PLAYERS.filter((player) => isRight(round, player));
  const [who] = right;
  if (next === dealer) return `${turned}: equal, so no guess is right.${unsaid}`;
  const came = `${turned}, ${next > dealer ? 'higher' : 'lower'}:`;
  if (who === undefined) return `${came} nobody is right.${unsaid}`;
  if (right.length === 2) return `${came} both are right, a point each.`;
  return `${came} a point for ${nameOf(props.match, who)}.${unsaid}`;
}
