import { describe, expect, test } from '@jest/globals';
import { z } from '@hono/zod-openapi';
import { readParameters } from './parameters.js';
import { Problem } from './problem.js';

const SCHEMA = z.object({ limit: z.int().default(50), symbol: z.string().optional() });

function refused(query: string, body?: Record<string, unknown>): Problem {
  try {
    readParameters(SCHEMA, { query: new URLSearchParams(query), body });
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('not refused');
}

const many = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`);

describe('readParameters(schema, given)', () => {
  test('reads what the schema has, an empty text as no value', () => {
    const query = new URLSearchParams('limit=5&symbol=');
    expect(readParameters(SCHEMA, { query, body: { symbol: 'XYZ' } })).toEqual({ limit: 5, symbol: 'XYZ' });
  });

  test.each([
    ['0.7617479482319471', 0.7617479482319471],
    ['1e-05', 1e-5],
    ['-3', -3],
  ])('reads the number %s as other programs write it', (text, number) => {
    const schema = z.object({ share: z.number() });
    expect(readParameters(schema, { query: new URLSearchParams({ share: text }), body: undefined })).toEqual({
      share: number,
    });
  });

  test.each([
    ['symbl=', undefined],
    ['', { symbl: null }],
    ['', { symbl: '' }],
    ['', { '': null }],
  ])('refuses a name that is none, though it has no value: %j %j', (query, body) => {
    expect(refused(query, body)).toMatchObject({ slug: 'unknown-parameter' });
  });

  test('refuses more names than any route takes, and looks at none of them', () => {
    const names = many(65);
    const inBody = Object.fromEntries(names.map((name) => [name, 1]));
    for (const { slug, more } of [refused(names.map((name) => `${name}=1`).join('&')), refused('', inBody)])
      expect([slug, more.errors]).toEqual(['invalid-parameter', undefined]);
  });

  test('names at most ten that offend', () => {
    const { slug, more } = refused(
      many(64)
        .map((name) => `${name}=1`)
        .join('&'),
    );
    expect([slug, more.errors?.length]).toEqual(['unknown-parameter', 10]);
  });

  test('says how often one is given', () => {
    expect(refused(Array.from({ length: 20_000 }, () => 'limit=5').join('&')).detail).toBe(
      'limit is given 20000 times',
    );
  });
});
