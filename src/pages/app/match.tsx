import { render } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { oneLine } from '../../lib/visible.js';
import type { Proof } from '../proof/prove.js';
import { readReplay } from '../read-replay.js';
import type { Replay } from '../replay.js';
import { Keys } from './keys.js';
import { Trouble } from './parts.js';
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
      <p>Something stands in them that this page does not understand: {(error as Error).message}</p>
    </Trouble>
  );
}

/** What ended a match before its rules did. */
function Ended({ note }: { readonly note: string }) {
  const lines = note.split('\n').slice(0, 2);
  return (
    <section class="card">
      <h2>Lost before its end</h2>
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
