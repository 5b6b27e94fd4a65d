import type { ReplayRound } from '../replay.js';
import { Card, cardWords, rankOf } from './cards.js';
import { Frame, Strip } from './frame.js';
import {
  type BoardProps,
  isLate,
  lateLine,
  nameOf,
  PLAYERS,
  type Player,
  roundOf,
  told,
  wholeIn,
  winnerOf,
} from './read.js';

/** A card a side. */
export function HighCardDuel(props: BoardProps) {
  const round = roundOf(props);
  return (
    <Frame {...props} line={lineOf(props, round)}>
      <g key={props.shown}>
        {PLAYERS.map((player) => (
          <g class={player === 'mine' ? 'from-left' : 'from-right'}>
            <Card
              x={player === 'mine' ? 96 : 224}
              y={91}
              card={cardOf(round, player)}
              isVoid={isLate(round, player)}
            />
          </g>
        ))}
        <text class="big muted" x="160" y="98" text-anchor="middle">
          {signOf(round)}
        </text>
      </g>
      <Strip
        {...props}
        cell={(one, player) => {
          const card = cardOf(one, player);
          return (
            <text class={`small ${isLate(one, player) ? 'muted struck' : ''}`} y="4" text-anchor="middle">
              {card === null ? '?' : rankOf(card)}
            </text>
          );
        }}
      />
    </Frame>
  );
}

/** Null where it is not known. */
function cardOf(round: ReplayRound | null, player: Player): number | null {
  return wholeIn(told(round?.result, player === 'mine' ? 'your_card' : 'opponent_card'), 1, 13);
}

function signOf(round: ReplayRound | null): string {
  const [mine, theirs] = [cardOf(round, 'mine'), cardOf(round, 'theirs')];
  if (mine === null || theirs === null) return '?';
  if (PLAYERS.some((player) => isLate(round, player))) return '';
  return mine > theirs ? '>' : mine < theirs ? '<' : '=';
}

function lineOf(props: BoardProps, round: ReplayRound | null): string {
  if (round === null) return 'Each side draws a card. The higher one wins.';
  const late = lateLine(props, round);
  if (late !== null) return late;
  const winner = winnerOf(round);
  const [mine, theirs] = [cardOf(round, 'mine'), cardOf(round, 'theirs')];
  if (mine === null || theirs === null) return 'What was drawn is not known.';
  if (mine === theirs) return `Both drew ${cardWords(mine)}: a tie.`;
  const [high, low] = mine > theirs ? [mine, theirs] : [theirs, mine];
  const beats = `${cardWords(high)} beats ${cardWords(low)}`;
  return winner
    ? `${beats.charAt(0).toUpperCase()}${beats.slice(1)}: ${nameOf(props.match, winner)} wins.`
    : `${beats}.`;
}
