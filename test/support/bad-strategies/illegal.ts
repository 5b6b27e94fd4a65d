/** Returns a word that is no move. Plays paper from round 2 on. */
export default (turn: { round: number }) => (turn.round === 1 ? 'dynamite' : 'paper');
