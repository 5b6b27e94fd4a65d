import { expect, test } from 'vitest';
import { frameOf } from '../../src/arena/wire.js';
import { encode } from '../../src/protocol/index.js';
import { SERVER_SAMPLES } from '../protocol/samples.js';

test.each(Object.values(SERVER_SAMPLES))('$type: the same frame as any other way of encoding', (message) => {
  expect(frameOf(message)).toBe(encode(message));
});
