import { TIME_ZONE, timeText } from '../format.js';
import { useKeys } from '../keys.js';
import { Nothing, Trouble } from '../parts.js';
import { go, hrefOf, useRoute } from '../route.js';
import { AllStandings } from './all-standings.js';
import { Connect } from './connect.js';
import { type Arena, useArena } from './live.js';
import { OneMatch, Recent } from './matches.js';
import { Overview } from './overview.js';
import { Tournament } from './tournament.js';

/** The page of an arena. */
export function ArenaPage() {
  const route = useRoute();
  const [place = '', id] = route.path;
  const { arena, lost, full } = useArena(place !== 'match');
  const hasTournament = Boolean(arena.tournament);
  useKeys([
    { keys: ['a'], does: 'the arena', act: () => go([]) },
    { keys: ['s'], does: 'standings', act: () => go(['standings']) },
    { keys: ['m'], does: 'recent matches', act: () => go(['matches']) },
    ...(hasTournament ? [{ keys: ['t'], does: 'the tournament', act: () => go(['tournament']) }] : []),
    { keys: ['c'], does: 'how to connect a bot', act: () => go(['connect']) },
    ...(place === 'standings' ? [] : [{ keys: ['/'], does: 'finds a bot', act: () => go(['standings']) }]),
  ]);
  const link = (to: string, name: string) => (
    <a href={hrefOf(to === '' ? [] : [to])} aria-current={place === to ? 'page' : undefined}>
      {name}
    </a>
  );
  return (
    <>
      <header class="row top">
        <a class="brand" href={hrefOf([])}>
          botpit <span class="muted">arena</span>
        </a>
        <nav class="row" aria-label="Pages">
          {link('', 'Arena')}
          {hasTournament ? link('tournament', 'Tournament') : null}
          {link('standings', 'Standings')}
          {link('matches', 'Matches')}
          {link('connect', 'Connect a bot')}
        </nav>
        <span class="end small" role="status">
          {lost === null ? null : <span class="tag warn">not connected since {timeText(lost)}</span>}
        </span>
      </header>
      {full ? <Trouble title={full.message}>{full.hint}</Trouble> : null}
      {place === 'match' && id !== undefined ? (
        <OneMatch key={id} id={id} />
      ) : (
        <Place place={place} arena={arena} game={route.query.game} find={route.query.find ?? ''} />
      )}
      <footer class="row small muted">
        <span>Play money, for practice. Times are local: {TIME_ZONE}.</span>
        <span>
          <kbd>?</kbd> lists the keys.
        </span>
        {arena.about ? <span class="end">botpit {arena.about.version}</span> : null}
      </footer>
    </>
  );
}

interface PlaceProps {
  readonly place: string;
  readonly arena: Arena;
  readonly game: string | undefined;
  readonly find: string;
}

function Place({ place, arena, game, find }: PlaceProps) {
  switch (place) {
    case '':
      return <Overview arena={arena} />;
    case 'tournament':
      return arena.tournament ? (
        <>
          <h1 class="unseen">Tournament</h1>
          <Tournament tournament={arena.tournament} />
        </>
      ) : arena.tournament === null ? (
        <>
          <h1 class="unseen">Tournament</h1>
          <Nothing
            title="This arena hosts no tournament."
            type="botpit arena --tournament swiss --game rps --keys keys.txt"
          />
        </>
      ) : null;
    case 'standings':
      return <AllStandings arena={arena} game={game} find={find} />;
    case 'matches':
      return <Recent version={arena.play?.matches ?? 0} />;
    case 'connect':
      return (
        <section class="stack" aria-label="Connect a bot">
          <h1>Connect a bot</h1>
          <Connect about={arena.about} games={arena.tournament?.games} />
        </section>
      );
    default:
      return (
        <>
          <h1 class="unseen">Nothing here</h1>
          <Trouble title="There is nothing at this address.">
            <a href={hrefOf([])}>The arena</a>
          </Trouble>
        </>
      );
  }
}
