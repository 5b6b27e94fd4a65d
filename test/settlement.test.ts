import { describe, expect, it } from 'vitest';
import { commitTo, openCommitment } from '../src/fairness.js';
import { settlementOf } from '../src/wager.js';
import { SEED } from './runner/helpers.js';

const WAGER = 10_000_000;
const paid = { payout_lamports: 19_500_000, fee_lamports: 500_000 };

describe('settlement', () => {
  it.each([
    ['win', WAGER, paid, [19_500_000, 500_000, 9_500_000]],
    // A loss may carry the payout of the winner.
    ['loss', WAGER, paid, [0, 500_000, -WAGER]],
    ['loss', WAGER, { payout_lamports: 0 }, [0, 0, -WAGER]],
    ['win', WAGER, { payout_lamports: 19_500_000 }, [19_500_000, 0, 9_500_000]],
    ['draw', WAGER, { payout_lamports: WAGER, fee_lamports: 0 }, [WAGER, 0, 0]],
    ['draw', WAGER, { payout_lamports: 0 }, [WAGER, 0, 0]],
    ['win', 0, { payout_lamports: 0 }, [0, 0, 0]],
    ['loss', 0, { payout_lamports: 0 }, [0, 0, 0]],
    ['loss', WAGER, { ...paid, is_sandbox: false }, [0, 500_000, -WAGER]],
  ] as const)('of a %s at %i with %j', (outcome, wager, over, [payoutLamports, feeLamports, netLamports]) => {
    expect(settlementOf(outcome, wager, over, false)).toEqual({
      payoutLamports,
      feeLamports,
      netLamports,
      disputed: null,
      unconfirmed: false,
    });
  });

  it.each([
    ['win', {}, [19_500_000, 500_000, 9_500_000], true],
    ['win', { fee_lamports: 7 }, [19_500_000, 7, 9_500_000], true],
    ['draw', {}, [WAGER, 0, 0], true],
    ['loss', {}, [0, 0, -WAGER], false],
  ] as const)(
    'of a %s with no payout told, %j, is booked as the outcome says',
    (outcome, over, [payoutLamports, feeLamports, netLamports], unconfirmed) => {
      expect(settlementOf(outcome, WAGER, over, false)).toEqual({
        payoutLamports,
        feeLamports,
        netLamports,
        disputed: null,
        unconfirmed,
      });
    },
  );
});

describe('a settlement that does not add up', () => {
  it.each([
    ['win', { payout_lamports: 0 }],
    ['win', { payout_lamports: 2 * WAGER + 1 }],
    ['win', { payout_lamports: 1e300 }],
    ['draw', { payout_lamports: WAGER - 1 }],
    ['draw', { payout_lamports: 1e15 }],
    ['win', { ...paid, is_sandbox: true }],
    ['loss', { ...paid, is_sandbox: true }],
  ] as const)('of a %s with %j counts as lost', (outcome, over) => {
    const settlement = settlementOf(outcome, WAGER, over, false);
    expect(settlement).toMatchObject({ payoutLamports: 0, netLamports: -WAGER });
    expect(settlement.disputed).not.toBeNull();
  });

  it('is none where practice was asked for', () => {
    const over = { ...paid, is_sandbox: true };
    expect(settlementOf('loss', WAGER, over, true)).toMatchObject({
      netLamports: 0,
      disputed: null,
    });
  });
});

describe('fairness', () => {
  /** SHA-256 of the 32 bytes 0xab, as another tool has it. */
  const OVER_BYTES = '9a2db2e23f1504cd056606553ac049c5e718e8f9ce9233876df1a7a1821af885';

  it.each([
    ['the text', SEED, commitTo(SEED), true, 'text'],
    ['the bytes', SEED, OVER_BYTES, true, 'bytes'],
    ['something else', SEED, commitTo('other'), false, null],
    ['nothing', SEED, '', null, null],
    ['something, with nothing revealed', '', commitTo(SEED), null, null],
  ] as const)('of a hash over %s', (_what, seed, hash, fair, commitmentOver) => {
    expect(openCommitment(seed, hash, null)).toEqual({ fair, commitmentOver });
  });
});
