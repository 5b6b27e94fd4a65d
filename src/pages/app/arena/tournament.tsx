import type { PairingView, Score, TournamentSnapshot } from '../../../arena/index.js';
import { gameName } from '../../boards/read.js';
import { timeText } from '../format.js';
import { Name, Nothing } from '../parts.js';
import { hrefOf } from '../route.js';
import { type Column, Table } from '../table.js';

type Row = TournamentSnapshot['standings'][number];

/** A tournament: where it is, who leads, who plays whom. */
export function Tournament({ tournament }: { readonly tournament: TournamentSnapshot }) {
  const { kind, state, standings, recent } = tournament;
  return (
    <>
      <section class="stack" aria-label="Tournament">
        <Progress tournament={tournament} />
        <Winners tournament={tournament} />
      </section>
      <section aria-label="Table">
        <h2>Table</h2>
        {standings.length === 0 ? (
          <Nothing title="Nobody has come yet." />
        ) : (
          <div class="card tournament-table">
            <TournamentTable rows={standings} isOver={state === 'over'} />
          </div>
        )}
        <p class="small muted notes">
          A pairing won is worth a point{kind === 'swiss' ? ', and so is a bye' : ''}; one that is level, half
          a point. Ties are broken by, in this order: <b>Buchholz</b>, the points of all opponents;{' '}
          <b>Sonneborn-Berger</b>, the points of the opponents that were beaten and half the points of those
          that were level; the points against each other; the points of all matches. Pairings and matches are
          shown as won–drawn–lost.
        </p>
      </section>
      <div class="two">
        <section aria-label="Pairings">
          <h2>{state === 'over' ? 'The last round' : 'Pairings'}</h2>
          <Pairings tournament={tournament} />
        </section>
        {recent.length > 0 ? (
          <section aria-label="Latest matches">
            <h2>Latest matches</h2>
            <ol class="match-list card">
              {recent.slice(0, 12).map((match) => {
                const {
                  matchId,
                  agents: [one, two],
                  winner,
                  game,
                  termination,
                } = match;
                return (
                  <li key={matchId}>
                    {/* A match that was not played has no replay. */}
                    <a {...(termination === 'forfeit' ? {} : { href: hrefOf(['match', matchId]) })}>
                      <span class={`side-of a${winner === one.id ? ' won' : ''}`}>
                        <Name of={one.name} />
                      </span>
                      <span class="score">{resultText(match)}</span>
                      <span class={`side-of b${winner === two.id ? ' won' : ''}`}>
                        <Name of={two.name} />
                      </span>
                      <span class="unit what">
                        {gameName(game)}
                        {termination === 'forfeit' ? ', absent' : ''}
                      </span>
                    </a>
                  </li>
                );
              })}
            </ol>
          </section>
        ) : null}
      </div>
    </>
  );
}

/** Where it is, in a line and a bar. */
export function Progress({ tournament }: { readonly tournament: TournamentSnapshot }) {
  const { kind, games, matches, state, round, rounds, beginsAt, pairings } = tournament;
  const current = pairings.filter((pairing) => pairing.round === round);
  const over = current.filter((pairing) => pairing.state === 'over').length;
  const share = state === 'over' ? 1 : rounds === 0 ? 0 : roundsOver(round, over, current.length) / rounds;
  const words =
    state === 'over'
      ? `All ${rounds} rounds are played.`
      : state === 'waiting'
        ? beginsAt === null
          ? 'It begins when two bots are here.'
          : `It begins at ${timeText(beginsAt)} at the latest, and sooner if everybody is here.`
        : `${over} of ${current.length} ${current.length === 1 ? 'pairing is' : 'pairings are'} over.`;
  return (
    <div class="progress stack">
      <p class="row">
        <span class="huge">
          {state === 'over'
            ? 'The tournament is over'
            : state === 'waiting'
              ? 'The tournament waits'
              : `Round ${round} of ${rounds}`}
        </span>
        <span class="large">{words}</span>
        <span class="muted end">
          {kind === 'swiss' ? 'Swiss system' : 'Everybody meets everybody'}, {games.map(gameName).join(', ')},{' '}
          {matches} {matches === 1 ? 'match' : 'matches'} a pairing
        </span>
      </p>
      <progress max={1} value={share} aria-label={words} />
    </div>
  );
}

function roundsOver(round: number, over: number, pairings: number): number {
  return Math.max(0, round - 1) + (pairings === 0 ? 0 : over / pairings);
}

/** Who has won, once it is over. */
export function Winners({ tournament: { state, standings } }: { readonly tournament: TournamentSnapshot }) {
  const winners = state === 'over' ? standings.filter(({ rank }) => rank === 1) : [];
  if (winners.length === 0) return null;
  return (
    <p class="winners card">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M6 3h12v2h3v3a4 4 0 0 1-3.4 4A6 6 0 0 1 13 15.9V19h4v2H7v-2h4v-3.1A6 6 0 0 1 6.4 12 4 4 0 0 1 3 8V5h3zm0 4H5v1a2 2 0 0 0 1 1.7zm12 0v2.7A2 2 0 0 0 19 8V7z" />
      </svg>
      <span class="huge">
        {winners.map(({ agent }, index) => (
          <>
            {index > 0 ? ' and ' : ''}
            <Name key={agent.id} of={agent.name} />
          </>
        ))}
      </span>
      <span class="large">{winners.length > 1 ? 'share first place' : 'wins the tournament'}</span>
    </p>
  );
}

/** @param isOver nobody needs to be here any more */
function botColumn(isOver: boolean): Column<Row> {
  return {
    name: 'Bot',
    value: ({ agent }) => agent.name,
    show: ({ agent, isConnected, rank }) => (
      <span class="bot-name">
        <span class="rank num">{rank}</span>
        <Name of={agent.name} />
        {isConnected || isOver ? null : <span class="tag warn">away</span>}
      </span>
    ),
  };
}

const COLUMNS: readonly Column<Row>[] = [
  {
    name: 'Points',
    isNumber: true,
    value: ({ points }) => points,
    show: ({ points }) => <strong>{halves(points)}</strong>,
  },
  {
    name: 'Buchholz',
    isNumber: true,
    value: ({ buchholz }) => buchholz,
    show: ({ buchholz }) => halves(buchholz),
  },
  {
    name: 'Sonneborn-Berger',
    isNumber: true,
    value: ({ sonnebornBerger }) => sonnebornBerger,
    show: ({ sonnebornBerger }) => halves(sonnebornBerger),
  },
  {
    name: 'Pairings',
    isNumber: true,
    value: ({ pairings }) => pairings.wins,
    show: ({ pairings }) => scoreText(pairings),
  },
  {
    name: 'Matches',
    isNumber: true,
    value: ({ matches }) => matches.wins,
    show: ({ matches }) => scoreText(matches),
  },
  {
    name: 'Byes',
    isNumber: true,
    value: ({ byes }) => byes,
    show: ({ byes, forfeits }) => (
      <span>
        {byes}
        {forfeits > 0 ? <span class="warn absent"> {forfeits} absent</span> : null}
      </span>
    ),
  },
];

interface TableProps {
  readonly rows: readonly Row[];
  readonly isOver: boolean;
  /** The first three columns alone. */
  readonly few?: boolean;
}

/** The table with what breaks ties. */
export function TournamentTable({ rows, isOver, few = false }: TableProps) {
  return (
    <Table
      label="The table of the tournament"
      columns={[botColumn(isOver), ...COLUMNS.slice(0, few ? 2 : COLUMNS.length)]}
      rows={rows}
      keyOf={({ agent }) => agent.id}
    />
  );
}

/** Who plays whom now. */
export function Pairings({ tournament }: { readonly tournament: TournamentSnapshot }) {
  const { kind, pairings, bye, round, state } = tournament;
  if (pairings.length === 0 && bye === null)
    return <Nothing title={state === 'waiting' ? 'They are drawn up when it begins.' : 'There are none.'} />;
  return (
    <ol class="pairings card">
      {[...pairings].sort(underWayFirst).map((pairing) => {
        const [one, two] = pairing.agents;
        return (
          <li key={`${pairing.round} ${one.id} ${two.id}`} class={pairing.state}>
            <span class="side-of a">
              <Name of={one.name} />
            </span>
            <span class="score">
              {halves(pairing.score[0])}–{halves(pairing.score[1])}
            </span>
            <span class="side-of b">
              <Name of={two.name} />
            </span>
            <span class="unit what">
              {pairing.round === round ? '' : `round ${pairing.round}, `}
              <State pairing={pairing} />
            </span>
          </li>
        );
      })}
      {bye ? (
        <li class="bye">
          <span class="side-of a">
            <Name of={bye.name} />
          </span>
          <span class="unit what">
            has no opponent in this round: a bye{kind === 'swiss' ? ', worth a point' : ''}
          </span>
        </li>
      ) : null}
    </ol>
  );
}

const ORDER = { playing: 0, waiting: 1, over: 2 } as const;

function underWayFirst(a: PairingView, b: PairingView): number {
  return ORDER[a.state] - ORDER[b.state];
}

function State({ pairing: { state, played, matches, matchId } }: { readonly pairing: PairingView }) {
  if (state === 'over') return <>over</>;
  const words = `${played} of ${matches} played`;
  return matchId === null ? <>waits, {words}</> : <a href={hrefOf(['match', matchId])}>playing, {words}</a>;
}

function resultText({ winner, agents: [one], termination }: TournamentSnapshot['recent'][number]): string {
  if (winner === null) return termination === 'forfeit' ? '0–0' : '½–½';
  return winner === one.id ? '1–0' : '0–1';
}

function scoreText({ wins, draws, losses }: Score): string {
  return `${wins}–${draws}–${losses}`;
}

/** `3½` of 3.5. */
function halves(value: number): string {
  const whole = Math.floor(value);
  const part = value - whole;
  if (part === 0) return String(whole);
  if (part === 0.5) return `${whole === 0 ? '' : whole}½`;
  return value.toFixed(2);
}
