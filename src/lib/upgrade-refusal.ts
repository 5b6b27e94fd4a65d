import type { IncomingMessage } from 'node:http';
import { retryAfterMs } from './waiting.js';

/** What a server says in place of agreeing to speak WebSocket. */
export interface UpgradeRefusal {
  /** Of HTTP. */
  readonly status: number;
  /** Where it sends on to; null where it does not. */
  readonly location: string | null;
  /** When to come back, in milliseconds; 0 where it does not say. */
  readonly retryAfterMs: number;
  /** Its words, where they are for people; else empty. */
  readonly said: string;
}

/** For a person: what is wrong, and what to do about it. */
export interface Explanation {
  readonly why: string;
  readonly mend: string;
}

/** More words than these nobody reads. */
const MOST_CHARACTERS = 300;
/** How long is waited for them. */
const WORDS_MS = 1_000;

/** Reads an answer, and is done with it. Never rejects. */
export async function refusalIn(response: IncomingMessage): Promise<UpgradeRefusal> {
  const { statusCode: status = 0, headers } = response;
  const said = /^text\/plain|json/.test(headers['content-type'] ?? '') ? await wordsOf(response) : '';
  response.destroy();
  return {
    status,
    location: headers.location === undefined ? null : placeIn(headers.location),
    retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
    said,
  };
}

/** The beginning of the body. */
function wordsOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let words = '';
    const done = () => {
      clearTimeout(timer);
      resolve(words.slice(0, MOST_CHARACTERS).trim());
    };
    const timer = setTimeout(done, WORDS_MS);
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      words += text;
      if (words.length > MOST_CHARACTERS) done();
    });
    for (const end of ['end', 'error', 'close'] as const) response.on(end, done);
  });
}

/** A URL without what could be secret in it. */
function placeIn(location: string): string {
  const path = location.replace(/[?#].*$/s, '').slice(0, MOST_CHARACTERS);
  return path.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
}

/** Whether it passes by itself. */
export function passes({ status }: UpgradeRefusal): boolean {
  return status === 429 || status === 503;
}

export function explainRefusal(refusal: UpgradeRefusal): Explanation {
  const { status, location, said } = refusal;
  const [what, mend] = wordsFor(status, location);
  return { why: `${what} (HTTP ${status})${said && `: ${said}`}`, mend };
}

const CHECK_PATH = 'The address is one of something else: check the path of the URL.';

function wordsFor(status: number, location: string | null): readonly [what: string, mend: string] {
  if (status >= 300 && status < 400) {
    const where = location === null ? 'sends on to another address' : `sends on to ${location}`;
    return [
      `the server ${where}`,
      'If the arena has moved, set the URL to its new address: nothing is sent where another server points to. On a guest network, log in first.',
    ];
  }
  switch (status) {
    case 401:
      return [
        'the server wants a login before it lets anyone through to an arena',
        'Check the URL. A proxy or gateway on the way may have a login of its own; the API key is not it.',
      ];
    case 403:
      return [
        'the server does not let this machine in',
        'Check the URL, and ask the operator of the arena: the address of a VPN or of a data centre may be blocked.',
      ];
    case 404:
      return ['there is nothing at this path of the server', CHECK_PATH];
    case 429:
      return [
        'too many connections were opened from here',
        'Wait, and look whether other bots run behind the same address.',
      ];
    case 502:
    case 504:
      return ['a gateway gets no answer from the arena', 'The arena seems to be down. Try again later.'];
    case 503:
      return ['the arena is down for now, for maintenance or from overload', 'Try again later.'];
    default:
      return status >= 500
        ? ['the server failed', 'That is the fault of the server. Try again later.']
        : ['the server answers, and not as a WebSocket', CHECK_PATH];
  }
}
