import { render } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { oneLine } from '../../lib/visible.js';
import { scoreOf } from '../boards/read.js';
import { playedWords } from '../boards/words.js';
import type { Proof } from '../proof/prove.js';
import { readReplay } from '../read-replay.js';
import type { Replay } from '../replay.js';
import { nameText } from './format.js';
import { Keys } from './keys.js';
import { Outcome, Trouble } from './parts.js';
import { Player } from './replay/player.js';
import { ProofView, useProof } from './replay/proof.js';

/* The entry of a file that holds one match. */

function File({ match }: { readonly match: Replay }) {
  const proof = useProof(match);
  return (
    <>
      <main class="page file">
        <Shown match={match} proof={proof} />
        {match.end?.note ? <Ended note={match.end.note} /> : null}
        <Rounds match={match} />
        <ProofView match={match} proof={proof} />
      </main>
      <Keys />
    </>
  );
}

/** The player; where it cannot draw what stands in the file, words in its place. */
function Shown({ match, proof }: { readonly match: Replay; readonly proof: Proof | null }) {
  const [error] = useErrorBoundary();
  if (error === undefined) return <Player match={match} proof={proof} />;
  return (
    <Trouble title="The rounds of this match cannot be drawn.">
      <p>They hold something that this page does not understand: {(error as Error).message}</p>
    </Trouble>
  );
}

function scoreText(match: Replay, shown: number): string {
  const { mine, theirs } = scoreOf({ match, shown });
  return `${mine}–${theirs}`;
}

/** All rounds at once, for paper: on a screen they are stepped through. */
function Rounds({ match }: { readonly match: Replay }) {
  return (
    <section class="printed">
      <h2>All rounds</h2>
      <table>
        <thead>
          <tr>
            <th class="num">Round</th>
            <th>{nameText(match.mine.name)}</th>
            <th>{nameText(match.theirs.name)}</th>
            <th>Outcome</th>
            <th class="num">Score</th>
          </tr>
        </thead>
        <tbody>
          {match.rounds.map((round, i) => (
            <tr>
              <th class="num" scope="row">
                {round.round}
              </th>
              <td>{playedWords(match.game, round, 'mine')}</td>
              <td>{playedWords(match.game, round, 'theirs')}</td>
              <td>
                <Outcome of={round.outcome} />
              </td>
              <td class="num">{scoreText(match, i + 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What ended a match before its rules did. */
function Ended({ note }: { readonly note: string }) {
  const lines = note.split('\n').slice(0, 2);
  return (
    <section class="card">
      <h2>Lost early</h2>
      {lines.map((line) => (
        <p>{oneLine(line, 300)}</p>
      ))}
    </section>
  );
}

function Damaged({ problem }: { readonly problem: string }) {
  return (
    <main class="page file">
      <h1 class="unseen">A match</h1>
      <Trouble title="This file is damaged, or was changed after botpit wrote it.">
        <p>Its match cannot be shown: {problem}. Ask whoever sent it for another copy.</p>
      </Trouble>
    </main>
  );
}

const root = document.getElementById('root');
if (root) {
  // What the file says without a script.
  root.replaceChildren();
  try {
    render(<File match={readReplay(document.getElementById('match')?.textContent ?? '')} />, root);
  } catch (error) {
    root.replaceChildren();
    render(<Damaged problem={(error as Error).message} />, root);
  }
}
