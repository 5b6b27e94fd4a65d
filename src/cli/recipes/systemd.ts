import { dirname } from 'node:path';
import { operatorWords } from './operator.js';
import { keyNote, type Plan, type Recipe } from './plan.js';
import { escapeUnit, quoteExec, quoteSh, quoteUnit } from './quote.js';
import { NO_RESTART, RESTART_RULE } from './restart.js';

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
  const operator = operatorWords(plan, data);
  const credential = keyFile === null ? '' : `LoadCredential=botpit-api-key:${escapeUnit(keyFile)}\n`;
  const text = `# ${name}.service
[Unit]
Description=botpit in ${escapeUnit(folder)}
Wants=network-online.target
After=network-online.target time-sync.target
# Any number of starts: an arena that is out of reach may be so for hours.
StartLimitIntervalSec=0

[Service]
User=${user}
WorkingDirectory=${escapeUnit(folder)}
ExecStart=${exec.join(' ')}
${credential}# ${data}: the records, and what limits remember. Outranks a dataDir in the config, which the unit could not write to.
# Commands look there when they are told so, by ${user} (anybody else: sudo -u ${user} ...):
#   botpit ${operator.status}
#   botpit ${operator.stop}
#   botpit ${operator.resume}
# After a stop or a resume it plays again with: sudo systemctl start ${name}
StateDirectory=${name}
StateDirectoryMode=0700
Environment=BOTPIT_DATA_DIR=%S/${name}
${config.logFile === null ? '' : `ReadWritePaths=${quoteUnit(dirname(config.logFile))}\n`}
# Ready when the arena has taken the key. botpit tries that once, for ${connectS} s at most (twice its authTimeout), and
# loads the strategy before, for which there is a minute here.
Type=notify
NotifyAccess=all
TimeoutStartSec=${connectS + LOAD_S}
WatchdogSec=2min

${RESTART_RULE}
Restart=on-failure
RestartSec=30
RestartPreventExitStatus=${NO_RESTART.join(' ')}

# A stop lets the match in progress finish. The signal goes to botpit alone, or it would end the strategy first.
KillMode=mixed
KillSignal=SIGTERM
TimeoutStopSec=${stopS}

# Writes to its state folder only. No MemoryDenyWriteExecute: Node compiles JavaScript into memory that it then runs.
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
`;
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
