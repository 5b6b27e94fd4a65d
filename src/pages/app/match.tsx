import { render } from 'preact';
import type { Replay } from '../replay.js';
import { Player } from './replay/player.js';

/* The entry of a file that holds one match. */

const data = document.getElementById('match')?.textContent ?? '';
const root = document.getElementById('root');
if (root) render(<Player match={JSON.parse(data) as Replay} />, root);
