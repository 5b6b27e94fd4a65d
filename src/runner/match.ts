import { type AnyGame, isGameId, type Side } from '../games/index.js';
import type { TauntRecord } from '../history/index.js';
import { withTurn } from '../match/index.js';
import {
  type GameStartMessage,
  type TauntId,
  type TauntReceivedMessage,
  UNSTATED_TURN_MS,
  type YourTurnMessage,
} from '../protocol/index.js';
import type { AnyMatch, AnyTauntEvent } from '../strategy/index.js';
import { type Draft, emit, type Mutable } from './draft.js';
import { due } from './loop-events.js';
import * as money from './money-guard.js';
import type { Decided, MatchState, OpenTurn } from './state.js';

/** What is left for the move's way to the arena, beside twice the measured round trip. */
const OVERHEAD_MS = 50;
/** How long a turn waits for the start of its match. */
const HOLD_MS = 1_000;
/** Whatever an arena claims, a turn lasts no longer: a strategy that hangs would hold the match for as long. */
const MOST_TURN_MS = 600_000;
/** More than two a round no arena lets through. */
const MOST_TAUNTS = 1_000;

/** The match at hand while a step writes to it. */
export type Hand = Mutable<MatchState>;

/** The match has started, or is taken up again. */
export function started(d: Draft, m: Hand, { your_side: side }: GameStartMessage): void {
  const resumed = m.side !== null;
  m.side = side;
  const { matchId, game, opponentId, opponentName, wagerLamports, sandbox, serverSeedHash } = m.found;
  emit(d, {
    event: 'match_start',
    matchId,
    game,
    opponentId,
    opponentName,
    side,
    wagerLamports,
    sandbox,
    serverSeedHash,
    resumed,
  });
  const match = resumed ? null : tellStart(d, m, side);
  takeHeld(d, m);
  if (match) considerTaunt(d, m, { on: 'match_start', match });
}

/** @returns null where the strategy has been told before, or does not play this game */
function tellStart(d: Draft, m: Hand, side: Side): AnyMatch | null {
  const { matchId, game, opponentId: id, opponentName: name, wagerLamports: wager } = m.found;
  if (m.isTold || !isGameId(game) || !d.world.rules.games.includes(game)) return null;
  m.isTold = true;
  const match = { game, matchId, side, opponent: { id, name, history: m.history }, wager };
  d.effects.push({ do: 'match-start', match });
  return match;
}

/** The start of the match has not come in time: its turn is asked without. */
export function heldLongEnough(d: Draft, m: Hand): void {
  tellStart(d, m, 'a');
  takeHeld(d, m);
}

function takeHeld(d: Draft, m: Hand): void {
  const { held } = m;
  m.held = null;
  if (held) ask(d, m, held.message, d.world.now - held.at);
}

/** Answers a turn. A turn asked again on the same connection is not answered twice. */
export function turnAsked(d: Draft, m: Hand, message: YourTurnMessage) {
  const { round } = message;
  const { held } = m.taunting;
  m.taunting = { round, sentIn: m.taunting.sentIn, held: null };
  // Before its move is sent, which may end the match.
  if (held !== null) chooseTaunt(d, m, held);
  const open = m.turn;
  const { connection } = d.next;
  // One that was given up as too late has time again where the arena asks once more.
  const isGivenUp = open !== null && open.decision !== null && open.moveData === null;
  if (open?.round === round && !(isGivenUp && open.askedOn !== connection)) {
    const again = { ...open, askedOn: connection };
    m.turn = again;
    if (open.sentOn !== connection) send(d, m, again);
    return;
  }
  if (m.side !== null || m.isTold) return ask(d, m, message, 0);
  // A turn that has overtaken the start of its match waits for it a moment: a strategy is told of a match first.
  const deadline = due('hold', Math.min(HOLD_MS, message.timeout_ms / 4));
  m.held = { message, at: d.world.now, deadline };
}

/** @param heldMs how long ago it came */
function ask(d: Draft, m: Hand, message: YourTurnMessage, heldMs: number): void {
  const { round, game_state: state } = message;
  const order = withTurn(m.order, round);
  if (!order) return;
  m.order = order;
  const { now, epochMs, rttMs } = d.world;
  const { matchId, game: gameType } = m.found;
  const timeoutMs = Math.min(message.timeout_ms || UNSTATED_TURN_MS, MOST_TURN_MS);
  const leftMs = Math.max(0, timeoutMs - heldMs);
  if (round <= order.kept) m.progressAt = now;
  closeTurn(d, m);
  d.next.questions += 1;
  m.turn = {
    question: d.next.questions,
    round,
    state,
    askedAt: epochMs - heldMs,
    timeoutMs,
    deadlineAt: now + leftMs,
    decision: null,
    askedOn: d.next.connection,
    sentOn: null,
    moveData: null,
    others: null,
    refused: NONE,
  };
  if (timeoutMs > m.longestTurnMs) m.longestTurnMs = timeoutMs;
  emit(d, { event: 'turn', matchId, game: gameType, round, timeoutMs, state });
  if (message.timeout_ms > MOST_TURN_MS) tellTooLong(d, m, round);
  const { game } = m;
  if (!game) return;
  const score = { mine: m.score[0], theirs: m.score[1] };
  const asked = { matchId, round, state, score, timeoutMs: leftMs };
  const overheadMs = OVERHEAD_MS + 2 * rttMs;
  d.effects.push({ do: 'ask-move', question: d.next.questions, game, asked, overheadMs });
}

const NONE: readonly string[] = [];

function tellTooLong(d: Draft, m: Hand, round: number): void {
  if (m.isTooLongTold) return;
  m.isTooLongTold = true;
  const minutes = MOST_TURN_MS / 60_000;
  const message = `The arena claims that this turn lasts longer than ${minutes} minutes; it is taken to last ${minutes}.`;
  emit(d, { event: 'warning', ...placeOf(m, round), code: 'turn_too_long', message });
}

/** The strategy has decided on the turn that is open. */
export function decided(d: Draft, m: Hand, decision: Decided) {
  if (!m.turn || !m.game) return;
  const turn = decide(m.turn, decision, m.game);
  if (!turn) return;
  m.turn = turn;
  const { source, reason, detail } = decision;
  if (source === 'fallback') m.fallbacks += 1;
  if (reason === 'late') m.timeouts += 1;
  send(d, m, turn);
  const { matchId, game } = m.found;
  const { round } = turn;
  const { move } = decision;
  const decideMs = Math.round(decision.decideMs * 1000) / 1000;
  if (reason === undefined) return emit(d, { event: 'move', matchId, game, round, move, decideMs, source });
  emit(d, { event: 'move', matchId, game, round, move, decideMs, source, reason });
  if (detail === undefined) return;
  emit(d, { event: 'warning', matchId, game, round, code: `strategy_${reason}`, message: detail });
}

/** @param turn the one at hand, made in this step */
function send(d: Draft, m: Hand, turn: Mutable<OpenTurn>): void {
  const { connection } = d.next;
  // A move names no round: on a new connection it could count for another one, until the arena asks again.
  if (turn.moveData === null || turn.askedOn !== connection) return;
  turn.sentOn = connection;
  d.effects.push({ do: 'move', matchId: m.found.matchId, moveData: turn.moveData });
  money.moved(d);
}

/** The arena refused the move that is out: the next dialect, then the fallback, while the time lasts. */
export function moveRefused(d: Draft, m: Hand, message: string) {
  const { turn, game } = m;
  const text = `The arena refused ${JSON.stringify(turn?.moveData ?? null)}: ${message}`;
  emit(d, { event: 'warning', ...placeOf(m, turn?.round), code: 'move_refused', message: text });
  if (!turn?.decision || !game || d.world.now >= turn.deadlineAt) return;
  const [refused, next] = refuse(turn, game);
  m.turn = refused;
  if (next !== undefined) return send(d, m, refused);
  if (turn.decision.reason === 'refused') return;
  const move = game.fallbackMove(turn.state);
  decided(d, m, { move, raw: false, source: 'fallback', reason: 'refused', decideMs: 0 });
}

/** Whatever the turn at hand came to is final now, and counts as one of the strategy's own or as one of the fallback's. */
export function closeTurn(d: Draft, m: Hand): void {
  const decision = m.turn?.decision;
  m.turn = null;
  // A game that it does not play is the fault of whoever made the match.
  if (!decision || decision.reason === 'not-its-game') return;
  const { conduct } = d.next;
  if (decision.source === 'strategy') {
    const { mostInARow, own, fallbacks, lastReason } = conduct;
    d.next.conduct = { inARow: 0, mostInARow, own: own + 1, fallbacks, lastReason };
    return;
  }
  const inARow = conduct.inARow + 1;
  const mostInARow = Math.max(conduct.mostInARow, inARow);
  const { reason: lastReason } = decision;
  d.next.conduct = { ...conduct, inARow, mostInARow, fallbacks: conduct.fallbacks + 1, lastReason };
}

export function tauntReceived(d: Draft, m: Hand, message: TauntReceivedMessage): void {
  const { match_id: matchId, taunt_id: tauntId, agent_id: from } = message;
  if (from === d.world.agentId) return;
  emit(d, { event: 'taunt_received', matchId, tauntId });
  keepTaunt(m, { round: roundAt(m), by: 'opponent', tauntId });
  considerTaunt(d, m, { on: 'taunt_received', tauntId });
}

export function keepTaunt(m: Hand, taunt: TauntRecord): void {
  if (m.taunts.length < MOST_TAUNTS) m.taunts = [...m.taunts, taunt];
}

function roundAt({ turn, rounds }: Hand): number {
  return turn?.round ?? rounds.at(-1)?.round ?? 0;
}

/** A moment at which a taunt may be sent has come. */
export function considerTaunt(d: Draft, m: Hand, event: AnyTauntEvent): void {
  const { taunts } = d.world.rules;
  if (taunts === 'off') return;
  if (event.on === 'round_end') m.taunting = { ...m.taunting, round: null };
  if (taunts === 'strategy') d.effects.push({ do: 'ask-taunt', match: m.number, event });
  else if (event.on === 'match_start') chooseTaunt(d, m, 'gl_hf');
  else if (event.on === 'round_end' && event.round.outcome === 'loss') chooseTaunt(d, m, 'nice_move');
}

/**
 * One a round at most: the arena refuses more. What is decided between two rounds waits for the second, and comes to nothing
 * where there is none.
 */
export function chooseTaunt(d: Draft, m: Hand, tauntId: TauntId | null): void {
  const { round, sentIn } = m.taunting;
  if (tauntId === null || sentIn === round) return;
  if (round === null) {
    m.taunting = { ...m.taunting, held: tauntId };
    return;
  }
  m.taunting = { ...m.taunting, sentIn: round };
  const taunt = { round: roundAt(m), by: 'me', tauntId } as const;
  d.effects.push({ do: 'taunt', match: m.number, matchId: m.found.matchId, taunt });
}

/** For events that are rare: to spread it costs more than the rest of a turn. */
export function placeOf(m: Hand, round?: number): { matchId: string; game: string; round?: number } {
  const place = { matchId: m.found.matchId, game: m.found.game };
  return round === undefined ? place : { ...place, round };
}

/**
 * Takes a decision; its move goes out first with every key that some arena reads.
 * @returns null where all that could be sent for it has been refused before
 */
export function decide(turn: OpenTurn, decision: Decided, game: AnyGame): Mutable<OpenTurn> | null {
  const { move, raw } = decision;
  const first: unknown = raw || move === null ? move : game.wireMove(move);
  if (turn.refused.length === 0) return withMove(turn, decision, first);
  const [moveData, ...others] = untried(turn.refused, [first, ...formsOf(decision, game)]);
  return moveData === undefined ? null : { ...turn, decision, moveData, others };
}

/** As a literal, as for `copyMatch`: every turn has one. */
function withMove(turn: OpenTurn, decision: Decided, moveData: unknown): Mutable<OpenTurn> {
  return {
    question: turn.question,
    round: turn.round,
    state: turn.state,
    askedAt: turn.askedAt,
    timeoutMs: turn.timeoutMs,
    deadlineAt: turn.deadlineAt,
    decision,
    askedOn: turn.askedOn,
    sentOn: turn.sentOn,
    moveData,
    others: turn.others,
    refused: turn.refused,
  };
}

/** After `invalid_move`. @returns the turn, and the next dialect of its move; undefined where none is left */
export function refuse(turn: OpenTurn, game: AnyGame): readonly [Mutable<OpenTurn>, unknown] {
  const refused = [...turn.refused, JSON.stringify(turn.moveData)];
  const left = turn.others ?? untried(refused, turn.decision ? formsOf(turn.decision, game) : []);
  const [moveData, ...others] = left;
  if (moveData === undefined) return [{ ...turn, refused, others }, undefined];
  return [{ ...turn, refused, others, moveData }, moveData];
}

function untried(refused: readonly string[], forms: readonly unknown[]): readonly unknown[] {
  return forms.filter((form) => !refused.includes(JSON.stringify(form)));
}

/** The move in each dialect by itself. */
function formsOf({ move, raw }: Decided, game: AnyGame): readonly unknown[] {
  return raw || move === null ? [] : game.wireForms(move);
}
