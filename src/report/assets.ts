import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FROM_SOURCE, PACKAGE_ROOT } from '../lib/package-root.js';

/** The parts of a page that are the same in all. */
export interface Assets {
  readonly style: string;
  readonly script: string;
  /** Of `script`, as a content security policy names it. */
  readonly scriptHash: string;
}

/** The modules of the page's script, each after those that it imports. */
const MODULES = ['data.js', 'chart.js', 'lines.js', 'ratings.js', 'choice.js', 'page.js'] as const;

/** Where the sources have the files; the build puts them side by side. */
const UPLOT = FROM_SOURCE ? 'node_modules/uplot/' : 'dist/report/uplot/';
const BROWSER = FROM_SOURCE ? 'src/report/browser/' : 'dist/report/browser/';

export function readAssets(): Assets {
  const licence = `/*!\nuPlot\n${read(`${UPLOT}LICENSE`)}*/`;
  const charts = read(`${UPLOT}dist/uPlot.iife.min.js`);
  const modules = MODULES.map((name) => asScript(read(`${BROWSER}${name}`)));
  const script = `${licence}\n${charts}\n(() => {\n'use strict';\n${modules.join('\n')}})();\n`;
  return {
    style: `${read(`${UPLOT}dist/uPlot.min.css`)}\n${read(`${BROWSER}page.css`)}`,
    script,
    scriptHash: `sha256-${createHash('sha256').update(script).digest('base64')}`,
  };
}

/** A module as part of one script, as a file opened from a disk may not import others: no two define the same name. */
function asScript(module: string): string {
  return module.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, '');
}

function read(path: string): string {
  // A browser reads line ends as \n before it takes the hash.
  return readFileSync(new URL(path, PACKAGE_ROOT), 'utf8').replaceAll('\r\n', '\n');
}
