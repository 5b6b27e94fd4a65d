import type { Config } from '../../config/index.js';
import type { SessionLimits } from '../../history/index.js';
import type { LimitsJson } from '../events.js';

/** Wagers that a session may lose where no limit was set. */
const DEFAULT_LOSS_WAGERS = 10;

/**
 * What a session of this configuration is held to. A real wager always has a loss limit.
 * @param real whether money is at stake
 */
export function sessionLimits(config: Config, real: boolean): SessionLimits {
  const wagerLamports = config.wagerLamports ?? 0;
  const preset = real ? DEFAULT_LOSS_WAGERS * wagerLamports : null;
  return {
    maxWagerLamports: config.maxWagerLamports,
    maxLossLamports: wagerLamports > 0 ? (config.maxLossLamports ?? preset) : null,
    maxDailyLossLamports: config.maxDailyLossLamports,
    limitsOver: config.limitsOver,
    takeProfitLamports: config.takeProfitLamports,
    maxDrawdownLamports: config.maxDrawdownLamports,
    maxFallbacks: config.maxFallbacks,
    maxStreak: config.maxStreak,
    coolDownMs: config.coolDownMs,
    maxPerOpponent: config.maxPerOpponent,
    allow: config.allow,
    deny: config.deny,
  };
}

/** What a session for money would be held to that began with this configuration; without a wager, one to come. */
export function limitsToCome(config: Config): SessionLimits {
  const limits = sessionLimits(config, true);
  return { ...limits, maxLossLamports: limits.maxLossLamports ?? config.maxLossLamports };
}

/** As they stand in JSON output, with their units in their names. */
export function limitsJson(limits: SessionLimits): LimitsJson {
  return {
    max_wager_lamports: limits.maxWagerLamports,
    max_loss_lamports: limits.maxLossLamports,
    max_daily_loss_lamports: limits.maxDailyLossLamports,
    limits_over: limits.limitsOver ?? null,
    take_profit_lamports: limits.takeProfitLamports,
    max_drawdown_lamports: limits.maxDrawdownLamports,
    max_fallbacks: limits.maxFallbacks,
    max_streak: limits.maxStreak,
    cool_down_ms: limits.coolDownMs,
    max_per_opponent: limits.maxPerOpponent,
    allow: limits.allow,
    deny: limits.deny,
  };
}
