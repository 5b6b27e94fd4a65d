import type { ComponentChildren } from 'preact';
import { gameName, nameOf, PLAYERS } from '../../boards/read.js';
import type { Replay, ReplayEnd } from '../../replay.js';
import { durationText, nameText, placesFor, timeText } from '../format.js';
import { Name, Outcome, Sol } from '../parts.js';

/** Who played, and what came of it. */
export function Title({ match }: { readonly match: Replay }) {
  const { mine, theirs, end, game } = match;
  return (
    <header class="stack">
      <h1>
        <Name of={mine.name} /> <span class="muted">against</span> <Name of={theirs.name} />
      </h1>
      <p class="row">
        <span>{gameName(game)}</span>
        {end ? (
          <>
            <Outcome of={end.settled ? end.outcome : 'open'} />
            <span class="num">
              {end.score[0]} to {end.score[1]}
            </span>
            <Net match={match} end={end} />
          </>
        ) : (
          <span class="tag">under way</span>
        )}
      </p>
    </header>
  );
}

function Net({ match, end }: { readonly match: Replay; readonly end: ReplayEnd }) {
  const { wagerLamports, playMoney } = match;
  if (wagerLamports === 0) return null;
  return <Sol lamports={end.netLamports} places={placesFor([wagerLamports])} net play={playMoney} />;
}

const TERMINATIONS: Readonly<Record<string, string>> = {
  normal: 'by its score',
  timeout: 'by forfeit: a side was late too often',
  resign: 'a side resigned',
};

/** The match as a whole: how it ended, the money, the time. */
export function Facts({ match }: { readonly match: Replay }) {
  const { wagerLamports, sandbox, playMoney, startedAt, endedAt, end } = match;
  const places = placesFor([wagerLamports]);
  const sol = (lamports: number, net = false) => (
    <Sol lamports={lamports} places={places} net={net} play={playMoney} />
  );
  const ended =
    end && (end.settled ? howItEnded(end) : 'The arena never reported the end, so it counts as lost.');
  return (
    <section class="card">
      <h2>The match</h2>
      <dl class="facts">
        {ended === null ? null : <Fact name="Ended">{ended}</Fact>}
        {wagerLamports === 0 ? (
          <Fact name="Wager">{sandbox ? 'none: practice' : 'none'}</Fact>
        ) : (
          <>
            <Fact name="Wager of each side">{sol(wagerLamports)}</Fact>
            {end ? (
              <>
                <Fact name="Paid out">{sol(end.payoutLamports)}</Fact>
                <Fact name="Fee">{sol(end.feeLamports)}</Fact>
                <Fact name={`Net of ${nameOf(match, 'mine')}`}>{sol(end.netLamports, true)}</Fact>
              </>
            ) : null}
          </>
        )}
        {startedAt === null ? null : <Fact name="Started">{timeText(startedAt)}</Fact>}
        {startedAt === null || endedAt === null ? null : (
          <Fact name="Took">{durationText(Math.max(0, endedAt - startedAt))}</Fact>
        )}
        {PLAYERS.map((player) => {
          const { strategy, strategyVersion } = match[player];
          return strategy === null ? null : (
            <Fact name={`Strategy of ${nameOf(match, player)}`}>
              <code>{nameText(strategy)}</code>
              {strategyVersion === null ? null : <span class="unit"> {nameText(strategyVersion)}</span>}
            </Fact>
          );
        })}
        <Fact name="Match">
          <code>{nameText(match.matchId)}</code>
        </Fact>
      </dl>
    </section>
  );
}

function howItEnded({ termination }: ReplayEnd): string | null {
  if (termination === null) return null;
  return Object.hasOwn(TERMINATIONS, termination) ? (TERMINATIONS[termination] ?? '') : nameText(termination);
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
