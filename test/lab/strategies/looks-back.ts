import type { Strategy } from 'botpit';

/** Looks at earlier matches from the fourth on only, and then plays by how the last one began and how many there are. */
export default {
  name: 'looks-back',
  games: ['rps'],
  move({ matchId, opponent }) {
    if (Number(matchId.replace('lab-', '')) < 4) return 'rock';
    const { history } = opponent;
    const first = history.at(-1)?.rounds[0]?.result.opponent_move?.choice ?? 'rock';
    return history.length % 3 === 0 ? 'scissors' : first;
  },
} satisfies Strategy<'rps'>;
