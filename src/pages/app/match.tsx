import { render } from 'preact';
import type { Replay } from '../replay.js';
import { Player } from './replay/player.js';

/* The entry of a file that holds one match. What the file says by itself stays where its data cannot be shown. */

const root = document.getElementById('root');
const data = document.getElementById('match')?.textContent ?? '';
try {
  const match = JSON.parse(data) as Replay;
  root?.replaceChildren();
  if (root) render(<Player match={match} />, root);
} catch (error) {
  const words = document.createElement('p');
  words.setAttribute('role', 'alert');
  words.textContent = `This file is damaged: its match cannot be read (${(error as Error).message}).`;
  root?.replaceChildren(words);
}
