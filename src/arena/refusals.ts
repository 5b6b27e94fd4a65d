import type { ArenaErrorCode } from '../protocol/index.js';

/** What an `error` message says for each code; `invalid_message` says what is wrong instead. */
export const REFUSALS: Readonly<Record<ArenaErrorCode, string>> = {
  auth_failed: 'This key is not known here.',
  auth_timeout: 'No authenticate message came in time.',
  not_authenticated: 'Send authenticate first.',
  invalid_message: 'This connection is authenticated already.',
  unknown_type: 'There is no message of this type.',
  invalid_game: 'There is no such game.',
  invalid_wager: 'A wager is a whole number of lamports, from 0 to 9,000,000 SOL.',
  already_queued: 'You are in the queue already.',
  not_queued: 'You are not in the queue.',
  already_in_match: 'You are in a match.',
  match_not_found: 'You are in no such match.',
  not_your_turn: 'You have moved in this round, or its time is up.',
  invalid_move: 'This is not a legal move. The turn is open until its time is up.',
  invalid_taunt: 'There is no such taunt.',
  taunt_limit: 'One taunt a round.',
  challenge_not_found: 'There is no such open challenge, or its creator is away.',
  own_challenge: 'This challenge is your own.',
  not_your_challenge: 'This challenge is not yours to cancel.',
  rate_limited: 'Too many of these in a minute.',
};
