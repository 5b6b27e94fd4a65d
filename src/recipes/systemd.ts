import { dirname } from 'node:path';
import { escapeUnit, quoteExec, quoteSh, quoteUnit } from '../lib/quote.js';
import { keyNote, NO_RESTART, operatorWords, type Plan, RESTART, type Recipe } from './plan.js';
import { fill } from './template.js';

/** For a strategy to load, tables and all. */
const LOAD_S = 60;

/** A system unit. Needs systemd 247 (credentials). */
export function systemd(plan: Plan): Recipe {
  const { name, folder, node, bin, user, config, metricsPort, stopS } = plan;
  // The credential is readable by root alone where nobody said otherwise.
  const keyFile = plan.keyFile === null ? null : (config.apiKeyFile ?? `/etc/botpit/${name}.key`);
  const exec = [quoteUnit(node), ...[bin, ...plan.words(), '--metrics', String(metricsPort)].map(quoteExec)];
  // The socket is given this time, and then the answer to the key.
  const connectS = Math.ceil((2 * config.authTimeoutMs) / 1000);
  const data = `/var/lib/${name}`;
  const text = fill('botpit.service', {
    name,
    user,
    folder: escapeUnit(folder),
    exec: exec.join(' '),
    keyFile: keyFile === null ? null : escapeUnit(keyFile),
    data,
    ...operatorWords(plan, data),
    logFolder: config.logFile === null ? null : quoteUnit(dirname(config.logFile)),
    connectS,
    startS: connectS + LOAD_S,
    restart: RESTART.join(', '),
    noRestart: NO_RESTART.join(' '),
    stopS,
  });
  const target = `/etc/systemd/system/${name}.service`;
  return {
    text,
    notes: [
      `Install it with: botpit recipe systemd | sudo tee ${target}`,
      ...(config.apiKeyFile !== null || keyFile === null
        ? keyNote(keyFile)
        : [`The key goes in once: sudo install -D -m 600 botpit.key ${quoteSh(keyFile)}`]),
      `Start it with: sudo systemctl daemon-reload && sudo systemctl enable --now ${name}`,
      `Follow it with: journalctl -fu ${name}`,
    ],
  };
}
