import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import { openSteps, type OpenSteps } from './make-steps.js';
import type { AlgorithmInput } from './algorithm-reports.js';

let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'algorithm-'));
  opened = await openSteps(dir, { clock: () => new Date('2025-03-08T12:00:00Z') });
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

type Asked = {
  [K in AlgorithmInput['change']]: Omit<Extract<AlgorithmInput, { change: K }>, 'request'>;
}[AlgorithmInput['change']] & { request?: string };

const SAID = { at: '2025-03-08T17:00:00Z', by: 'ann', effective: null };
const adopt = (text: string, version = 'acme-1', effective: string | null = null): Asked => ({
  ...SAID,
  ...{ change: 'adopt', version, file: 'p.json', text, effective },
});
const rollback = (version: string | null = null): Asked => ({
  ...SAID,
  ...{ change: 'rollback', version, reason: 'too far' },
});

const current = () => readFile(homePaths(dir).currentAlgorithm, 'utf8');
let requests = 0;
const change = (input: Asked) => {
  requests += 1;
  return opened.steps.changeAlgorithm({ request: `request ${requests}`, ...input });
};

async function importBar(day: string): Promise<void> {
  const path = join(dir, `${day}.bars.jsonl`);
  const prices = { open: 9, high: 9, low: 9, close: 9 };
  await writeFile(path, `${JSON.stringify({ symbol: 'F', interval: '1d', ts: day, ...prices })}\n`);
  await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}

/** The rows of a table as its export has them. */
async function exported(table: string): Promise<string> {
  const { path } = await opened.steps.exportTable({ table, format: 'jsonl' });
  return readFile(path, 'utf8');
}

describe('changeAlgorithm(input)', () => {
  test('adopts a file, rolls back, and then the bot reads the same bytes as before', async () => {
    const [before, shown] = [await current(), await opened.reads.algorithmVersion({ version: 'v3.3' })];
    const adopted = await change(adopt('{"shiftDays": 7, "lookback": 5}'));
    expect(adopted).toMatchObject({
      version: 'acme-1',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      change: {
        kind: 'adopt',
        from_version: 'v3.3',
        effective_from: '2025-03-10',
        ...{ at: SAID.at, by: 'ann' },
      },
    });
    expect(JSON.parse(await current())).toEqual({
      ...{ version: 'acme-1', sha256: adopted.sha256, parameters: { shiftDays: 7, lookback: 5 } },
    });
    expect(await change(rollback())).toMatchObject({
      version: 'v3.3',
      change: { kind: 'rollback', why: 'too far' },
    });
    expect(await current()).toBe(before);
    expect(await opened.reads.algorithmVersion({ version: 'v3.3' })).toEqual(shown);
  });

  test('of a request whose answer was lost gives that answer again, and writes nothing', async () => {
    await change(adopt('{}'));
    const first = await change({ ...rollback(), request: 'lost' });
    const before = await readFile(homePaths(dir).journal, 'utf8');
    expect(await change({ ...rollback(), request: 'lost' })).toEqual(first);
    expect(await readFile(homePaths(dir).journal, 'utf8')).toBe(before);
  });

  test('of a request with a key gives its answer again for a day; of another request, and later, it is made', async () => {
    await change(adopt('{}'));
    const keyed = { idempotency_key: 'k', request: 'a.1' };
    const first = await change({ ...rollback(), ...keyed });
    expect(await change({ ...rollback(), ...keyed, at: '2025-03-09T16:59:59Z' })).toEqual(first);
    const later = { ...adopt('{}', 'acme-1'), at: '2025-03-09T17:00:00Z' };
    expect(await change({ ...later, ...keyed, at: SAID.at, request: 'a.2' })).toMatchObject({
      change: { to_version: 'acme-1' },
    });
    expect(await change({ ...rollback(), ...keyed, at: later.at })).not.toEqual(first);
  });

  test.each([
    ['what is in force', rollback('v3.3'), 'Conflict'],
    ['a version that there is not', rollback('v9.9'), 'NotFound'],
    ['what is no JSON', adopt('{'), 'InvalidInput'],
    ['a value that cannot be', adopt('{"strikeSteps":"two"}'), 'InvalidInput'],
    ['a day that is past', { ...rollback(), effective: '2025-03-07' }, 'InvalidInput'],
    ['to keep what nobody watches', { ...SAID, change: 'keep', version: null } as const, 'Conflict'],
  ])('refuses %s, and writes nothing', async (_, input, name) => {
    const before = await readFile(homePaths(dir).journal, 'utf8');
    await expect(change(input)).rejects.toMatchObject({ name });
    expect(await readFile(homePaths(dir).journal, 'utf8')).toBe(before);
  });

  test('holds from the session after the last day with data, or from a later one, when its time has come', async () => {
    await importBar('2025-03-06');
    expect(await change(adopt('{}'))).toMatchObject({ change: { effective_from: '2025-03-07' } });
    expect(await change(adopt('{"shiftDays":7}', 'acme-2', '2025-03-10'))).toMatchObject({
      change: { effective_from: '2025-03-10', from_version: 'acme-1' },
    });
    expect(JSON.parse(await current())).toMatchObject({ version: 'acme-1' });
    expect(await opened.reads.currentAlgorithm({})).toMatchObject({
      version: 'acme-1',
      effective_from: '2025-03-07',
    });
    expect(await opened.reads.currentAlgorithm({ date: '2025-03-10' })).toMatchObject({ version: 'acme-2' });
    await importBar('2025-03-07');
    expect(JSON.parse(await current())).toMatchObject({ version: 'acme-2' });
    expect(await opened.reads.algorithmVersions()).toMatchObject({
      versions: [
        { version: 'v3.3', in_force_from: [] },
        { version: 'acme-1', in_force_from: ['2025-03-07'] },
        { version: 'acme-2', in_force_from: ['2025-03-10'] },
      ],
      in_force: 'acme-2',
    });
  });

  test('is in the tables as it was after a rebuild, the start and the built-in version first', async () => {
    await change(adopt('{"shiftDays":7}'));
    await change(rollback());
    const tables = ['decisions', 'algorithm_versions', 'algorithm_changes'];
    const before = [await current(), ...(await Promise.all(tables.map(exported)))];
    expect(before[2]).toMatch(
      /^\{"version":"v3\.3","parent":null,.*"parameters":\{.*"origin":"built_in"\}\n/,
    );
    expect(before[3]).toMatch(/^\{"change_id":"[0-9a-f]{32}","kind":"start","from_version":null,/);
    await rm(homePaths(dir).currentAlgorithm);
    await opened.steps.rebuildWarehouse({});
    expect([await current(), ...(await Promise.all(tables.map(exported)))]).toEqual(before);
  });
});

describe('reads of the registry', () => {
  test('give a version with its canonical bytes, and what turns one into another', async () => {
    await change(adopt('{"b":1,"a":{"c":2}}'));
    expect(await opened.reads.algorithmVersion({ version: 'acme-1' })).toMatchObject({
      ...{ text: '{"a":{"c":2},"b":1}', parameters: { a: { c: 2 }, b: 1 }, patch: null },
    });
    await change(adopt('{"b":2,"a":{"c":2}}', 'acme-2'));
    expect(await opened.reads.algorithmDifferences({ from: 'acme-1', to: 'acme-2' })).toEqual({
      from: 'acme-1',
      to: 'acme-2',
      changes: [{ path: 'b', from: 1, to: 2 }],
    });
    await expect(opened.reads.algorithmDifferences({ from: 'acme-1', to: 'x' })).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});
