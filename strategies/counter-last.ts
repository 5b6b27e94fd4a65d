import type { Strategy } from 'botpit';

/**
 * Plays what beats the opponent's last choice. Many simple bots repeat themselves, and those lose to it; a bot that has
 * read this file wins every round. Ten lines are all a strategy needs.
 */
export default {
  name: 'counter-last',
  games: ['rps'],
  stochastic: false,
  memoryDepth: 1,
  reasoning: 'Plays what beats the last choice of the opponent, as many bots repeat themselves.',
  move(turn) {
    const last = turn.rounds.at(-1)?.result.opponent_choice;
    return last === 'rock' ? 'paper' : last === 'paper' ? 'scissors' : 'rock';
  },
} satisfies Strategy<'rps'>;
