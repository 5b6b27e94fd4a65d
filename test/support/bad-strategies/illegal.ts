/** Returns a word that is not a move. Plays paper from round 2 on. */
export default (turn: { round: number }) => (turn.round === 1 ? 'dynamite' : 'paper');
