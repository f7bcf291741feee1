import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BUILT_IN } from '../domain/registry/registry.js';
import { homePaths } from '../store/home/home.js';
import { makeHome, removeHome, tradeloop } from './system.js';

let home: string;
beforeAll(async () => {
  home = await makeHome();
  const bars = join(home, 'bars.jsonl');
  const prices = { open: 9, high: 9, low: 9, close: 9 };
  await writeFile(bars, `${JSON.stringify({ symbol: 'F', interval: '1d', ts: '2025-03-07', ...prices })}\n`);
  await tradeloop(home, 'import', bars, '--local');
}, 60_000);
afterAll(() => removeHome(home));

const algorithm = (...command: string[]) => tradeloop(home, 'algorithm', ...command, '--local');

async function documentOf(...command: string[]): Promise<{ status: number; document: unknown }> {
  const { status, stdout } = await algorithm(...command, '--json');
  return { status, document: JSON.parse(stdout) as unknown };
}

const SHA256 = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;

describe('tradeloop algorithm --local', () => {
  test('show prints exactly the canonical bytes and a line end', async () => {
    const { status, stdout } = await algorithm('show', 'v3.3');
    expect([status, stdout]).toEqual([0, `${BUILT_IN.parameters}\n`]);
    const parameters = JSON.parse(BUILT_IN.parameters) as unknown;
    const document = { version: 'v3.3', sha256: BUILT_IN.sha256, parameters, patch: null };
    expect(await documentOf('show', 'v3.3')).toEqual({ status: 0, document });
  }, 60_000);

  test('show prints those bytes, also what a terminal would act on', async () => {
    const other = await makeHome();
    const parameters = '{"note":"\u202eabc\u0085"}';
    await writeFile(join(other, 'theirs.json'), parameters);
    await tradeloop(other, 'algorithm', 'adopt', join(other, 'theirs.json'), '--as', 'acme-1', '--local');
    const show = async (...options: string[]) =>
      (await tradeloop(other, 'algorithm', 'show', 'acme-1', '--local', ...options)).stdout;
    expect(await show()).toBe(`${parameters}\n`);
    expect(await show('--json')).toContain('\\u202eabc\\u0085');
    await removeHome(other);
  }, 60_000);

  test('adopt, list, current, diff and rollback give their documents', async () => {
    const file = join(home, 'theirs.json');
    await writeFile(file, '{"shiftDays": 7}\n');
    const said = ['--by', 'ann', '--at', '2025-03-08T12:00:00-05:00'];
    const { document } = await documentOf('adopt', file, '--as', 'acme-1', ...said);
    expect(document).toMatchObject({
      version: 'acme-1',
      sha256: SHA256,
      change: {
        ...{ kind: 'adopt', from_version: 'v3.3', to_version: 'acme-1', effective_from: '2025-03-10' },
        ...{ at: '2025-03-08T17:00:00Z', by: 'ann', candidate_id: null, validation: null, outcome: null },
      },
    });
    const { currentAlgorithm } = homePaths(home);
    expect((await documentOf('current')).document).toEqual({
      ...{ version: 'acme-1', sha256: SHA256, etag: expect.stringMatching(/^"[0-9a-f]{64}"$/) as unknown },
      ...{ effective_from: '2025-03-10', path: currentAlgorithm, parameters: { shiftDays: 7 } },
    });
    expect((await stat(currentAlgorithm)).mode & 0o777).toBe(0o600);
    expect(await readFile(currentAlgorithm, 'utf8')).toMatch(/^\{"parameters":\{"shiftDays":7\},.*\}\n$/);
    expect((await documentOf('current', '--date', '2025-03-07')).document).toMatchObject({ version: 'v3.3' });
    expect((await documentOf('diff', 'acme-1', 'v3.3')).document).toMatchObject({
      ...{ from: 'acme-1', to: 'v3.3' },
      changes: expect.arrayContaining([{ path: 'shiftDays', from: 7, to: null }]) as unknown,
    });
    expect((await documentOf('rollback', '--reason', 'no')).document).toMatchObject({
      ...{ version: 'v3.3', change: { kind: 'rollback', why: 'no' } },
    });
    expect((await documentOf('list')).document).toEqual({
      versions: [
        expect.objectContaining({ version: 'v3.3', origin: 'built_in', in_force_from: ['2025-03-10'] }),
        {
          ...{ version: 'acme-1', parent: null, sha256: SHA256, candidate_id: null, origin: 'file' },
          ...{ created_at: '2025-03-08T17:00:00Z', in_force_from: ['2025-03-10'] },
        },
      ],
      in_force: 'v3.3',
    });
  }, 60_000);

  test.each([
    ['what is in force', ['rollback', 'v3.3'], 1, 'Conflict'],
    ['a version that there is not', ['show', 'v9.9'], 1, 'NotFound'],
    ['a day that is past', ['rollback', 'acme-1', '--effective', '2025-03-07'], 2, 'InvalidInput'],
    ['a file that is not there', ['adopt', 'nothing.json', '--as', 'x'], 2, 'InvalidInput'],
    ['no time', ['rollback', 'acme-1', '--at', 'noon'], 2, 'InvalidInput'],
  ])(
    'refuses %s',
    async (_, command, status, name) => {
      expect(await documentOf(...command)).toMatchObject({ status, document: { error: { name } } });
    },
    30_000,
  );
});
