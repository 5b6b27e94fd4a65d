// What a report does only where scripts run: it draws charts, lets choose a pairing, and copies a command.
import { followWidths } from './chart.js';
import { drawChosen, offerChoice } from './choice.js';
import { data, made } from './data.js';
import { drawRatings } from './ratings.js';

function drawAll() {
  if (data.pairings.length > 0) drawChosen();
  if (data.ratings.length > 0) drawRatings();
}

/** @param {Element} block */
function offerCopy(block) {
  const code = block.querySelector('code');
  if (code === null) return;
  const button = made('button', 'Copy');
  button.type = 'button';
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
      button.textContent = 'Copied';
    } catch {
      // Where a page may not write to the clipboard, the text is at least selected.
      getSelection()?.selectAllChildren(code);
      button.textContent = 'Selected';
    }
  });
  block.append(button);
}

if (data.pairings.length > 0) offerChoice();
drawAll();
followWidths();
document.querySelectorAll('pre[data-copy]').forEach(offerCopy);
// Colours are painted into the charts.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
