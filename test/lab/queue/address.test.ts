import { expect, test } from 'vitest';
import { reproduce } from '../../../src/cli/lab/options.js';
import { prepareMatch, shownAddress } from '../../../src/lab/index.js';

const ADDRESSES = [
  'redis://:s3cret@host:6379',
  'redis://me:s3cret@host:6379/2',
  // With characters that end it for whoever looks for the first of them.
  'redis://:s3@cret@host:6379',
  'redis://:p/s3cret@host:6379',
  'rediss://host:6379/2?password=s3cret',
];

test.each(ADDRESSES)('%s is shown without what is secret in it', (url) => {
  let shown = '';
  try {
    shown = shownAddress(url);
    expect(shown).toMatch(/^rediss?:\/\/host/);
  } catch (error) {
    shown = String(error);
  }
  expect(shown).not.toMatch(/s3|cret/);
});

test.each(ADDRESSES.filter((url) => !url.includes('p/s')))(
  'nor is it in the command of a run by the queue at %s',
  async (url) => {
    const { plan } = await prepareMatch('always', 'cycle', { game: 'rps', matches: 40 });
    const command = reproduce(plan, {}, { queue: url } as unknown as Parameters<typeof reproduce>[2]);
    expect(command).toMatch(/ --queue \S*rediss?:\/\/host/);
    expect(command).not.toMatch(/s3|cret/);
  },
);
