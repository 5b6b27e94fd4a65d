import { useEffect } from 'preact/hooks';
import type { WatchStatus } from '../../watch/answers.js';
import { netText, placesIn, TIME_ZONE, timeText } from '../format.js';
import { useKeys } from '../keys.js';
import { Trouble } from '../parts.js';
import { go, hrefOf, useRoute } from '../route.js';
import { filterOf } from './filter.js';
import { useLive } from './live.js';
import { Latest, Matches } from './matches.js';
import { Now } from './now.js';
import { Status } from './status.js';
import { Summary } from './summary.js';

/** The page of `botpit watch`. */
export function Watch() {
  const route = useRoute();
  const { status, bots, lost, ended } = useLive();
  const [place = ''] = route.path;
  const title = titleOf(status);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const filter = filterOf(route);
  const isList = place === 'matches' || place === 'match';
  useKeys([
    { keys: ['o'], does: 'the overview', act: () => go([], filter) },
    { keys: ['m'], does: 'all matches', act: () => go(['matches'], filter) },
    ...(isList ? [] : [{ keys: ['/'], does: 'finds matches', act: () => go(['matches'], filter) }]),
  ]);
  return (
    <>
      <header class="row top">
        <a class="brand" href={hrefOf([])}>
          botpit <span class="muted">watch</span>
        </a>
        <nav class="row" aria-label="Pages">
          <a href={hrefOf([], filter)} aria-current={isList ? undefined : 'page'}>
            Overview
          </a>
          <a href={hrefOf(['matches'], filter)} aria-current={isList ? 'page' : undefined}>
            Matches
          </a>
        </nav>
        <span class="end small" role="status">
          {lost === null ? null : <span class="tag warn">not connected since {timeText(lost)}</span>}
        </span>
      </header>
      {isList ? (
        <Matches route={route} ended={ended} book={status?.book ?? 'real'} />
      ) : place === '' ? (
        <>
          {status ? <Status status={status} /> : <div class="card well space" />}
          {bots ? <Now bots={bots} /> : null}
          {/* The sums of a large book take a while, in which the server says nothing else. */}
          {status || lost !== null ? (
            <>
              <Summary filter={filter} version={ended} />
              <Latest filter={filter} ended={ended} />
            </>
          ) : null}
        </>
      ) : (
        <>
          <h1 class="unseen">Nothing here</h1>
          <Trouble title="There is nothing at this address.">
            <a href={hrefOf([])}>Overview</a>
          </Trouble>
        </>
      )}
      <footer class="row small muted">
        <span>Times are local: {TIME_ZONE}.</span>
        <span>
          <kbd>?</kbd> lists the keys.
        </span>
        {status ? <span class="end">botpit {status.version}</span> : null}
      </footer>
    </>
  );
}

/** What the tab says, for those who look at something else meanwhile. */
function titleOf(status: WatchStatus | null): string {
  if (!status) return 'botpit watch';
  const { verdict, today, play } = status;
  const net = `${netText(today.netLamports, placesIn([today.netLamports]))} ${play ? 'play SOL' : 'SOL'}`;
  return `${verdict === 'bad' ? '! ' : ''}${net} – botpit watch`;
}
