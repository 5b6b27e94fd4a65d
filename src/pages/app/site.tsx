import { render } from 'preact';
import { ArenaPage } from './arena/arena.js';
import { Keys } from './keys.js';
import { Watch } from './watch/watch.js';

/* The entry of the pages that a server shows: `botpit watch` and the arena. The server says which in `data-door`. */

function Site({ door }: { readonly door: string | undefined }) {
  return (
    <>
      <main class={`page ${door ?? ''}`}>{door === 'watch' ? <Watch /> : <ArenaPage />}</main>
      <Keys />
    </>
  );
}

const root = document.getElementById('root');
if (root) render(<Site door={root.dataset.door} />, root);
