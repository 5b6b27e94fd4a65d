import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Html, html, inlineJson } from '../lib/html.js';
import { PACKAGE_ROOT } from '../lib/package-root.js';
import { oneLine } from '../lib/visible.js';
import { version } from '../version.js';
import type { Replay } from './replay.js';

/**
 * A match as one page of HTML, to be written to a file as it is. It holds all that it shows, asks the network for nothing,
 * and runs the one script that its policy names.
 */
export function matchPage(match: Replay): string {
  const { script, style } = readAssets();
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const title = `${oneLine(match.mine.name, 40)} against ${oneLine(match.theirs.name, 40)}, ${oneLine(match.game, 40)}`;
  // What is read without the script comes first, the style included: of a file that was cut off, it is what is left.
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="A match of ${title}: every round of it, and a check that it was fair.">
<meta name="generator" content="botpit ${version()}">
<title>${title} – botpit</title>
</head>
<body>
<div id="root">
<main>
<h1>${title}</h1>
<p>${resultOf(match)} Match ${oneLine(match.matchId)}.</p>
<noscript><p>To see the rounds and to check that they were fair, allow this page to run its script.</p></noscript>
<p id="damaged">If the rounds do not appear, this file is damaged or was changed: its script is missing, or is not the one that
botpit put into it. Ask whoever sent it for another copy.</p>
</main>
</div>
<style>${new Html(style)}</style>
<script type="application/json" id="match">${inlineJson(match)}</script>
<script>${new Html(script)}</script>
</body>
</html>
`;
  return page.text;
}

function resultOf({ end }: Replay): string {
  if (!end) return 'It is not over yet.';
  const [mine, theirs] = end.score;
  const words = { win: 'Won', loss: 'Lost', draw: 'Drawn,' };
  return `${words[end.outcome]} ${mine} to ${theirs}.`;
}

/** The parts of a page that are the same in all. */
function readAssets(): { readonly script: string; readonly style: string } {
  const [script, style] = ['match.js', 'page.css'].map((name) =>
    readFileSync(new URL(`dist/pages/${name}`, PACKAGE_ROOT), 'utf8')
      // A browser reads line ends as \n before it takes the hash.
      .replaceAll('\r\n', '\n'),
  ) as [string, string];
  // In a text or a pattern it means the same, and does not end the element.
  return { script: script.replace(/<(?=\/script|!--)/gi, '\\x3c').trim(), style };
}

/** As a content security policy names it. */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
