import { useState } from 'preact/hooks';
import type { GameId } from '../../../games/index.js';
import type { ArenaAbout } from '../../arena/answers.js';

const PATH = '/api/v1/ws';

/** What bots connect to: where the page came from, unless the host says otherwise. */
export function addressOf(about: ArenaAbout | undefined, from: Pick<Location, 'protocol' | 'host'>): string {
  return about?.url ?? `${from.protocol === 'https:' ? 'wss' : 'ws'}://${from.host}${PATH}`;
}

interface Props {
  readonly about: ArenaAbout | undefined;
  /** The games of a tournament: whoever plays not all of them forfeits matches. */
  readonly games: readonly GameId[] | undefined;
}

/** How to connect a bot, with this arena's address filled in. */
export function Connect({ about, games = ['rps'] }: Props) {
  const url = addressOf(about, location);
  const isClosed = about?.isClosed ?? false;
  const key = isClosed ? 'bp_sk_…' : 'bp_sk_my_bot';
  return (
    <div class="connect stack">
      <p>
        {isClosed
          ? 'You need the key that the host of this arena gave you: it says who you are. Show it to nobody.'
          : 'Any text that begins with bp_sk_ is a key here, and each key is a bot with a name of its own. Choose one that nobody can guess.'}
      </p>
      {isPlainElsewhere(url) ? (
        <p class="warn">
          Over ws:// a key can be read on the way, so botpit connects to other machines over wss:// only. Ask
          whoever hosts the arena for its wss:// address.
        </p>
      ) : null}
      <h2 class="unseen">What to type</h2>
      <Snippet
        title="With botpit"
        text={`export BOTPIT_API_KEY=${key}\nbotpit play ${games.join(',')} --url ${url} --strategy ./my.ts`}
      >
        <p class="small muted">
          On Windows: <code>$env:BOTPIT_API_KEY = "{key}"</code>. A strategy to begin with:{' '}
          <code>botpit init my-bot --game {games[0]}</code>
        </p>
      </Snippet>
      <Snippet title="With the library of botpit" text={sdk(url, games[0])} />
      <Snippet title="With any WebSocket client" text={plain(url, key, games[0])}>
        <p class="small muted">
          {games.length > 1
            ? `The same for ${games.slice(1).join(', ')}, each with moves of its own. `
            : null}
          One JSON object in each text frame. All messages: <code>docs/arena.md</code> of botpit; the games:{' '}
          <code>botpit games</code>
        </p>
      </Snippet>
    </div>
  );
}

function isPlainElsewhere(url: string): boolean {
  return /^ws:/.test(url) && !/^ws:\/\/(?:localhost|127\.|\[::1\])/.test(url);
}

interface SnippetProps {
  readonly title: string;
  readonly text: string;
  readonly children?: preact.ComponentChildren;
}

function Snippet({ title, text, children }: SnippetProps) {
  const [said, say] = useState('');
  return (
    <div class="snippet">
      <div class="row">
        <h3>{title}</h3>
        <button
          type="button"
          class="end"
          onClick={async () =>
            say((await copied(text)) ? 'Copied.' : 'The browser does not allow it: select the text.')
          }
        >
          Copy<span class="unseen"> what to type {title.toLowerCase()}</span>
        </button>
        <span class="small muted" role="status">
          {said}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so a keyboard has to get there */}
      <pre class="type" tabIndex={0}>
        {text}
      </pre>
      {children}
    </div>
  );
}

/** Browsers give pages without TLS no clipboard; the older way still works there. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    return isCopied;
  }
}

/** A legal move of each game. */
const MOVES: Readonly<Record<GameId, Readonly<Record<string, unknown>>>> = {
  rps: { choice: 'rock' },
  coinflip: { choice: 'heads' },
  dice_duel: { action: 'roll' },
  high_card_duel: { action: 'draw' },
  hi_lo: { choice: 'higher' },
  crash: { cashout: 1.5 },
  mines: { tiles: 3 },
  math_duel: { answer: 42 },
  reaction_ring: { guess: 50 },
  blotto: { bid: 10 },
};

function sdk(url: string, game: GameId = 'rps'): string {
  const move = Object.entries(MOVES[game]).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : value}`,
  );
  return `import { BotpitClient } from 'botpit';

const client = new BotpitClient({
  apiKey: process.env.BOTPIT_API_KEY,
  url: '${url}',
});
client.onConnected(() => client.joinQueue('${game}', '0'));
client.onYourTurn((turn) => client.makeMove(turn.match_id, { ${move.join(', ')} }));
client.onGameOver(() => client.joinQueue('${game}', '0'));
await client.run();`;
}

function plain(url: string, key: string, game: GameId = 'rps'): string {
  return `connect to  ${url}
send        {"type":"authenticate","api_key":"${key}"}
send        {"type":"join_queue","game_type":"${game}","wager_lamports":0}
on your_turn, send
            {"type":"make_move","match_id":"<match_id>","move_data":${JSON.stringify(MOVES[game])}}`;
}
