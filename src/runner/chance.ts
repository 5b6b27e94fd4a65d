import { isPureChance } from '../games/index.js';
import { formatSol, type Lamports, settle } from '../wager.js';

/**
 * What a wager on a game costs in which no bot can be better than another, for a person.
 * @returns null for all other games
 */
export function chanceWarning(game: string, wagerLamports: Lamports): string | null {
  if (!isPureChance(game)) return null;
  const { feeLamports } = settle(wagerLamports);
  const [wager, each, hundred] = [wagerLamports, Math.round(feeLamports / 2), 50 * feeLamports].map(
    formatSol,
  );
  return (
    `THIS LOSES MONEY IN THE LONG RUN. Nobody can win at ${game}: every bot wins half of the decided matches, whatever it ` +
    `plays, and the arena keeps 2.5 % of every stake. With ${wager} SOL a match that costs ${each} SOL a match on average, ` +
    `${hundred} SOL in 100 matches.`
  );
}
