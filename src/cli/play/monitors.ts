import { type Config, redact } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import type { Monitors } from '../../monitoring/index.js';
import type { EventSink, RunnerEvent } from '../../runner/index.js';
import { createTextLines, formatJson } from '../../ui/index.js';
import { inOneLine } from '../report.js';

/**
 * What others are to hear of a session by: log file, metrics, webhook, systemd.
 * @returns null where nobody is
 * @throws BotpitError where one of them cannot be had
 */
export async function openMonitorsOf(
  config: Config,
  env: NodeJS.ProcessEnv,
  emit: EventSink,
): Promise<Monitors | null> {
  const { metrics, logFile, webhook } = config;
  if (metrics === null && logFile === null && webhook === null && !env.NOTIFY_SOCKET) return null;
  const { openMonitors } = await import('../../monitoring/index.js');
  return openMonitors(
    {
      metrics: metrics === null ? null : { host: config.metricsHost, port: metrics },
      logFile: logFile === null ? null : logFileOf(config, logFile),
      webhook,
      giveUpAfterMs: config.giveUpAfterMs,
    },
    {
      env,
      format: { json: formatJson, text: createTextLines() },
      warn: (code, message) => emit({ event: 'warning', code, message }),
    },
  );
}

function logFileOf({ logLevel, logFormat, logMaxSizeBytes, logKeep }: Config, path: string) {
  return { path, level: logLevel, format: logFormat, maxSizeBytes: logMaxSizeBytes, keep: logKeep };
}

/** What ends play from outside of it, as an event. */
export function crashOf(error: unknown): RunnerEvent {
  if (error instanceof BotpitError) return { event: 'error', code: error.code, message: inOneLine(error) };
  const message = error instanceof Error ? error.message : 'an error that cannot be shown';
  return { event: 'error', code: 'unexpected', message: redact(message) };
}
