import type { ComponentChildren } from 'preact';
import { gameOf, isGameId } from '../../../games/index.js';
import { isLate, moveOf, nameOf, PLAYERS, type Player, roundOf, turnOf } from '../../boards/read.js';
import { moveWords, playedWords, stateWords, valueWords } from '../../boards/words.js';
import type { Replay, ReplayAnswer, ReplayRound } from '../../replay.js';
import { durationText, nameText } from '../format.js';
import { Name, Outcome } from '../parts.js';

/** What is known of the round that a board shows, in words. */
export function RoundWords(props: { readonly match: Replay; readonly shown: number }) {
  const { match } = props;
  const round = roundOf(props);
  const turn = turnOf(props);
  if (round) return <Told match={match} round={round} />;
  return (
    <section class="card stack round">
      <h2>{turn ? `Round ${turn.round} waits for its moves` : 'Before the first round'}</h2>
      {turn ? (
        <>
          <Saw match={match} state={turn.state} saw="sees" />
          <Part title="Time">Each side has {durationText(turn.timeoutMs)}.</Part>
        </>
      ) : (
        <p>
          {isGameId(match.game) ? gameOf(match.game).rules : 'This version of botpit does not know the game.'}
        </p>
      )}
    </section>
  );
}

function Told({ match, round }: { readonly match: Replay; readonly round: ReplayRound }) {
  const { outcome, taunts, otherAnswer } = round;
  return (
    <section class="card stack round">
      <h2 class="row">
        Round {round.round}
        {['win', 'loss', 'tie'].includes(outcome) ? <Outcome of={outcome} /> : null}
      </h2>
      <div class="moves">
        {PLAYERS.map((player) => (
          <p class={player}>
            <Name of={match[player].name} />
            <strong class="large">{playedWords(match.game, round, player)}</strong>
            <Flag round={round} player={player} />
          </p>
        ))}
      </div>
      <Time match={match} round={round} />
      <Saw match={match} state={round.state} saw="saw" />
      <Part title="Chosen by">
        <Source match={match} round={round} />
      </Part>
      {otherAnswer ? <Other match={match} round={round} other={otherAnswer} /> : null}
      {taunts.length === 0 ? null : (
        <Part title="Said">
          {taunts.slice(0, 20).map(({ by, tauntId }) => (
            <span class="taunt">
              <Name of={match[by].name} />: <q>{nameText(tauntId)}</q>
            </span>
          ))}
        </Part>
      )}
    </section>
  );
}

function Part({
  title,
  children,
}: {
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <div>
      <h3>{title}</h3>
      <div>{children}</div>
    </div>
  );
}

function Flag({ round, player }: { readonly round: ReplayRound; readonly player: Player }) {
  if (isLate(round, player)) return <span class="tag warn">late</span>;
  return player === 'mine' && round.source === 'fallback' ? <span class="tag warn">fallback</span> : null;
}

interface SawProps {
  readonly match: Replay;
  readonly state: ReplayRound['state'];
  readonly saw: 'saw' | 'sees';
}

/** What the strategy was shown before it moved. */
function Saw({ match, state, saw }: SawProps) {
  const { strategy, name } = match.mine;
  const fields = stateWords(state);
  return (
    <Part
      title={
        <>
          What {strategy === null ? nameText(name) : <code>{nameText(strategy)}</code>} {saw}
        </>
      }
    >
      {state === null ? (
        'It was not asked.'
      ) : fields.length === 0 ? (
        'The score and the rounds before. This game shows nothing else before the moves.'
      ) : (
        <dl class="state">
          {fields.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Part>
  );
}

function Source({ match, round }: { readonly match: Replay; readonly round: ReplayRound }) {
  const { source, reason, move } = round;
  const { strategy, strategyVersion } = match.mine;
  const sent =
    isLate(round, 'mine') && move !== null && move !== undefined
      ? ` It had sent ${moveWords(match.game, move)}, which was too late or not legal.`
      : '';
  const why = reason === null ? '' : valueWords(reason);
  if (source === 'fallback') {
    return (
      <>
        <span class="warn">The fallback of the game</span>, as the strategy gave no move
        {why === '' ? '' : `: ${why}`}.{sent}
      </>
    );
  }
  if (source === null)
    return (
      <>
        {isLate(round, 'mine') ? 'No move was sent.' : 'Unknown.'}
        {why === '' ? '' : ` ${why}.`}
        {sent}
      </>
    );
  return (
    <>
      {strategy === null ? 'The strategy' : <code>{nameText(strategy)}</code>}
      {strategyVersion === null ? '' : `, version ${nameText(strategyVersion)}`}.{sent}
    </>
  );
}

/** How long each side took, on the scale of the deadline. */
function Time({ match, round }: { readonly match: Replay; readonly round: ReplayRound }) {
  const { decideMs, theirDecideMs, timeoutMs } = round;
  const times = [
    ['mine', decideMs],
    ['theirs', theirDecideMs],
  ] as const;
  const known = times.flatMap(([player, ms]) => (isTime(ms) ? [{ player, ms }] : []));
  if (known.length === 0) return null;
  const said = known.map(({ player, ms }) => `${nameOf(match, player)} ${durationText(ms)}`).join(', ');
  const whole = isTime(timeoutMs) && timeoutMs > 0 ? timeoutMs : null;
  return (
    <Part title="Time">
      {said}
      {whole === null ? '' : ` of ${durationText(whole)}`}
      {whole === null ? null : (
        <div class="scale" aria-hidden="true">
          {known.map(({ player, ms }) => (
            <i class={player} style={{ left: `${Math.min(100, (100 * ms) / whole)}%` }} />
          ))}
        </div>
      )}
    </Part>
  );
}

function isTime(ms: unknown): ms is number {
  return typeof ms === 'number' && ms >= 0 && ms < 1e12;
}

/** What another strategy would have played. */
function Other({
  match,
  round,
  other,
}: {
  readonly match: Replay;
  readonly round: ReplayRound;
  readonly other: ReplayAnswer;
}) {
  const would = moveWords(match.game, other.move);
  const isSame = would === moveWords(match.game, round.move ?? moveOf(round, 'mine'));
  return (
    <Part
      title={
        <>
          <code>{nameText(other.strategy)}</code> would have played
        </>
      }
    >
      <strong>{would}</strong>
      {other.problem === null ? (
        <span class={isSame ? 'muted' : 'warn'}>{isSame ? ', the same' : ', another move'}</span>
      ) : (
        <span class="warn">: {valueWords(other.problem)}</span>
      )}
    </Part>
  );
}
