import { useMemo } from 'preact/hooks';
import { Board } from '../../boards/index.js';
import { type BoardProps, nameOf, PLAYERS, roundOf, scoreOf, turnOf } from '../../boards/read.js';
import { playedWords } from '../../boards/words.js';
import type { Proof } from '../../proof/prove.js';
import type { Replay } from '../../replay.js';
import { Controls, Timeline } from './controls.js';
import { useNewest, usePlayback } from './playback.js';
import { ProofView, useProof } from './proof.js';
import { Facts, Title } from './result.js';
import { RoundWords } from './round.js';

interface PlayerProps {
  readonly match: Replay;
  /** What the seed tells of it beyond the results, where it has been opened: it is drawn, too. */
  readonly proof?: Proof | null;
}

/** A match to step through; of one that is under way, the newest round is shown until somebody steps back. */
export function Player({ match, proof = null }: PlayerProps) {
  // Another match begins anew.
  return <Shown key={match.matchId} match={match} proof={proof} />;
}

/** The same, and below it the check that the match was fair, once it is over. */
export function ProvenPlayer({ match }: { readonly match: Replay }) {
  const proof = useProof(match);
  return (
    <>
      <Player match={match} proof={proof} />
      {match.end ? <ProofView match={match} proof={proof} /> : null}
    </>
  );
}

/** The board of a match under way: what is new, as it comes. */
export function LiveBoard({ match }: { readonly match: Replay }) {
  return <NewestBoard key={match.matchId} match={match} />;
}

function NewestBoard({ match }: { readonly match: Replay }) {
  return (
    <div class="board-view">
      <Board match={match} shown={useNewest(match)} />
    </div>
  );
}

/** What each die showed, by round. */
function diceOf({ game, side, rounds }: Replay, proof: Proof | null): BoardProps['dice'] {
  if (game !== 'dice_duel' || proof === null) return undefined;
  const dice = new Map<number, Readonly<Record<'mine' | 'theirs', readonly number[]>>>();
  for (const { round } of rounds) {
    const values = proof.draws
      .filter((draw) => draw.round === round)
      .map(({ meaning }) => Number(meaning?.value));
    const [a, b] = [values.slice(0, 2), values.slice(2, 4)];
    dice.set(round, side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a });
  }
  return dice;
}

function Shown({ match, proof }: { readonly match: Replay; readonly proof: Proof | null }) {
  const dice = useMemo(() => diceOf(match, proof), [match, proof]);
  const playback = usePlayback(match);
  const { shown, isPlaying } = playback;
  return (
    <section class="player stack" aria-label="Replay">
      <Title match={match} />
      <div class="scene">
        <div class="stack">
          <div class="board-view">
            <Board match={match} shown={shown} mines={proof?.mines} dice={dice} />
          </div>
          <Timeline match={match} playback={playback} />
          <Controls match={match} playback={playback} />
        </div>
        <RoundWords match={match} shown={shown} />
      </div>
      <Facts match={match} />
      <p class="unseen" aria-live={isPlaying ? 'off' : 'polite'}>
        {announced(match, shown)}
      </p>
    </section>
  );
}

/** What a step is to somebody who hears the page. */
function announced(match: Replay, shown: number): string {
  const round = roundOf({ match, shown });
  if (!round) return turnOf({ match, shown }) ? 'A turn waits for its moves.' : 'Before the first round.';
  const moves = PLAYERS.map((player) => {
    const move = playedWords(match.game, round, player);
    return `${nameOf(match, player)} ${move}`;
  });
  const score = scoreOf({ match, shown });
  return `Round ${round.round}: ${moves.join(', ')}. Score ${score.mine} to ${score.theirs}.`;
}
