import { render } from 'preact';
import { Keys } from '../../src/pages/app/keys.js';
import { Player } from '../../src/pages/app/replay/player.js';
import type { Replay } from '../../src/pages/replay.js';

/* A page that shows what it is given, again and again, as a live match is: the player's own code in a browser. */

declare global {
  interface Window {
    /** Done when it is on the screen, and hears the keys. */
    show(match: Replay): Promise<void>;
  }
}

window.show = (match) => {
  render(
    <>
      <main class="page">
        <Player match={match} />
      </main>
      <Keys />
    </>,
    document.body,
  );
  return new Promise((shown) => requestAnimationFrame(() => setTimeout(shown, 0)));
};
