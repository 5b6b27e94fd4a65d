import type { Config } from '../config/index.js';
import { realClock, type Timer } from '../lib/clock.js';
import type { Stamped } from '../runner/index.js';
import type { LogFileSettings } from './log-file.js';
import type { Monitor, MonitorDeps } from './monitor.js';
import type { Webhook, WebhookSettings } from './webhook.js';

export { LiveFeed } from './live.js';
export type { Formatters, Monitor, Warn } from './monitor.js';

/** The settings that say who is told, and how. systemd is where `NOTIFY_SOCKET` is set. */
export type MonitorSettings = LogFileSettings &
  Pick<Config, 'logFile' | 'metrics' | 'metricsHost' | 'giveUpAfterMs'> & {
    /** Null where nobody is told. */
    readonly webhook: WebhookSettings | null;
  };

export interface Monitors extends Monitor {
  /** Where the metrics are served: `http://127.0.0.1:9464`; null where none are. */
  readonly metricsUrl: string | null;
  /** Tells the webhook a summary. @returns whether it has arrived, or nobody wants it */
  deliver(summary: Stamped): Promise<boolean>;
}

/** Posts a notice that says it is a test, once. @returns why it did not arrive; null where it did */
export async function tryWebhook(settings: WebhookSettings, bot: string | null): Promise<string | null> {
  return (await import('./webhook.js')).tryWebhook(settings, bot);
}

/** How long events wait for others to be delivered with. */
const GATHER_MS = 20;

/**
 * Opens all that is asked for, and loads nothing else. What it takes is dealt with in a later turn of the event loop;
 * nothing of it ends or delays play once it is open.
 * @throws BotpitError where an address or a log file cannot be used
 */
export async function openMonitors(
  settings: MonitorSettings,
  given: Omit<MonitorDeps, 'bot' | 'clock' | 'random'> & Partial<MonitorDeps>,
): Promise<Monitors> {
  const deps: MonitorDeps = { bot: null, clock: realClock, random: Math.random, ...given };
  const { bot, clock, env, warn } = deps;
  const opened: Monitor[] = [];
  let failed = false;
  // Events are kept until a later turn of the event loop: taking one on the way to a move costs a push.
  let waiting: Stamped[] = [];
  let timer: Timer | undefined;
  const flush = () => {
    clock.clearTimeout(timer);
    const events = waiting;
    waiting = [];
    for (const stamped of events) {
      for (const monitor of opened) {
        try {
          monitor.take(stamped);
        } catch (error) {
          // An error in monitoring must not cost the match that it reports on.
          if (!failed) warn('monitoring', `An event could not be told: ${(error as Error).message}`);
          failed = true;
        }
      }
    }
  };
  const take = (stamped: Stamped) => {
    if (waiting.push(stamped) === 1) timer = clock.setTimeout(flush, GATHER_MS);
  };
  // Registered first, since the log file writes its last lines on exit, too.
  process.on('exit', flush);
  let metricsUrl: string | null = null;
  let webhook: Webhook | null = null;
  const close = async () => {
    flush();
    // The log file, if there is one, was opened first.
    const [last, ...others] = opened;
    await Promise.all(others.map((monitor) => monitor.close()));
    // The others may have warned while they closed.
    flush();
    await last?.close();
    opened.length = 0;
    flush();
    process.off('exit', flush);
  };
  try {
    if (settings.logFile !== null) {
      const { openLogFile } = await import('./log-file.js');
      opened.push(await openLogFile(settings.logFile, settings, deps));
    }
    if (settings.metrics !== null) {
      const { openMetrics } = await import('./metrics-server.js');
      const server = await openMetrics(settings.metricsHost, settings.metrics, { bot, clock, flush });
      metricsUrl = server.url;
      opened.push(server);
    }
    if (settings.webhook !== null) {
      const module = await import('./webhook.js');
      webhook = new module.Webhook(settings.webhook, deps);
      opened.push(webhook);
    }
    if (env.NOTIFY_SOCKET) {
      const { Systemd } = await import('./systemd.js');
      opened.push(new Systemd({ ...deps, giveUpAfterMs: settings.giveUpAfterMs }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const deliver = async (summary: Stamped) => {
    // Whose it is, and for which money, is told first.
    flush();
    return (await webhook?.deliver(summary)) ?? true;
  };
  return { take, close, metricsUrl, deliver };
}
