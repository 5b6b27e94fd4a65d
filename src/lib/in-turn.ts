import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Clock, realClock } from './clock.js';

/** What reading a request and sending its answer takes, beside what the listener itself takes. */
const EACH_MS = 0.3;
/** Time that may be taken at once, for a page that is loaded with all that belongs to it, or for a class that opens it. */
const BURST_MS = 500;
/** Requests of one connection that may be open. A browser sends one after the other. */
const MOST_OF_ONE = 2;
/** Requests that may be open in all, with those that wait. */
const MOST_OPEN = 2_000;
/** A connection on which nothing has moved for so long is ended. */
const IDLE_MS = 60_000;

interface Waiting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Answers plain requests one after the other, in no more than a share of the time: whatever they ask for, and however many
 * there are, the rest is left for what else the process does. Who asks for too much at once is cut off.
 * @param share from 0 to 1
 */
export function inTurn(
  listener: RequestListener,
  share: number,
  clock: Pick<Clock, 'now' | 'setTimeout'> = realClock,
): RequestListener {
  const openOf = new Map<Socket, Set<Waiting>>();
  const waiting = new Set<Waiting>();
  let open = 0;
  /** Until when the time is used up. */
  let usedUntil = 0;
  let isTimed = false;

  const leftMs = () => usedUntil - BURST_MS / share - clock.now();
  const answer = ({ request, response }: Waiting) => {
    const beganAt = clock.now();
    try {
      listener(request, response);
    } finally {
      const tookMs = clock.now() - beganAt + EACH_MS;
      usedUntil = Math.max(usedUntil, beganAt) + tookMs / share;
    }
  };
  const goOn = () => {
    isTimed = false;
    for (const next of waiting) {
      if (leftMs() > 0) break;
      waiting.delete(next);
      answer(next);
    }
    if (waiting.size === 0 || isTimed) return;
    isTimed = true;
    clock.setTimeout(goOn, Math.max(1, leftMs()));
  };
  const openOn = (socket: Socket): Set<Waiting> => {
    const known = openOf.get(socket);
    if (known) return known;
    const ofOne = new Set<Waiting>();
    openOf.set(socket, ofOne);
    // An answer that had to wait for another one on the connection is told nothing of its end.
    socket.once('close', () => {
      openOf.delete(socket);
      open -= ofOne.size;
      for (const one of ofOne) waiting.delete(one);
      ofOne.clear();
    });
    return ofOne;
  };
  return (request, response) => {
    const { socket } = request;
    const ofOne = openOn(socket);
    if (ofOne.size >= MOST_OF_ONE || open >= MOST_OPEN) {
      socket.destroy();
      return;
    }
    const one = { request, response };
    ofOne.add(one);
    open += 1;
    socket.setTimeout(IDLE_MS);
    response.once('close', () => {
      waiting.delete(one);
      if (ofOne.delete(one)) open -= 1;
    });
    waiting.add(one);
    if (!isTimed) goOn();
  };
}
