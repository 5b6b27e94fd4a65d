import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect } from 'vitest';
import type { JsonLine } from './run-cli.js';

interface OfEvent {
  readonly properties: { readonly event: { readonly const?: string; readonly enum?: readonly string[] } };
}

/** As it is in the package. */
const schema = JSON.parse(
  readFileSync(new URL('../../dist/events.schema.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, unknown>> & { readonly anyOf: readonly OfEvent[] };

const ajv = new Ajv({ allowUnionTypes: true });
const validators = new Map<string, ValidateFunction>();

/** Every event that the schema describes. */
export const EVENTS: readonly string[] = [
  ...new Set(schema.anyOf.flatMap(({ properties: { event } }) => event.const ?? event.enum ?? [])),
];

/** Checks lines of `--json` output against the JSON schema of the package. */
export function expectInSchema(lines: readonly JsonLine[]): void {
  for (const line of lines) {
    expect(EVENTS).toContain(line.event);
    const validate = validators.get(line.event) ?? validatorOf(line.event);
    validators.set(line.event, validate);
    expect({ line, errors: validate(line) ? null : validate.errors }).toEqual({ line, errors: null });
  }
}

/** Of one event only, so that an error says what is wrong with that. */
function validatorOf(name: string): ValidateFunction {
  const anyOf = schema.anyOf.filter(({ properties: { event } }) =>
    (event.enum ?? [event.const]).includes(name),
  );
  return ajv.compile({ ...schema, anyOf });
}
