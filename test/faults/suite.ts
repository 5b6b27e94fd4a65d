import { describe, expect, test } from 'vitest';
import { casesOf } from './cases.js';
import { violations } from './invariants.js';
import { isFrame } from './log.js';
import { SCENARIOS, type ScenarioName } from './scenarios.js';
import { play, type Story } from './world.js';

/**
 * One test for every fault that can strike the frames of a scenario, which are learnt from playing it undisturbed.
 * @param thorough see `casesOf`
 */
export async function faultSuite(name: ScenarioName, thorough: boolean): Promise<void> {
  const scenario = SCENARIOS[name];
  const undisturbed = await play(scenario, null, null);
  const cases = casesOf(scenario, undisturbed.log, thorough);

  describe(name, () => {
    test('goes well without a fault', () => {
      expect(violations(undisturbed)).toEqual([]);
      expect(cases.length).toBeGreaterThan(20);
    });

    test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, { point, fault }) => {
      const story = await play(scenario, point, fault);
      expect(story.struck).toBe(true);
      const wrong = violations(story);
      if (wrong.length > 0) expect.fail([...wrong, '', transcriptOf(story)].join('\n'));
    });
  });
}

/** The frames of a story as they passed the proxy, from the fault on, for whoever looks into a failure. */
function transcriptOf({ log, end }: Story): string {
  const lines = log.map((entry) => {
    const words = isFrame(entry)
      ? `${entry.what} ${entry.type} ${entry.message.code ?? entry.message.round ?? ''}`
      : `--- ${entry.what} ${entry.note}`;
    return `${(entry.at / 1000).toFixed(1).padStart(8)} s  link ${entry.link}  ${words}`;
  });
  const start = Math.max(0, log.findIndex(({ what }) => what === 'fault') - 6);
  return [...lines.slice(start, start + 60), JSON.stringify(end)].join('\n');
}
