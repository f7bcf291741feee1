import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { artifactOf, type TrainedModel } from '../../domain/learning/artifact/trained-model.js';
import { csvRecords } from '../../ingest/text/csv-records.js';
import { EXPORT_TABLES } from '../../store/exports/tables.js';
import { EXPORT_FORMATS } from '../../store/exports/writer.js';
import { homePaths } from '../../store/home/home.js';
import { writeModel } from '../../store/home/model-folders.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { exportedTable } from './exports.js';

const EXPORTS = '/api/v1/strategies/learning/exports';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
});
afterAll(() => api.close());

/** Files of this process that are open and have no name any more. */
async function unnamedFiles(): Promise<number> {
  const { readlink } = await import('node:fs/promises');
  const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  return (await Promise.all(links)).filter((path) => path.startsWith(api.dir) && path.endsWith('(deleted)'))
    .length;
}

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(homePaths(api.dir).staging)).toEqual([]);
  expect(await unnamedFiles()).toBe(0);
}

test('GET exports/{table} begins no work: what `tradeloop export` makes first comes as it is, and says that it is stale', async () => {
  for (const table of ['scenarios', 'features', 'rewards', 'predictions']) {
    const response = await api.ask('GET', `${EXPORTS}/${table}`, { as: 'decide' });
    expect([table, response.status, response.headers.get('x-stale'), await response.text()]).toEqual([
      ...[table, 200, 'true', ''],
    ]);
  }
  expect(await readdir(homePaths(api.dir).exports)).toEqual([]);
  await api.opened.steps.exportTable({ table: 'scenarios', format: 'csv' });
  const made = await api.ask('GET', `${EXPORTS}/scenarios`);
  expect(made.headers.get('x-stale')).toBeNull();
  expect(await made.text()).toContain('scenario_id');
  const other = await api.ask('GET', `${EXPORTS}/matches`);
  expect(other.headers.get('x-stale')).toBeNull();
  await other.body?.cancel();
});

test('GET exports/{table} writes nothing for who has it already, while nothing has changed', async () => {
  const etag = (await api.ask('GET', `${EXPORTS}/lots`)).headers.get('etag') ?? '';
  const written = jest.spyOn(api.opened.moments, 'at');
  const again = await api.ask('GET', `${EXPORTS}/lots`, { headers: { 'if-none-match': etag } });
  expect([again.status, again.headers.get('etag'), written.mock.calls.length]).toEqual([304, etag, 0]);
  // Another form is another file.
  const csv = await api.ask('GET', `${EXPORTS}/lots?format=csv`, { headers: { 'if-none-match': etag } });
  expect([csv.status, written.mock.calls.length]).toEqual([200, 1]);
  written.mockRestore();
  await csv.body?.cancel();
});

test('GET exports/rollouts is sent anew once there is another model, though nothing was committed', async () => {
  await api.opened.steps.exportTable({ table: 'rollouts', format: 'csv' });
  const ask = (headers: Record<string, string> = {}) => api.ask('GET', `${EXPORTS}/rollouts`, { headers });
  const before = await ask();
  const etag = before.headers.get('etag') ?? '';
  expect(await before.text()).not.toContain('clone-');
  expect((await ask({ 'if-none-match': etag })).status).toBe(304);
  const { rows } = await api.opened.reads.tableRows({ table: 'scenarios', limit: 1 });
  const trained: TrainedModel = {
    ...{ spec_id: rows[0]?.['spec_id'] as string, inputs: [], standardise: { mean: [], scale: [] } },
    layers: [{ units: 2, activation: 'softmax', kernel: [], bias: [0, 1] }],
    ...{ adjust: [], posterior: null, calibration: null, actions: ['skip', 'follow'] },
  };
  const inputs = {
    ...{ spec_id: trained.spec_id, scenarios_sha256: 'a'.repeat(64), rows: 0, config: {}, seed: 0 },
    ...{ window_from: '2025-01-01', window_to: '2025-01-31', backend: { name: 'plain', version: '1' } },
  };
  const origin = { kind: 'clone', lineage: 'clone', parent: null, inputs } as const;
  await writeModel(homePaths(api.dir), artifactOf(trained, origin, new Map()));
  const after = await ask({ 'if-none-match': etag });
  const text = await after.text();
  expect([after.status, text.includes('clone-')]).toEqual([200, true]);
  expect(after.headers.get('etag')).toBe(`"${createHash('sha256').update(text).digest('hex')}"`);
});

test('GET exports/{table} gives the bytes of the export, of each table in each form', async () => {
  for (const table of EXPORT_TABLES)
    for (const format of EXPORT_FORMATS) {
      const { path, sha256 } = await api.opened.steps.exportTable({ table, format });
      const response = await api.ask('GET', `${EXPORTS}/${table}?format=${format}`, { as: 'read' });
      const bytes = Buffer.from(await response.arrayBuffer());
      expect([table, format, response.status, bytes.equals(await readFile(path))]).toEqual([
        ...[table, format, 200, true],
      ]);
      expect(response.headers.get('etag')).toBe(`"${sha256}"`);
      expect(response.headers.get('content-length')).toBe(String(bytes.length));
      expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${table}.${format}"`);
    }
  await expectNothingLeft();
});

test('GET exports/{table}: without a format JSONL; to who has it, to a HEAD and to who goes away nothing stays open', async () => {
  const response = await api.ask('GET', `${EXPORTS}/matches`);
  const text = await response.text();
  const etag = response.headers.get('etag') ?? '';
  expect(etag).toBe(`"${createHash('sha256').update(text).digest('hex')}"`);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  expect(JSON.parse(text.split('\n', 1)[0] ?? '')).toHaveProperty('match_id');
  const again = await api.ask('GET', `${EXPORTS}/matches`, { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const head = await api.ask('HEAD', `${EXPORTS}/matches`);
  expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
  expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  await (await api.ask('GET', `${EXPORTS}/matches`)).body?.cancel();
  await expectNothingLeft();
});

test('GET exports/matches as CSV has a note of several lines in one field', async () => {
  const matches = '/api/v1/strategies/learning/matches';
  const first = await api.ask('GET', `${matches}?match_type=reject&limit=1`);
  const [match] = ((await first.json()) as { matches: { id: string }[] }).matches;
  const note = 'first, "second"\n\n=third';
  const body = { reason_code: 'timing', reason_text: note };
  expect((await api.ask('PATCH', `${matches}/${match?.id}/reason`, { body })).status).toBe(200);
  await api.opened.steps.reconcileRange({});
  const { rows } = await api.opened.reads.tableRows({ table: 'matches' });
  const csv = await api.ask('GET', `${EXPORTS}/matches?format=csv`);
  const reader = csvRecords();
  const [names, ...records] = [...reader.push(new Uint8Array(await csv.arrayBuffer())), ...reader.end()];
  expect(records).toHaveLength(rows.length);
  const [id, noted] = ['match_id', 'reason_note'].map((name) => names?.fields.indexOf(name) ?? -1) as [
    number,
    number,
  ];
  const own = records.filter(({ fields }) => fields[id] === match?.id);
  expect(own.map(({ fields }) => fields[noted])).toEqual([note]);
});

test('GET exports/{table}: no such table is 404 that names the nearest, no such form 422 or 406', async () => {
  const unknown = await api.ask('GET', `${EXPORTS}/matchs`);
  expect([unknown.status, ((await unknown.json()) as { detail: string }).detail]).toEqual([
    404,
    expect.stringMatching(/^no such table; there are matches, /),
  ]);
  expect((await api.ask('GET', `${EXPORTS}/matches?format=xml`)).status).toBe(422);
  const csv = { headers: { accept: 'text/csv' } };
  expect((await api.ask('GET', `${EXPORTS}/matches`, csv)).status).toBe(406);
  const asCsv = await api.ask('GET', `${EXPORTS}/lots?format=csv`, csv);
  expect([asCsv.status, asCsv.headers.get('content-type')]).toEqual([200, 'text/csv']);
  await asCsv.body?.cancel();
});

test('GET exports/{table} writes nothing for who has gone away before its turn', async () => {
  const request = new Request(`http://localhost${EXPORTS}/matches`, { signal: AbortSignal.abort() });
  const at = () => Promise.reject(new Error('is not asked'));
  const asked = {
    path: { table: 'matches' },
    given: { format: 'jsonl' },
    request,
    parts: { moments: { at, generation: () => undefined } },
  };
  await expect(exportedTable.handle(asked as never)).rejects.toMatchObject({ slug: 'busy' });
});
