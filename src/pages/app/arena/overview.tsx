import { useState } from 'preact/hooks';
import { formatCount } from '../../../lib/wording.js';
import { useKeys } from '../keys.js';
import { Nothing } from '../parts.js';
import { hrefOf } from '../route.js';
import { Connect } from './connect.js';
import type { Arena } from './live.js';
import { Here, MatchList } from './matches.js';
import { Stage } from './stage.js';
import { Standings } from './standings.js';
import { Pairings, Progress, TournamentTable, Winners } from './tournament.js';

/** Above all the boards: what happens now. */
export function Overview({ arena }: { readonly arena: Arena }) {
  const { here, play, standings, stage, tournament, about } = arena;
  const [isPaused, setPaused] = useState(false);
  const pause = () => setPaused((before) => !before);
  useKeys([{ keys: [' '], does: isPaused ? 'resumes the boards' : 'pauses the boards', act: pause }]);
  if (!here || !play || !standings) return <div class="card space" />;
  const hasBoards = stage.some((match) => match !== null);
  const isEmpty = here.connected === 0 && play.matches === 0;
  return (
    <>
      {isEmpty ? null : <h1 class="unseen">The arena</h1>}
      {tournament ? (
        <section class="stack" aria-label="Tournament">
          <Progress tournament={tournament} />
          <Winners tournament={tournament} />
        </section>
      ) : null}
      {isEmpty ? <Welcome arena={arena} /> : <Now here={here} play={play} />}
      {hasBoards || standings.rows.length > 0 || tournament?.standings.length ? (
        <div class="show">
          <section aria-label="On the boards">
            <h2 class="row">
              On the boards
              {hasBoards ? (
                <button type="button" class="end" aria-pressed={isPaused} onClick={pause}>
                  {isPaused ? 'Resume' : 'Pause'}
                </button>
              ) : null}
            </h2>
            {hasBoards ? (
              <Stage matches={stage} isPaused={isPaused} />
            ) : (
              <Nothing title="No match to show right now." />
            )}
          </section>
          <section aria-label="Standings">
            <h2 class="row">
              {tournament ? 'Table' : 'Standings'}
              <a class="end small" href={hrefOf([tournament ? 'tournament' : 'standings'])}>
                {tournament ? 'the tournament' : 'all, and by game'}
              </a>
            </h2>
            <div class="card">
              {tournament && tournament.standings.length > 0 ? (
                <TournamentTable
                  rows={tournament.standings.slice(0, 12)}
                  isOver={tournament.state === 'over'}
                  few
                />
              ) : (
                <Standings standings={standings} most={12} />
              )}
            </div>
          </section>
        </div>
      ) : null}
      {tournament && tournament.state === 'playing' ? (
        <section aria-label="Pairings">
          <h2>Pairings of round {tournament.round}</h2>
          <Pairings tournament={tournament} />
        </section>
      ) : null}
      <div class="two">
        <section aria-label="Matches">
          {play.rows.length > 0 ? (
            <>
              <h2>Under way</h2>
              <div class="card">
                <MatchList rows={play.rows} label="Matches under way" />
              </div>
            </>
          ) : null}
          {play.recent.length > 0 ? (
            <>
              <h2 class={`row${play.rows.length > 0 ? ' later' : ''}`}>
                Just played
                <a class="end small" href={hrefOf(['matches'])}>
                  all that are kept
                </a>
              </h2>
              <div class="card">
                <MatchList rows={play.recent} label="Matches that were just played" />
              </div>
            </>
          ) : null}
        </section>
        {here.connected > 0 ? (
          <section aria-label="Who is here">
            <h2>Who is here</h2>
            <div class="card">
              <Here here={here} />
            </div>
          </section>
        ) : null}
      </div>
      {isEmpty ? null : (
        <section aria-label="Connect a bot">
          <details class="card">
            <summary>
              <h2>Connect a bot</h2>
            </summary>
            <Connect about={about} games={tournament?.games} />
          </details>
        </section>
      )}
    </>
  );
}

function Now({ here, play }: Required<Pick<Arena, 'here' | 'play'>>) {
  const facts = [
    [here.connected, here.connected === 1 ? 'bot is here' : 'bots are here'],
    [here.playing, here.playing === 1 ? 'plays' : 'play'],
    [here.waiting, here.waiting === 1 ? 'waits for an opponent' : 'wait for an opponent'],
    // After a restart a tournament goes on, and this begins anew.
    ...(play.matches > 0
      ? ([[play.matches, play.matches === 1 ? 'match played' : 'matches played']] as const)
      : []),
    ...(play.matchesPerSecond >= 1 ? ([[play.matchesPerSecond, 'a second']] as const) : []),
  ] as const;
  return (
    <dl class="now">
      {facts.map(([count, what]) => (
        <div key={what.split(' ').at(-1)}>
          <dt>{what}</dt>
          <dd class="huge">{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What an empty arena says. */
function Welcome({ arena: { about, tournament } }: { readonly arena: Arena }) {
  return (
    <section class="card welcome stack" aria-label="Welcome">
      <h1>Nobody is here yet.</h1>
      <p>
        {tournament
          ? 'The tournament begins when the bots have come.'
          : about?.house
            ? 'Connect a bot, and it plays whoever comes, or the house. Connect two, and they play each other.'
            : 'Connect two bots, and they play each other.'}{' '}
        Their matches and ratings appear here by themselves.
      </p>
      <Connect about={about} games={tournament?.games} />
    </section>
  );
}
