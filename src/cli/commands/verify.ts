import { verify as verifyEvidence } from '../../evidence/index.js';
import { EXIT } from '../../exit-codes.js';
import { formatVerification } from '../../ui/index.js';
import type { Call } from '../command-spec.js';
import type { Io } from '../main.js';
import { recordsFolder } from '../records/books.js';
import { findMatch } from '../records/find.js';
import { styleOf, writeLines } from '../records/style.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** Checks the evidence of one match, without any arena. @returns the exit code: `unfair` where it contradicts itself */
export function verify({ flags, args: [named] }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const verification = verifyEvidence(await findMatch(named, recordsFolder(config, io), io));
    const { matchId, game, verdict, checks } = verification;
    if (config.json) writeJson(io, 'verification', { match_id: matchId, game, verdict, checks });
    else writeLines(formatVerification(verification, styleOf(config, io)), io);
    return verdict === 'mismatch' ? EXIT.unfair : EXIT.ok;
  });
}
