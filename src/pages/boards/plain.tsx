import { type BoardProps, Frame, roundOf } from './frame.js';

/** Any game: both moves in words. */
export function Plain(props: BoardProps) {
  const round = roundOf(props);
  const said = (move: unknown) => (move === undefined || move === null ? 'no move' : JSON.stringify(move));
  return (
    <Frame label={`${props.match.game}, round ${round?.round ?? 0}`}>
      <text x="80" y="100" text-anchor="middle">
        {round ? said(round.result.your_move) : '?'}
      </text>
      <text x="240" y="100" text-anchor="middle">
        {round ? said(round.result.opponent_move) : '?'}
      </text>
    </Frame>
  );
}
