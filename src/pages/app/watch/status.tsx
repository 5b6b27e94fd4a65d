import type { WatchStatus } from '../../watch/answers.js';
import { percentText, placesIn, sentence, timeText } from '../format.js';
import { Code, Name, Sol } from '../parts.js';

const VERDICTS = {
  good: { title: 'All is well', side: 'win', path: 'M2 8.5 6.5 13 14 4' },
  notice: { title: 'Something is unusual', side: 'warn', path: 'M8 2V9.5M8 12.5V14' },
  bad: { title: 'Something needs your attention', side: 'loss', path: 'M8 2V9.5M8 12.5V14' },
  idle: { title: 'No bot is running', side: 'muted', path: 'M5.5 3V13M10.5 3V13' },
} as const;

/** Is all well? One line, and what is wrong below it where something is. */
export function Status({ status }: { readonly status: WatchStatus }) {
  const { verdict, findings, running, today, play, nearest, openCount, openLamports } = status;
  const { title, side, path } = VERDICTS[verdict];
  const places = placesIn([today.netLamports, openLamports]);
  return (
    <section class={`card well ${side}`} aria-label="Is all well?">
      <div class="row">
        <h1 class="row">
          <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
            <path d={path} />
          </svg>
          {title}
        </h1>
        <dl class="row figures end">
          <Figure name={running === 1 ? 'bot runs' : 'bots run'}>{running}</Figure>
          <Figure name="today (UTC)">
            <Sol lamports={today.netLamports} places={places} net play={play} />
          </Figure>
          <Figure name="nearest limit">
            {nearest ? (
              <>
                {nearest.limit} <Use share={nearest.share} /> {percentText(nearest.share, 0)}
                {nearest.bot === null ? null : (
                  <span class="unit">
                    {' '}
                    <Name of={nearest.bot} />
                  </span>
                )}
              </>
            ) : (
              <span class="muted">none</span>
            )}
          </Figure>
          <Figure name={openCount === 1 ? 'open wager' : 'open wagers'}>
            {openCount === 0 ? (
              <span class="muted">none</span>
            ) : (
              <>
                {openCount} <span class="unit">of</span> <Sol lamports={openLamports} places={places} />
              </>
            )}
          </Figure>
        </dl>
      </div>
      {findings.length === 0 ? null : (
        <ul class="findings">
          {findings.map(({ level, bot, message, hint, since }) => (
            <li key={`${bot} ${message}`} class={level === 'bad' ? 'loss' : 'warn'}>
              <span class="what">
                {bot === null ? null : (
                  <>
                    <strong>
                      <Name of={bot} />
                    </strong>{' '}
                  </>
                )}
                <Code text={bot === null ? sentence(message) : message} />
                {since === null ? null : <span class="unit"> since {timeText(since)}</span>}
              </span>
              {hint === null ? null : (
                <span class="hint">
                  <Code text={hint} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** How far a limit is used. */
export function Use({ share }: { readonly share: number }) {
  const side = share >= 1 ? 'loss' : share >= 0.75 ? 'warn' : '';
  return (
    <svg class={`use ${side}`} viewBox="0 0 48 8" aria-hidden="true">
      <rect class="all" width="48" height="8" rx="4" />
      <rect width={Math.max(0, Math.min(1, share)) * 48} height="8" rx="4" />
    </svg>
  );
}
