import { expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { apiPage, type ApiDocument } from '../test/api-page.js';
import { documentOf } from './document.js';
import { PROBLEMS } from './problem.js';
import { ROUTES } from './routes.js';

const PAGE = join(import.meta.dirname, '..', 'docs', 'api.md');
const TAGGED = { headers: { ETag: { schema: { type: 'string' } } } };
const document = documentOf(ROUTES, '0.0.0') as ApiDocument & { openapi: string };

test('documentOf(routes) has each route at each of its paths, with all that it can answer', () => {
  expect(document.openapi).toBe('3.1.0');
  for (const { path, also = [], method, status, problems, scope } of ROUTES)
    for (const one of [path, ...also]) {
      const operation = document.paths[one]?.[method];
      const statuses = Object.keys(operation?.responses ?? {}).map(Number);
      const own = problems.map((slug) => PROBLEMS[slug].status);
      const guarded = scope === null ? [] : [401, 403, 429];
      expect([one, statuses]).toEqual([
        one,
        expect.arrayContaining([status, 400, 421, 431, 500, 503, ...guarded, ...own]),
      ]);
    }
  const ids = Object.values(document.paths).flatMap((one) =>
    Object.values(one).map((each) => JSON.stringify(each)),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('documentOf(routes) says which headers a request may have, and which an answer has', () => {
  const LOOP = '/api/v1/strategies/learning';
  const headersOf = (path: string, method: string) =>
    (document.paths[path]?.[method]?.parameters ?? []).flatMap((one) =>
      one.in === 'header' ? [one.name] : [],
    );
  expect(headersOf(`${LOOP}/matches`, 'get')).toEqual(['If-None-Match']);
  expect(headersOf(`${LOOP}/matches/{id}/reason`, 'patch')).toEqual(['If-Match', 'Idempotency-Key']);
  expect(headersOf(`${LOOP}/reconcile`, 'post')).toEqual(['Idempotency-Key', 'Prefer']);
  expect(headersOf(`${LOOP}/events`, 'get')).toEqual(['Last-Event-ID']);
  const answersOf = (path: string, method: string) => document.paths[path]?.[method]?.responses ?? {};
  expect(answersOf(`${LOOP}/matches`, 'get')).toMatchObject({ 200: TAGGED, 304: TAGGED });
  expect(answersOf(`${LOOP}/matches`, 'get')['304']).not.toHaveProperty('content');
  expect(answersOf(`${LOOP}/reconcile`, 'post')['202']).toMatchObject({
    headers: { Location: {}, 'Retry-After': {} },
  });
  expect(Object.keys(answersOf(`${LOOP}/backfill`, 'post')).filter((status) => status < '400')).toEqual([
    '202',
  ]);
  expect(Object.keys(answersOf(`${LOOP}/events`, 'get')['200']?.content ?? {})).toEqual([
    'text/event-stream',
  ]);
});

test('documentOf(routes) says that a file is not empty', () => {
  expect(document.paths['/api/v1/strategies/learning/imports']?.['post']).toMatchObject({
    requestBody: { content: { 'application/octet-stream': { schema: { format: 'binary', minLength: 1 } } } },
  });
});

test('docs/api.md is made from it: `RECORD_API=1 npm test -- api/document` writes it again', async () => {
  const options = await resolveConfig(PAGE);
  const page = await format(apiPage(document), { ...options, parser: 'markdown' });
  if (process.env['RECORD_API'] === '1') await writeFile(PAGE, page);
  expect(await readFile(PAGE, 'utf8').catch(() => '')).toBe(page);
});
