import { useEffect, useState } from 'preact/hooks';
import type { WatchBot, WatchPhase } from '../../watch/answers.js';
import { durationText, percentText, placesIn, timeText } from '../format.js';
import { Code, Name, Nothing, Outcome, Sol } from '../parts.js';
import { LiveBoard } from '../replay/player.js';
import { Use } from './status.js';

/** What happens now: each bot that runs, with its match. */
export function Now({ bots }: { readonly bots: readonly WatchBot[] }) {
  return (
    <section aria-label="What happens now?">
      <h2>Now</h2>
      {bots.length === 0 ? (
        <Nothing title="No bot runs on this machine." type="botpit play rps --local --strategy ./my.ts">
          <p>A bot that you start in any terminal appears here by itself.</p>
        </Nothing>
      ) : (
        <div class={`boards bots${bots.length === 1 ? ' one' : ''}`}>
          {bots.map((bot) => (
            <BotCard key={bot.id} bot={bot} />
          ))}
        </div>
      )}
    </section>
  );
}

function BotCard({ bot: one }: { readonly bot: WatchBot }) {
  const { bot, agentName, games, match, phase, session, book, arena, uses, limits, notes, isRecordedHere } =
    one;
  const name = bot ?? agentName ?? 'without a name';
  const isOver = match !== null && match.end !== null;
  const places = placesIn([match?.end ? match.end.netLamports : (match?.wagerLamports ?? 0)]);
  return (
    <article class="card bot" aria-label={name}>
      <header class="row">
        <h3>
          <Name of={name} />
        </h3>
        <Doing bot={one} />
      </header>
      <div class={isOver ? 'view over' : 'view'}>
        {match ? <LiveBoard match={match} /> : <Waiting game={games[0] ?? ''} />}
      </div>
      <Countdown phase={phase} />
      {match ? (
        <div class="row against">
          <span class="opponent">
            <span class="unit whose">{match.game} against </span>
            <Name of={match.theirs.name} />
          </span>
          <span class="end">
            {match.end ? (
              <>
                <Outcome of={match.end.settled ? match.end.outcome : 'open'} />{' '}
                {match.wagerLamports === 0 ? null : (
                  <Sol lamports={match.end.netLamports} places={places} net play={match.playMoney} />
                )}
              </>
            ) : match.wagerLamports === 0 ? (
              <span class="unit">practice</span>
            ) : (
              <>
                <span class="unit">for </span>
                <Sol lamports={match.wagerLamports} places={places} play={match.playMoney} />
              </>
            )}
          </span>
        </div>
      ) : null}
      <footer class="row small">
        <span>
          {session.wins} won, {session.losses} lost
          {session.draws > 0 ? `, ${session.draws} drawn` : ''}
        </span>
        {book === 'practice' && session.netLamports === 0 ? null : (
          <Sol
            lamports={session.netLamports}
            places={placesIn([session.netLamports])}
            net
            play={arena === 'local'}
          />
        )}
        {uses.slice(0, 1).map(({ limit, share }) => (
          <span key={limit} class="limit">
            {limit} <Use share={share} /> {percentText(share, 0)}
          </span>
        ))}
      </footer>
      {isRecordedHere ? null : (
        <p class="small muted">Its records are in another folder, so the figures below do not include it.</p>
      )}
      {limits.map(({ limit, message }) => (
        <p key={limit} class="small loss">
          <strong>{limit}</strong> <Code text={message} />
        </p>
      ))}
      {notes.slice(0, 1).map(({ message, level, at }) => (
        <p key={at} class={`small note ${level === 'error' ? 'loss' : 'warn'}`} title={message}>
          <span class="unit">{timeText(at)}</span> {message}
        </p>
      ))}
    </article>
  );
}

/** In place of a board before the first match. */
function Waiting({ game }: { readonly game: string }) {
  return (
    <svg class="board" viewBox="0 0 320 200" role="img" aria-label="No match yet">
      <text x="160" y="108" text-anchor="middle" class="muted">
        {game === '' ? 'no match yet' : `${game}: no match yet`}
      </text>
    </svg>
  );
}

function Doing({ bot: { phase, isHalted, isStopping } }: { readonly bot: WatchBot }) {
  const side = isHalted || phase.is === 'paused' ? 'loss' : phase.is === 'reconnecting' ? 'warn' : '';
  return (
    <span class={`tag end ${side}`}>
      {isHalted ? 'halted (Ctrl-Z?)' : isStopping ? `stopping: ${doing(phase)}` : doing(phase)}
    </span>
  );
}

function doing(phase: WatchPhase): string {
  switch (phase.is) {
    case 'connecting':
      return 'connecting';
    case 'idle':
      return 'idle';
    case 'match':
      return 'playing';
    case 'unseen':
      return 'playing, without live data';
    case 'reconnecting':
      return `reconnecting, attempt ${phase.attempt}`;
    case 'paused':
      return phase.until === null ? 'stopped by a limit' : `paused until ${timeText(phase.until)}`;
    case 'waiting':
      return `waiting until ${timeText(phase.until)}`;
    case 'queued':
      return phase.position > 0 ? `in the queue, place ${phase.position}` : 'in the queue';
    case 'challenge':
      return 'waiting for an opponent';
    case 'turn':
      return phase.moved ? 'has moved' : 'to move';
    case 'ended':
      return 'ended';
    default:
      phase satisfies never;
      return '';
  }
}

/** How much of the time is left, and since when something goes on. It needs no word from the server. */
function Countdown({ phase }: { readonly phase: WatchPhase }) {
  const now = useNow();
  if (phase.is === 'turn') {
    const left = Math.max(0, phase.deadline - now);
    const share = Math.min(1, left / Math.max(1, phase.deadline - phase.since));
    return (
      <p class="countdown" role="timer" aria-label={`${Math.ceil(left / 1000)} seconds left`}>
        <span class={`bar ${share < 0.25 ? 'late' : ''}`}>
          <span style={{ transform: `scaleX(${share})` }} />
        </span>
        <span class="num">{left === 0 ? 'time is up' : `${Math.ceil(left / 1000)} s`}</span>
      </p>
    );
  }
  const since = phase.is === 'queued' || phase.is === 'challenge' ? phase.since : null;
  return (
    <p class="countdown">
      <span class="bar" />
      <span class="num">
        {since === null ? '' : durationText(1000 * Math.floor(Math.max(0, now - since) / 1000))}
      </span>
    </p>
  );
}

/** Often enough for a bar that moves, seldom enough to cost nothing. */
const TICK_MS = 250;

function useNow(): number {
  const [now, set] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
