/** Returns what no message can carry. Plays paper from round 2 on. */
export default (turn: { round: number }) => (turn.round === 1 ? () => 'rock' : 'paper');
