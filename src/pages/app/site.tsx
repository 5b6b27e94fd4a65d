import { render } from 'preact';
import { ArenaPage } from './arena/arena.js';
import { Keys } from './keys.js';
import { Watch } from './watch/watch.js';

/* The entry of the pages that a server shows: `botpit watch` and the arena. The server says which in `data-site`. */

function Site({ name }: { readonly name: string | undefined }) {
  return (
    <>
      <main class={`page ${name ?? ''}`}>{name === 'watch' ? <Watch /> : <ArenaPage />}</main>
      <Keys />
    </>
  );
}

const root = document.getElementById('root');
if (root) render(<Site name={root.dataset.site} />, root);
