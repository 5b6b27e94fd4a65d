import { render } from 'preact';

/* The entry of the pages that a server shows: `botpit watch` and the arena. The server says which in `data-door`. */

const root = document.getElementById('root');
if (root) render(<main>{root.dataset.door}</main>, root);
