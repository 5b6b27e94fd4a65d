import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { colorFor, Output } from '../../src/ui/text/output.js';
import { BrokenOutput, FakeOutput } from './fake-output.js';

test('a reader that has gone is reported once and never thrown', async () => {
  const stream = new BrokenOutput();
  const lost: string[] = [];
  const output = new Output('stdout', stream, (name, error) => lost.push(`${name} ${error.message}`));
  const failed = once(stream, 'error');
  output.write('a\n');
  output.write('b\n');
  await failed;
  output.write('c\n');
  stream.emit('error', new Error('again'));
  expect(lost).toEqual(['stdout write EPIPE']);
});

describe('colours', () => {
  const terminal = new FakeOutput(80);
  const pipe = new FakeOutput();
  test.each([
    ['a terminal', terminal, {}, true],
    ['a dumb one', terminal, { TERM: 'dumb' }, false],
    ['a pipe', pipe, {}, false],
    ['NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
    ['FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, true],
    ['an empty FORCE_COLOR', pipe, { FORCE_COLOR: '' }, true],
    ['FORCE_COLOR over NO_COLOR', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
  ])('%s', (_case, stream, env, wanted) => {
    expect(colorFor(stream, env)).toBe(wanted);
  });
});
