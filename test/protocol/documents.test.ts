import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REFUSALS } from '../../src/arena/seat.js';
import {
  CLIENT_MESSAGE_TYPES,
  type ClientMessageType,
  fieldsOf,
  SERVER_MESSAGE_TYPES,
  type ServerMessageType,
  TAUNTS,
} from '../../src/protocol/index.js';

/** The rows of all tables of a part of a document, cell by cell. */
function rowsIn(name: string, from: string, to: string): string[][] {
  const text = readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
  const start = text.indexOf(from);
  const part = text.slice(start, text.indexOf(to, start + from.length));
  const rows = part.split('\n').filter((line) => line.startsWith('| '));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The names in backquotes, one by one or several in a pair of them. */
function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]*)`/g)].flatMap(([, names = '']) => names.split(/,\s*/));
}

type MessageType = ClientMessageType | ServerMessageType;

const ALL: readonly MessageType[] = [...CLIENT_MESSAGE_TYPES, ...SERVER_MESSAGE_TYPES];

test('docs/arena.md has all messages with their fields', () => {
  const rows = rowsIn('arena', '## Messages', 'The twelve taunts:').filter(([type]) => type !== '`type`');
  const told = rows.map(([type = '', fields = '']) => [namesIn(type)[0], namesIn(fields).toSorted()]);
  // The arena says all that a message has, but for what only some have to say.
  const fields = (type: MessageType) =>
    fieldsOf(type).map(({ name, presence, isFilled }) =>
      presence === 'optional' && !isFilled ? `${name}?` : name,
    );
  const known = ALL.map((type) => [type, fields(type).toSorted()]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
  expect(told).toHaveLength(known.length);
  const isClient = (row: readonly string[]) =>
    CLIENT_MESSAGE_TYPES.includes(namesIn(row[0] ?? '')[0] as never);
  expect(rows.map(isClient)).toEqual(rows.map((_, i) => i < CLIENT_MESSAGE_TYPES.length));
});

test('docs/arena.md has the taunts with their texts', () => {
  const rows = rowsIn('arena', 'The twelve taunts:', '\n## ').slice(1);
  expect(Object.fromEntries(rows.map(([id = '', text]) => [namesIn(id)[0], text]))).toEqual(TAUNTS);
});

test('docs/arena.md has the codes of all errors', () => {
  const rows = rowsIn('arena', '## Error codes', '\n## ').slice(1);
  expect(rows.flatMap(([codes = '']) => namesIn(codes)).toSorted()).toEqual(Object.keys(REFUSALS).toSorted());
});

test('docs/client.md has what a client hears, with what may be missing', () => {
  const rows = rowsIn('client', '| handler | type | fields |', '\n## ');
  const told = new Map(
    rows.map(([, type = '', fields = '']) => [namesIn(type)[0], namesIn(fields).toSorted()]),
  );
  // These are not events of their own, or have a form of their own there.
  const apart: readonly ServerMessageType[] = ['authenticated', 'pong', 'error', 'session_replaced'];
  for (const type of SERVER_MESSAGE_TYPES.filter((each) => !apart.includes(each))) {
    const fields = fieldsOf(type).map(({ name, presence, isFilled }) =>
      presence === 'needed' || isFilled ? name : `${name}?`,
    );
    expect(told.get(type), type).toEqual(fields.toSorted());
  }
});
