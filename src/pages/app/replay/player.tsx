import { Board } from '../../boards/index.js';
import { isLate, moveOf, nameOf, PLAYERS, roundOf, scoreOf, turnOf } from '../../boards/read.js';
import { moveWords } from '../../boards/words.js';
import type { Replay } from '../../replay.js';
import { Controls, Timeline } from './controls.js';
import { usePlayback } from './playback.js';
import { Facts, Title } from './result.js';
import { RoundWords } from './round.js';

/** A match to step through; of one that is under way, the newest round is shown until somebody steps back. */
export function Player({ match }: { readonly match: Replay }) {
  // Another match begins anew.
  return <Shown key={match.matchId} match={match} />;
}

function Shown({ match }: { readonly match: Replay }) {
  const playback = usePlayback(match);
  const { shown, isPlaying } = playback;
  return (
    <section class="player stack" aria-label="Replay">
      <Title match={match} />
      <div class="stage">
        <div class="stack">
          <div class="board-view">
            <Board match={match} shown={shown} />
          </div>
          <Timeline match={match} playback={playback} />
          <Controls match={match} playback={playback} />
        </div>
        <div class="stack">
          <RoundWords match={match} shown={shown} />
          <Facts match={match} />
        </div>
      </div>
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
    const move = isLate(round, player) ? 'late' : moveWords(match.game, moveOf(round, player));
    return `${nameOf(match, player)} ${move}`;
  });
  const score = scoreOf({ match, shown });
  return `Round ${round.round}: ${moves.join(', ')}. Score ${score.mine} to ${score.theirs}.`;
}
