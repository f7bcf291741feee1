import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { mappingSchema, parseMapping } from './mapping.js';

const FIELDS = {
  executed_at: { column: 'Day' },
  action: { value: 'buy' },
  underlying: { value: 'F' },
  quantity: { column: 2 },
  price: { column: 'Price' },
};
const problem = (given: unknown) => {
  const parsed = parseMapping(typeof given === 'string' ? given : JSON.stringify(given));
  return parsed.ok ? undefined : parsed.problem;
};
const problemOf = (fields: object, other: object = {}) =>
  problem({ dataset: 'executions', fields: { ...FIELDS, ...fields }, ...other });

describe('parseMapping(text)', () => {
  test('gives a mapping that is one', () => {
    expect(problemOf({})).toBeUndefined();
    expect(problemOf({ underlying: undefined }, { instrument: { column: 'Symbol' } })).toBeUndefined();
  });

  test.each([
    ['{', /^not JSON: /],
    [{}, /^dataset: not one of recommendations, executions/],
    [{ dataset: 'trades', fields: {} }, /^dataset: not one of/],
    [
      { dataset: 'executions', fields: { ...FIELDS, quantity: undefined } },
      /^fields.quantity: missing: executions need it$/,
    ],
    [{ dataset: 'executions', colums: [], fields: FIELDS }, /^colums: not known$/],
  ])('names what is wrong with %j', (given, said) => {
    expect(problem(given)).toMatch(said);
  });

  test.each([
    [{ qty: { column: 'Qty' } }, 'fields.qty: not known'],
    [{ price: { colum: 'Price' } }, 'fields.price.colum: not known'],
    [{ price: {} }, 'fields.price: either a column or a value'],
    [{ price: { column: 'Price', value: 1 } }, 'fields.price: either a column or a value'],
    [{ price: { value: '' } }, 'fields.price.value: to be filled in'],
    [{ price: { column: 0 } }, 'fields.price.column: '],
    [{ price: { column: 'Price', times: 'x' } }, 'fields.price.times: not a number'],
    [
      { executed_at: { column: 'Day', format: 'DD.MM.YYYY' } },
      'fields.executed_at.format: not a format of times',
    ],
    [
      { executed_at: { column: 'Day', zone: 'New York' } },
      'fields.executed_at.zone: no time zone of that name',
    ],
    [{ expiration: { column: 'Day', zone: 'UTC' } }, 'fields.expiration.zone: not known'],
  ])('names the place: %j', (fields, said) => {
    expect(problemOf(fields)).toContain(said);
  });

  test('names a condition without a question', () => {
    expect(problemOf({}, { where: [{ column: 'Status' }] })).toBe(
      'where.0: either "is", "is_not" or "above"',
    );
  });
});

test('docs/mapping.schema.json is the schema; RECORD_SCHEMA=1 writes it', () => {
  const path = join(import.meta.dirname, '..', '..', 'docs', 'mapping.schema.json');
  const schema = `${JSON.stringify(z.toJSONSchema(mappingSchema, { io: 'input' }), null, 2)}\n`;
  if (process.env['RECORD_SCHEMA'] === '1') writeFileSync(path, schema);
  expect(readFileSync(path, 'utf8')).toBe(schema);
});
