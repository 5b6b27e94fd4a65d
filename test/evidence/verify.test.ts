import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Verification, verify } from '../../src/evidence/index.js';
import { GAME_IDS } from '../../src/games/index.js';
import type { Evidence } from '../../src/history/index.js';
import { evidenceOf, reword, type Tampered, tampered } from './played.js';

const OTHER_SEED = 'c0ffee'.padEnd(64, '0');

/** `check: field` of everything that differs. */
function faults({ checks }: Verification): string[] {
  return checks.flatMap(({ check, mismatches }) =>
    mismatches.map(({ round, field }) => `${check}: ${round === null ? '' : `${round} `}${field}`),
  );
}

function verdicts({ checks }: Verification): Record<string, string> {
  return Object.fromEntries(checks.map(({ check, verdict }) => [check, verdict]));
}

test.each(GAME_IDS)('%s: matches that were played stand', async (game) => {
  for (const evidence of await evidenceOf(game, 6)) {
    const verification = verify(evidence);
    expect(faults(verification), JSON.stringify(evidence)).toEqual([]);
    expect(verdicts(verification)).toEqual({ commitment: 'ok', record: 'ok', draws: 'ok', money: 'ok' });
    expect(verification.verdict).toBe('ok');
  }
});

describe('tampering', () => {
  let coinflip: Evidence;
  let win: Evidence;
  let hiLo: Evidence;

  beforeAll(async () => {
    const flips = await evidenceOf('coinflip', 30);
    [coinflip] = flips as [Evidence];
    win = flips.find(({ match }) => match.outcome === 'win') as Evidence;
    [hiLo] = (await evidenceOf('hi_lo', 1)) as [Evidence];
  });

  const round = (copy: Tampered, index = 0) => {
    const found = copy.match.rounds[index];
    if (!found) throw new Error('no such round');
    return found;
  };
  /** Changes the result of a round in the record and the frames alike. */
  const forge = (copy: Tampered, change: (result: Record<string, unknown>) => void) => {
    change(round(copy).result);
    reword(copy, 'round_result', (message) => {
      if (message.round === 1) change(message.result as Record<string, unknown>);
    });
  };
  const flipped = (result: Record<string, unknown>) => {
    result.flip = result.flip === 'heads' ? 'tails' : 'heads';
  };

  test.each<[string, (copy: Tampered) => void, string[]]>([
    [
      'the seed of the record',
      ({ match }) => {
        match.serverSeed = OTHER_SEED;
      },
      ['commitment: server_seed of the record'],
    ],
    [
      'the seed of the frames',
      (copy) => reword(copy, 'game_over', (over) => Object.assign(over, { server_seed: OTHER_SEED })),
      ['commitment: server_seed of the record', 'commitment: server_seed_hash'],
    ],
    [
      'the seed of both',
      (copy) => {
        copy.match.serverSeed = OTHER_SEED;
        reword(copy, 'game_over', (over) => Object.assign(over, { server_seed: OTHER_SEED }));
      },
      ['commitment: server_seed_hash', 'commitment: fair of the record'],
    ],
    [
      'the hash of the record',
      ({ match }) => {
        match.serverSeedHash = 'a'.repeat(64);
      },
      ['commitment: server_seed_hash of the record'],
    ],
    [
      'the verdict on fairness',
      ({ match }) => {
        match.fair = false;
      },
      ['commitment: fair of the record'],
    ],
    ['a result of the record', (copy) => flipped(round(copy).result), ['record: 1 result']],
    ['a result of both', (copy) => forge(copy, flipped), ['draws: 1 flip']],
    [
      'a score of both',
      (copy) => {
        round(copy).score = [7, 7];
        reword(copy, 'round_result', (message) => {
          if (message.round === 1) message.score = [7, 7];
        });
      },
      ['draws: 1 score'],
    ],
    [
      'a move that the arena tells',
      (copy) =>
        forge(copy, (result) => {
          const choice = result.your_choice === 'heads' ? 'tails' : 'heads';
          Object.assign(result, { your_choice: choice, your_move: { choice } });
        }),
      ['draws: 1 your_move'],
    ],
    [
      'a move that the record tells',
      (copy) => {
        round(copy).move = { choice: 'edge' };
      },
      ['record: 1 move_data'],
    ],
    [
      'the outcome of a round',
      (copy) => {
        round(copy).outcome = round(copy).outcome === 'win' ? 'loss' : 'win';
      },
      ['record: 1 outcome of the record'],
    ],
    ['a round less in the record', ({ match }) => match.rounds.shift(), ['record: 1 round_result']],
    [
      'a round more in the record',
      (copy) => copy.match.rounds.push({ ...round(copy), round: 99 }),
      ['record: 99 round_result'],
    ],
    [
      'no game_over',
      (copy) => reword(copy, 'game_over', () => false),
      ['commitment: server_seed of the record'],
    ],
    ['no match_found', (copy) => reword(copy, 'match_found', () => false), ['record: match_found']],
    [
      'the opponent',
      ({ match }) => {
        match.opponentId = 'somebody-else';
      },
      ['record: opponent_id'],
    ],
    [
      'the side',
      ({ match }) => {
        match.side = match.side === 'a' ? 'b' : 'a';
      },
      ['record: your_side'],
    ],
    [
      'the wager of the record',
      ({ match }) => {
        match.wagerLamports = 1;
      },
      ['record: wager_lamports'],
    ],
    [
      'a second commitment to another seed',
      ({ frames, match }) => {
        const frame = frames.find(({ text }) => text.includes('"match_found"')) as Tampered['frames'][number];
        frames.push({ ...frame, text: frame.text.replace(match.serverSeedHash, 'b'.repeat(64)) });
      },
      ['record: server_seed_hash'],
    ],
  ])('%s', (_name, tamper, expected) => {
    const verification = verify(tampered(coinflip, tamper));
    expect(verification.verdict).toBe('mismatch');
    expect(faults(verification)).toEqual(expect.arrayContaining(expected));
  });

  test('a seed and a hash that fit each other, and no result', () => {
    const hash = createHash('sha256').update(OTHER_SEED).digest('hex');
    const swapped = tampered(hiLo, (copy) => {
      Object.assign(copy.match, { serverSeed: OTHER_SEED, serverSeedHash: hash });
      reword(copy, 'match_found', (found) => Object.assign(found, { server_seed_hash: hash }));
      reword(copy, 'game_over', (over) => Object.assign(over, { server_seed: OTHER_SEED }));
    });
    expect(verdicts(verify(swapped))).toEqual({
      commitment: 'ok',
      record: 'ok',
      draws: 'mismatch',
      money: 'ok',
    });
  });

  test('the winner', () => {
    const forged = tampered(win, (copy) => {
      copy.match.outcome = 'loss';
      reword(copy, 'game_over', (over) => Object.assign(over, { winner: copy.match.opponentId }));
    });
    expect(faults(verify(forged))).toEqual(expect.arrayContaining(['draws: winner']));
    const stranger = tampered(win, (copy) =>
      reword(copy, 'game_over', (over) => Object.assign(over, { winner: 'a-third' })),
    );
    expect(faults(verify(stranger))).toEqual(expect.arrayContaining(['record: winner']));
  });

  test('money: the record, and a payout beyond the pot', () => {
    const net = tampered(win, ({ match }) => {
      match.netLamports += 1;
    });
    expect(faults(verify(net))).toEqual(['money: net_lamports']);
    const beyond = tampered(win, (copy) =>
      reword(copy, 'game_over', (over) => Object.assign(over, { payout_lamports: 20_000_001 })),
    );
    expect(faults(verify(beyond))).toEqual(expect.arrayContaining(['money: settlement']));
    const unpaid = tampered(win, (copy) =>
      reword(copy, 'game_over', (over) => Object.assign(over, { payout_lamports: 0 })),
    );
    expect(faults(verify(unpaid))).toEqual(expect.arrayContaining(['money: settlement']));
  });

  test('what was shown before the move', () => {
    const forged = tampered(hiLo, (copy) => {
      const state = { dealer_card: 1 + (Number(round(copy).state?.dealer_card) % 13) };
      round(copy).state = state;
      reword(copy, 'your_turn', (turn) => {
        if (turn.round === 1) turn.game_state = state;
      });
    });
    expect(faults(verify(forged))).toEqual(['draws: 1 game_state.dealer_card']);
  });

  test('a round that was lost with the connection is named, and no contradiction', () => {
    const lost = tampered(hiLo, (copy) => {
      copy.match.rounds.splice(1, 1);
      reword(copy, 'round_result', ({ round: number }) => number !== 2);
    });
    // Without the round the record cannot tell whose point the next one was: that is the runner's reading, too.
    const { checks } = verify(lost);
    const draws = checks.find(({ check }) => check === 'draws');
    expect(draws).toMatchObject({ verdict: 'ok', mismatches: [] });
    expect(draws?.unchecked.join()).toContain('round 2');
  });

  test('an arena that publishes no derivation', () => {
    const silent = (evidence: Evidence, more: (copy: Tampered) => void = () => undefined) =>
      verify(
        tampered(evidence, (copy) => {
          reword(copy, 'match_found', (found) => delete found.draws);
          more(copy);
        }),
      );
    expect(verdicts(silent(hiLo))).toMatchObject({ draws: 'unknown', commitment: 'ok' });
    expect(silent(hiLo).checks[2]?.summary).toMatch(/fit the way/);
    const other = silent(coinflip, (copy) => forge(copy, flipped));
    expect(other.verdict).toBe('ok');
    expect(other.checks[2]?.summary).toMatch(/proves nothing/);
  });

  test('a derivation, and a game, that this version does not know', () => {
    const other = tampered(hiLo, (copy) =>
      reword(copy, 'match_found', (found) => Object.assign(found, { draws: 'other-1' })),
    );
    expect(verdicts(verify(other)).draws).toBe('unknown');
    const game = tampered(hiLo, (copy) => {
      copy.match.game = 'chess';
      reword(copy, 'match_found', (found) => Object.assign(found, { game_type: 'chess' }));
    });
    expect(verify(game)).toMatchObject({ verdict: 'ok', game: 'chess' });
  });

  test('a record without frames is checked by itself', () => {
    const bare = verify({ ...hiLo, frames: [] });
    expect(verdicts(bare)).toEqual({
      commitment: 'ok',
      record: 'unknown',
      draws: 'ok',
      money: 'unknown',
    });
    const unannounced = tampered(hiLo, ({ match }) => Object.assign(match, { draws: null }));
    const older = verify({ ...unannounced, frames: [] });
    expect(verdicts(older).draws).toBe('unknown');
    expect(older.checks[2]?.summary).toMatch(/fit the way/);
  });

  test('a match whose end was never told', () => {
    const unsettled = tampered(hiLo, (copy) => {
      reword(copy, 'game_over', () => false);
      Object.assign(copy.match, { settled: false, outcome: 'loss', serverSeed: '', fair: null });
      Object.assign(copy.match, { commitmentOver: null, payoutLamports: 0, feeLamports: 0 });
      copy.match.netLamports = -copy.match.wagerLamports;
    });
    const verification = verify(unsettled);
    expect(faults(verification)).toEqual([]);
    expect(verdicts(verification)).toEqual({
      commitment: 'unknown',
      record: 'ok',
      draws: 'unknown',
      money: 'unknown',
    });
  });

  describe('a seed that is not revealed', () => {
    const unrevealed = (more: (copy: Tampered) => void = () => undefined) =>
      verify(
        tampered(hiLo, (copy) => {
          reword(copy, 'game_over', (over) => Object.assign(over, { server_seed: '' }));
          Object.assign(copy.match, { serverSeed: '', fair: null, commitmentOver: null });
          more(copy);
        }),
      );

    test('after a match for money is a promise that was not kept', () => {
      const verification = unrevealed();
      expect(verification).toMatchObject({
        verdict: 'mismatch',
        checks: [{ verdict: 'mismatch' }, {}, {}, {}],
      });
      expect(faults(verification)).toEqual(['commitment: server_seed']);
      expect(verification.checks[0]?.summary).toMatch(/did not reveal it/);
      // Without the frames, the record says so.
      expect(faults(unrevealed(({ frames }) => frames.splice(0)))).toEqual(['commitment: server_seed']);
    });

    test.each<[string, (copy: Tampered) => void]>([
      ['in practice', ({ match }) => Object.assign(match, { sandbox: true })],
      [
        'without a wager',
        (copy) => {
          copy.match.wagerLamports = 0;
          reword(copy, 'match_found', (found) => Object.assign(found, { wager_lamports: 0 }));
        },
      ],
      [
        'without a commitment',
        (copy) => {
          copy.match.serverSeedHash = '';
          reword(copy, 'match_found', (found) => Object.assign(found, { server_seed_hash: '' }));
        },
      ],
      ['in a match that the owner settled', (copy) => reword(copy, 'game_over', () => false)],
      [
        'in a match that the owner settled, and of which nothing was kept',
        ({ match, frames }) => {
          match.rounds.splice(0);
          frames.splice(0);
        },
      ],
    ])('proves nothing %s', (_name, more) => {
      const [commitment] = unrevealed(more).checks;
      expect(commitment).toMatchObject({ verdict: 'unknown', mismatches: [] });
    });
  });

  test('a seed that the arena had committed to before', () => {
    const reused = verify({ ...hiLo, hashUsedIn: 'm-before' });
    expect(reused.verdict).toBe('mismatch');
    expect(faults(reused)).toEqual(['commitment: server_seed_hash']);
    expect(reused.checks[0]).toMatchObject({
      summary: expect.stringContaining('used before'),
      mismatches: [{ found: expect.stringContaining('m-before') }],
    });
    const practice = tampered(hiLo, ({ match }) => Object.assign(match, { sandbox: true }));
    const [commitment] = verify({ ...practice, hashUsedIn: 'm-before' }).checks;
    expect(commitment).toMatchObject({ verdict: 'ok', unchecked: [expect.stringContaining('m-before')] });
  });

  test('frames that are none do no harm', () => {
    const noisy = tampered(hiLo, ({ frames }) => {
      for (const text of ['', '{', '[]', '{"type":7}', '{"type":"round_result"}', '{"__proto__":{"a":1}}']) {
        frames.splice(3, 0, { at: 0, direction: 'in', text }, { at: 0, direction: 'out', text });
      }
    });
    expect(verify(noisy).verdict).toBe('ok');
  });
});

describe('a commitment that many texts open', () => {
  /** As if the arena had committed to the bytes of its seed. */
  const overBytes = (copy: Tampered, spell: (seed: string) => string) => {
    const seed = spell(copy.match.serverSeed);
    const hash = createHash('sha256').update(seed, 'hex').digest('hex');
    copy.match.serverSeed = seed;
    copy.match.serverSeedHash = hash;
    reword(copy, 'match_found', (message) => {
      message.server_seed_hash = hash;
    });
    reword(copy, 'game_over', (message) => {
      message.server_seed = seed;
    });
  };

  test('proves nothing where the seed is written as it should be, whatever fits it', async () => {
    const [evidence] = await evidenceOf('coinflip', 1);
    if (!evidence) throw new Error('nothing was played');
    const weak = tampered(evidence, (copy) => {
      overBytes(copy, (seed) => seed);
      copy.match.fair = null;
      copy.match.commitmentOver = 'bytes';
    });
    const verification = verify(weak);
    expect(faults(verification)).toEqual([]);
    expect(verdicts(verification)).toMatchObject({ commitment: 'unknown', draws: 'unknown' });
  });

  test('contradicts where it is written otherwise', async () => {
    const [evidence] = await evidenceOf('coinflip', 1);
    if (!evidence) throw new Error('nothing was played');
    const forged = tampered(evidence, (copy) => {
      overBytes(copy, (seed) => seed.toUpperCase());
      copy.match.fair = true;
      copy.match.commitmentOver = 'bytes';
    });
    expect(verify(forged).checks[0]).toMatchObject({
      verdict: 'mismatch',
      summary: expect.stringContaining('64 lower-case hex digits'),
    });
  });
});

test('more differences than anybody reads are counted', async () => {
  const [evidence] = await evidenceOf('rps', 1);
  if (!evidence) throw new Error('nothing was played');
  const large = tampered(evidence, (copy) => {
    const [first] = copy.match.rounds;
    if (first) copy.match.rounds = Array.from({ length: 5_000 }, (_, n) => ({ ...first, round: n + 1 }));
  });
  for (const { mismatches, unchecked } of verify(large).checks) {
    expect(mismatches.length).toBeLessThanOrEqual(101);
    expect(unchecked.length).toBeLessThanOrEqual(101);
  }
});
