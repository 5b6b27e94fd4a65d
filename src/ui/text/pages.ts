import { Output, type OutputStream } from './output.js';
import { width } from './text.js';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const CLEAR = '\u001b[H\u001b[J';

/**
 * A terminal of its own to turn pages on; what was there before comes back with `close`, which is idempotent, and also done
 * when the process exits.
 */
export function openPages(stream: OutputStream) {
  const output = new Output('stdout', stream);
  let open = true;
  const close = () => {
    process.removeListener('exit', close);
    if (open) output.write(LEAVE);
    open = false;
  };
  process.on('exit', close);
  output.write(ENTER);
  return {
    /** Shows these lines in place of the last ones; of too many, the end and the foot. */
    show(lines: readonly string[], foot: string): void {
      const columns = stream.columns || 80;
      let room = (stream.rows || 24) - 2;
      const shown: string[] = [];
      for (const line of [...lines].reverse()) {
        // A line that is too wide takes several rows.
        room -= Math.max(1, Math.ceil(width(line) / columns));
        if (room < 0) break;
        shown.unshift(line);
      }
      output.write(`${CLEAR}${[...shown, '', foot].join('\n')}`);
    },
    close,
  };
}
