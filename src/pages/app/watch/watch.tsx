import { useEffect, useState } from 'preact/hooks';
import { TIME_ZONE, timeText } from '../format.js';
import { hear, type Lost, useAnswer } from '../load.js';
import { Nothing, Trouble } from '../parts.js';
import { go, useRoute } from '../route.js';

/** The page of `botpit watch`. */
export function Watch() {
  const { path } = useRoute();
  const [lost, setLost] = useState<Lost>(null);
  useEffect(() => hear('/api/events', {}, setLost), []);
  const { problem } = useAnswer('/api/status');
  return (
    <>
      {lost === null ? null : <p class="tag warn">not connected since {timeText(lost)}</p>}
      {problem ? <Trouble title={problem.message}>{problem.hint}</Trouble> : null}
      {path.length === 0 ? null : (
        <button type="button" class="plain" onClick={() => go([])}>
          All
        </button>
      )}
      <Nothing title="Nothing plays yet." type="botpit play rps --local" />
      <footer class="small muted">Times are local: {TIME_ZONE}.</footer>
    </>
  );
}
