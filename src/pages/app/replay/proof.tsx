import { useEffect, useState } from 'preact/hooks';
import { oneLine } from '../../../lib/visible.js';
import { type Proof, type ProvenDraw, prove } from '../../proof/prove.js';
import type { Replay } from '../../replay.js';
import { Name } from '../parts.js';

/** Checks a match in this browser. @returns null until it is done, which takes some milliseconds */
export function useProof(match: Replay): Proof | null {
  const [proof, set] = useState<{ readonly of: Replay; readonly proof: Proof } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    // A page that came over a plain connection has no `subtle`, whatever its type says.
    const { subtle } = globalThis.crypto as Partial<Crypto>;
    void prove(match, subtle).then((proof) => {
      if (isCurrent) set({ of: match, proof });
    });
    return () => {
      isCurrent = false;
    };
  }, [match]);
  return proof?.of === match ? proof.proof : null;
}

const MARKS = {
  fair: { side: 'win', path: 'M1 5.5 4 8.5 9 1.5' },
  'not fair': { side: 'loss', path: 'M1.5 1.5 8.5 8.5M8.5 1.5 1.5 8.5' },
  'cannot be checked': { side: 'warn', path: 'M5 1V6M5 8V9' },
} as const;

/** Whether a match was fair, by this browser's own reckoning: the verdict, and each step to it. */
export function ProofView({ match, proof }: { readonly match: Replay; readonly proof: Proof | null }) {
  return (
    <section class="proof card stack" aria-labelledby="proof">
      <h2 id="proof">Was it fair?</h2>
      <div role="status">{proof ? <Verdict proof={proof} /> : <p class="muted">Checking …</p>}</div>
      {proof && proof.checks.length > 0 ? <Steps match={match} proof={proof} /> : null}
    </section>
  );
}

function Verdict({ proof: { verdict, sentence } }: { readonly proof: Proof }) {
  const { side, path } = MARKS[verdict];
  return (
    <>
      <p class={`verdict ${side}`} data-verdict={verdict}>
        <svg viewBox="0 0 10 10" aria-hidden="true">
          <path d={path} />
        </svg>
        <span>{sentence}</span>
      </p>
      {verdict === 'not fair' ? (
        <p>
          Either the arena did not do what it promised, or somebody changed this match after it was recorded.
          Whoever played it can tell which: <code>botpit verify</code> checks the frames that came from the
          arena.
        </p>
      ) : null}
    </>
  );
}

function Steps({ match, proof }: { readonly match: Replay; readonly proof: Proof }) {
  const { draws, checks } = proof;
  const notes = checks.flatMap(({ unchecked }) => unchecked).slice(0, MOST_NOTES);
  return (
    <details>
      <summary>Every step of the check, made in this browser</summary>
      <div class="stack">
        <Commitment match={match} proof={proof} />
        {draws.length > 0 ? <Draws match={match} proof={proof} /> : null}
        <h3>The rounds</h3>
        <p>{sentenceOf(checks[1]?.summary ?? '')}</p>
        {notes.length > 0 ? (
          <>
            <p>Not part of the check:</p>
            <ul class="notes">
              {notes.map((note) => (
                <li>{oneLine(note, 200)}</li>
              ))}
            </ul>
          </>
        ) : null}
        <p class="muted small">
          The check shows that nobody chose the random numbers after the moves. It cannot show whether a late
          move was late, what the two bots knew of each other, or whether names, times and money are true.
        </p>
      </div>
    </details>
  );
}

/** A hostile record may have any number. */
const MOST_NOTES = 20;

function sentenceOf(summary: string): string {
  const line = oneLine(summary, 400);
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}

function Commitment({ match, proof }: { readonly match: Replay; readonly proof: Proof }) {
  const { serverSeed = '', serverSeedHash = '' } = match.fairness ?? {};
  return (
    <>
      <h3>The promise</h3>
      <p>{sentenceOf(proof.checks[0]?.summary ?? '')}</p>
      <dl class="hashes">
        <dt>Promised before the match (SHA-256)</dt>
        <dd class="mono">{oneLine(serverSeedHash || 'nothing', 200)}</dd>
        <dt>Seed, revealed after it</dt>
        <dd class="mono">{oneLine(serverSeed || 'nothing', 200)}</dd>
        {proof.seedHash === null ? null : (
          <>
            <dt>SHA-256 of that seed, made here</dt>
            <dd class="mono">{proof.seedHash}</dd>
          </>
        )}
      </dl>
    </>
  );
}

/** Bits of a digest that make a number: 13 hex digits. */
const TAKEN = 13;

function Draws({ match, proof }: { readonly match: Replay; readonly proof: Proof }) {
  const wrong = new Set(proof.checks[1]?.mismatches.map(({ round, field }) => `${round} ${field}`));
  const isWrong = ({ round, meaning }: ProvenDraw) =>
    meaning !== null && wrong.has(`${round} ${meaning.field}`);
  const { mine, theirs, side } = match;
  const [a, b] = side === 'a' ? [mine, theirs] : [theirs, mine];
  return (
    <>
      <h3>The draws</h3>
      <p>
        Each is the HMAC-SHA256 of a text, with the seed as its key. The first 52 bits of it, over 2
        <sup>52</sup>, are a number from 0 to 1, and the rules make a draw of that. Side a is{' '}
        <Name of={a.name} />, side b is <Name of={b.name} />.
      </p>
      <table class="draws">
        <thead>
          <tr>
            <th class="num">Draw</th>
            <th>Text</th>
            <th>HMAC</th>
            <th class="num">Number</th>
            <th>Stands for</th>
          </tr>
        </thead>
        <tbody>
          {proof.draws.map((draw) => (
            <tr class={isWrong(draw) ? 'wrong' : ''}>
              <th class="num" scope="row">
                {draw.number}
              </th>
              <td class="mono wide" data-label="Text">
                {oneLine(draw.input, 120)}
              </td>
              <td class="mono wide" data-label="HMAC">
                <mark>{draw.digest.slice(0, TAKEN)}</mark>
                <span class="muted">{draw.digest.slice(TAKEN)}</span>
              </td>
              <td class="num" data-label="Number">
                {draw.unit.toFixed(6)}
              </td>
              <td data-label="Stands for">
                Round {draw.round}
                {draw.meaning ? `: ${draw.meaning.what}, ${draw.meaning.value}` : ''}
                {isWrong(draw) ? <strong class="loss"> (the match says otherwise)</strong> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
