import { oneLine } from '../../lib/visible.js';
import { Frame, Unknown } from './frame.js';
import { type BoardProps, fitted, gameName, moveOf, PLAYERS, roundOf, turnOf } from './read.js';

/** Any game: both moves as they are. */
export function Plain(props: BoardProps) {
  const round = roundOf(props);
  const line = turnOf(props)
    ? 'Both sides choose a move.'
    : `${gameName(props.match.game)} has no board: both moves are shown as they were sent.`;
  return (
    <Frame {...props} line={line}>
      {PLAYERS.map((player, i) => {
        const move = moveOf(round, player);
        return move === undefined ? (
          <Unknown x={80 + 160 * i} y={107} />
        ) : (
          <text x={80 + 160 * i} y="111" text-anchor="middle">
            {move === null ? 'no move' : fitted(oneLine(JSON.stringify(move)), 130, 12)}
          </text>
        );
      })}
    </Frame>
  );
}
