import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureHome, homePaths } from '../store/home/home.js';

const BIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');
const PEOPLE = join(import.meta.dirname, '..', 'data', 'people');
const PERSON = {
  schema: 1,
  name: 'a week more',
  start: '2024-01-02',
  accounts: [{ account: 'main', commission: 0.65 }],
  market: { underlyings: { count: 4 } },
  habits: [{ kind: 'expiration_shift', action: 'open', weeks: 1 }],
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-simulate-'));
});
afterAll(() => rm(directory, { recursive: true }));

function simulate(
  person: string,
  ...args: string[]
): Promise<{ status: number; document: Record<string, unknown> }> {
  return new Promise((resolve) => {
    const words = ['simulate', '--json', '--person', person, ...args];
    const child = execFile(process.execPath, [BIN, ...words], (_error, stdout) =>
      resolve({
        status: child.exitCode ?? -1,
        document: JSON.parse(stdout) as Record<string, unknown>,
      }),
    );
  });
}

async function personFile(person: object): Promise<string> {
  const path = join(directory, 'person.json');
  await writeFile(path, JSON.stringify(person));
  return path;
}

async function linesIn(folder: string, file: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(directory, folder, `${file}.jsonl`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('simulate --person FILE --weeks N --out DIR', () => {
  test('writes the same bytes for the same person, seeds and program, in the order of the seeds', async () => {
    const person = await personFile(PERSON);
    const run = (out: string, seeds: string) =>
      simulate(person, '--weeks', '3', '--seeds', seeds, '--out', join(directory, out));
    const { status, document } = await run('one', '3..5');
    expect(status).toBe(0);
    expect(document).toMatchObject({ person: 'a week more', weeks: 3, policy: 'none', seeds: [3, 4, 5] });
    expect(document['divergence_by_week']).toHaveLength(3);
    const weeks = await linesIn('one', 'weeks');
    expect(weeks.map(({ seed, n }) => [seed, n])).toEqual(
      [3, 4, 5].flatMap((seed) => [1, 2, 3].map((n) => [seed, n])),
    );
    expect(weeks[0]).toMatchObject({
      week: '2024-W01',
      version: 'v3.3',
      habits: [{ index: 0, satisfied: 0 }],
    });
    expect(Object.keys((await linesIn('one', 'patterns'))[0] ?? {})[0]).toBe('seed');
    await run('two', '3..5');
    await run('three', '4');
    for (const file of await readdir(join(directory, 'one'))) {
      const bytes = (folder: string) => readFile(join(directory, folder, file), 'utf8');
      expect(await bytes('two')).toBe(await bytes('one'));
      const own = (await bytes('one')).split('\n').filter((line) => line.startsWith('{"seed":4,'));
      expect(await bytes('three')).toBe(own.map((line) => `${line}\n`).join(''));
    }
  });

  test('--records writes what can be imported, readable like all other files', async () => {
    const out = join(directory, 'recorded');
    await simulate(await personFile(PERSON), '--weeks', '2', '--seeds', '7', '--out', out, '--records');
    const folder = join(out, 'records', '7');
    const files = await readdir(folder);
    expect(files.sort()).toEqual(
      ['bars', 'cash_flows', 'executions', 'market_events', 'recommendations'].map(
        (dataset) => `simulated.${dataset}.jsonl`,
      ),
    );
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
    for (const file of files)
      expect(await modeOf(join(folder, file))).toBe(await modeOf(join(out, 'weeks.jsonl')));
    const [weeks, advice] = [
      await linesIn('recorded', 'weeks'),
      (await readFile(join(folder, 'simulated.recommendations.jsonl'), 'utf8')).trimEnd().split('\n'),
    ];
    expect(advice).toHaveLength(weeks.reduce((sum, { recommendations }) => sum + Number(recommendations), 0));
  });

  test('is refused a home that is there already: it may be the own one', async () => {
    const home = join(directory, 'own');
    await ensureHome(homePaths(home));
    const person = await personFile(PERSON);
    const out = ['--weeks', '1', '--home', home, '--out', join(directory, 'out-own')];
    expect(await simulate(person, ...out)).toMatchObject({
      status: 2,
      document: { error: { message: expect.stringContaining('there is a home already') as unknown } },
    });
  });

  test('takes the people that come with it', async () => {
    for (const file of await readdir(PEOPLE)) {
      const out = join(directory, file);
      expect(await simulate(join(PEOPLE, file), '--weeks', '1', '--out', out)).toMatchObject({ status: 0 });
    }
  });

  test.each<[string, object, string[], string]>([
    ['a field that is none', { ...PERSON, noise: { luck: 1 } }, [], 'noise.luck: no such field'],
    ['no number of weeks', PERSON, ['--weeks', '0'], 'not a number from 1'],
    ['no seeds', PERSON, ['--seeds', '5..3'], 'the first of them the least'],
  ])('refuses %s', async (_name, person, args, message) => {
    const out = join(directory, 'refused');
    const { status, document } = await simulate(
      await personFile(person),
      '--weeks',
      '1',
      '--out',
      out,
      ...args,
    );
    expect(status).toBe(2);
    expect(document).toMatchObject({ error: { name: 'InvalidInput' } });
    expect(JSON.stringify(document)).toContain(message);
  });
});
