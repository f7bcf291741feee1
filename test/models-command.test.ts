import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSteps } from '../activities/make-steps.js';
import { writeIntradayAccount } from './intraday-account.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop } from './system.js';

let home: string;

beforeAll(async () => {
  home = await makeHome();
  const files = await writeIntradayAccount(join(home, 'files'), {
    from: '2025-01-06',
    to: '2025-06-30',
    seed: 1,
  });
  await tradeloop(home, 'import', ...files, '--local');
}, SERVER_TEST_MS);

afterAll(() => removeHome(home), 60_000);

const json = async (...command: string[]) => {
  const { status, stdout } = await tradeloop(home, ...command, '--json', '--local');
  return { status, document: JSON.parse(stdout) as Record<string, unknown> };
};
const retrain = (...options: string[]) =>
  json('learn', 'retrain', '--kind', 'logistic', '--days', '180', ...options);
const pointer = async (alias: string) => readFile(join(home, 'models', `${alias}.json`), 'utf8');

describe('learn retrain, models', () => {
  let first: string;

  test(
    'retrain gives a model with its evaluation, which becomes the shadow; the same again gives the same bytes',
    async () => {
      const { status, document } = await retrain();
      expect(status).toBe(0);
      const keys = [
        ...['model_id', 'rows', 'folds', 'purged', 'embargoed', 'epochs', 'resumed_from', 'seconds'],
        ...['held_back', 'evaluation'],
      ];
      expect(Object.keys(document).sort()).toEqual(keys.sort());
      first = document['model_id'] as string;
      expect(document).toMatchObject({
        folds: 5,
        held_back: [],
        evaluation: { incumbent_id: 'base_rate', verdict: 'bless' },
      });
      const evaluation = document['evaluation'] as { auc: number; scored: number };
      expect(evaluation.auc).toBeGreaterThan(0.7);
      expect(JSON.parse(await pointer('shadow'))).toMatchObject({ model_id: first });
      const before = await modelBytes(first);
      const again = await retrain();
      expect(again.document).toMatchObject({ model_id: first, evaluation });
      expect(await modelBytes(first)).toEqual(before);
      expect(
        (await readFile(join(home, 'models', 'registry.jsonl'), 'utf8')).trim().split('\n'),
      ).toHaveLength(1);
    },
    SERVER_TEST_MS,
  );

  test(
    'promote makes the shadow serve, another takes its place by override only, and rollback gives the same bytes back',
    async () => {
      expect(await json('models', 'promote', 'shadow', '--reason', 'blessed')).toMatchObject({
        status: 0,
        document: { seq: 2, champion: first, previous: null },
      });
      // Of a first one there is a way back as well, and from there.
      expect(await json('models', 'rollback', '--reason', 'too soon')).toMatchObject({
        status: 0,
        document: { seq: 3, champion: null, previous: first, manifest_sha256: null },
      });
      await expect(pointer('champion')).rejects.toThrow('ENOENT');
      expect(await json('models', 'rollback', '--reason', 'after all')).toMatchObject({
        document: { seq: 4, champion: first, previous: null },
      });
      const before = JSON.parse(await pointer('champion')) as Record<string, unknown>;
      const other = (await retrain('--days', '60')).document['model_id'] as string;
      expect(await json('models', 'promote', other)).toMatchObject({
        status: 1,
        document: { error: { name: 'NotBlessed' } },
      });
      expect((await json('models', 'promote', other, '--override')).status).toBe(2);
      expect(
        (await json('models', 'promote', other, '--override', '--reason', 'to see')).document,
      ).toMatchObject({
        champion: other,
        previous: first,
      });
      expect(await json('models', 'rollback', '--reason', 'enough')).toMatchObject({
        status: 0,
        document: { champion: first, previous: other },
      });
      const { seq: _seq, ...after } = JSON.parse(await pointer('champion')) as Record<string, unknown>;
      expect({ ...after, seq: before['seq'] }).toEqual(before);
      const { document } = await json('models', 'card', first);
      expect(document['card']).toContain('# logistic: does following this advice pay?');
      expect(document['registry']).toMatchObject([
        { alias: 'shadow' },
        { alias: 'champion', reason: 'blessed' },
        { alias: 'previous', reason: 'too soon' },
        { alias: 'champion', reason: 'after all' },
        { alias: 'previous', reason: 'to see' },
        { alias: 'champion', reason: 'enough' },
      ]);
    },
    SERVER_TEST_MS,
  );

  test(
    'of two changes at once one wins, and the other is a Conflict',
    async () => {
      const other = (JSON.parse(await pointer('previous')) as { model_id: string }).model_id;
      const { steps, reads, close } = await openSteps(home);
      try {
        const { seq } = await reads.models();
        const promote = { change: 'promote', id: other, override: true, reason: 'me', seq } as const;
        const [one, two] = await Promise.allSettled([
          steps.changeModel({ ...promote, at: '2025-07-01T10:00:00Z' }),
          steps.changeModel({ ...promote, at: '2025-07-01T10:00:01Z' }),
        ]);
        expect(one).toMatchObject({ status: 'fulfilled', value: { champion: other, seq: seq + 1 } });
        expect(two).toMatchObject({ status: 'rejected', reason: { name: 'Conflict' } });
        // A step whose answer was lost is run again.
        const again = await steps.changeModel({ ...promote, at: '2025-07-01T10:00:00Z' });
        expect(again).toMatchObject({ champion: other, seq: seq + 1 });
        await steps.changeModel({
          change: 'rollback',
          reason: null,
          at: '2025-07-01T11:00:00Z',
          seq: seq + 1,
        });
      } finally {
        await close();
      }
      expect(JSON.parse(await pointer('champion'))).toMatchObject({ model_id: first });
    },
    SERVER_TEST_MS,
  );

  test(
    'learn predict sees of stored advice, bit for bit, what is stored, and gives a chance for each',
    async () => {
      const advice = join(home, 'files', 'intraday.recommendations.jsonl');
      const { document } = await json('learn', 'predict', '--in', advice);
      const predictions = document['predictions'] as Record<string, unknown>[];
      expect(document['left_out']).toEqual([]);
      expect(predictions).toHaveLength((await readFile(advice, 'utf8')).trimEnd().split('\n').length);
      const stored = await rowsOf('features');
      const ids = new Map(
        (await rowsOf('scenarios')).map((row) => [row['recommendation_id'], row['scenario_id']]),
      );
      const byId = new Map(stored.map((row) => [row['scenario_id'], row]));
      for (const { recommendation_id, features, missing, p_win, model_id } of predictions) {
        const row = byId.get(ids.get(recommendation_id)) ?? {};
        expect(missing).toEqual(row['missing']);
        const named = Object.entries(features as Record<string, number>).map(([name, value]) => [
          `f_${name}`,
          value,
        ]);
        expect(Object.fromEntries(named)).toEqual(
          Object.fromEntries(Object.entries(row).filter(([name]) => name.startsWith('f_'))),
        );
        expect(model_id).toBe(first);
        expect(p_win).toBeGreaterThan(0);
        expect(p_win).toBeLessThan(1);
      }
      await writeFile(
        join(home, 'waits.jsonl'),
        `{"recommendation_id": "w", "sent_at": "2025-07-01T15:00:00Z", "action": "hold", "underlying": "ABC"}\n` +
          `{"recommendation_id": "b", "sent_at": "2025-07-01T15:00:00Z", "action": "buy", "underlying": "ABC"}`,
      );
      const waits = ['learn', 'predict', '--in', join(home, 'waits.jsonl')];
      expect((await json(...waits)).document).toMatchObject({
        predictions: [
          { recommendation_id: 'b', missing: expect.arrayContaining(['context_mood']) as unknown },
        ],
        left_out: [{ recommendation_id: 'w', action: 'hold' }],
      });
      const { stdout: lines } = await tradeloop(home, ...waits, '--local');
      expect(lines).toMatch(/advice +underlying +advised +a gain in +model says/);
      expect(lines).toMatch(/\nb +ABC +buy /);
      expect(lines).toContain('1 hold or wait left out: ');
      await writeFile(
        join(home, 'advice.jsonl'),
        '{"recommendation_id": "a", "sent_at": "soon", "action": "buy", "underlying": "ABC"}',
      );
      const clone = (await readdir(join(home, 'models'))).find((name) => name.startsWith('clone-')) as string;
      const otherwise = await json('learn', 'predict', clone, '--in', advice);
      expect(otherwise).toMatchObject({ status: 2, document: { error: { name: 'InvalidInput' } } });
      // Nor is it judged: each start of an evidence costs the next one.
      const trials = () => readFile(join(home, 'learning', 'trials.jsonl'), 'utf8');
      const before = await trials();
      for (const asked of [[clone], [first, '--incumbent', clone], [first, '--incumbent', first]])
        expect((await json('learn', 'evaluate', ...asked)).status).toBe(2);
      expect(await trials()).toBe(before);
      const refused = await json('learn', 'predict', '--in', join(home, 'advice.jsonl'));
      expect(refused).toMatchObject({ status: 1, document: { error: { name: 'FileRefused' } } });
      expect(JSON.stringify(refused.document)).toContain('advice.jsonl: line 1: sent_at');
    },
    SERVER_TEST_MS,
  );

  test(
    'status says that the champion was made by another specification than is saved, and what to do',
    async () => {
      const { stdout } = await tradeloop(home, 'learn', 'features', '--default', '--local');
      const saved = join(home, 'learning', 'features.json');
      const status = async () =>
        (JSON.parse((await tradeloop(home, 'status', '--json')).stdout) as Record<string, string | null>)[
          'champion_trouble'
        ];
      await writeFile(saved, stdout);
      expect(await status()).toBeNull();
      await writeFile(saved, stdout.replace('"name": "', '"name": "my '));
      expect(await status()).toMatch(new RegExp(`^${first} was made by the specification .* learn retrain`));
      await rm(saved);
    },
    SERVER_TEST_MS,
  );

  test(
    'registry and models survive a rebuild, and so does how they were judged',
    async () => {
      const listed = await json('models', 'list');
      const judged = await exported('model_evaluations');
      const said = await exported('predictions');
      await tradeloop(home, 'rebuild', '--local');
      expect(await json('models', 'list')).toEqual(listed);
      expect(await exported('model_evaluations')).toBe(judged);
      expect(await exported('predictions')).toBe(said);
    },
    SERVER_TEST_MS,
  );

  test(
    'a champion with a flipped byte falls back to the previous model; show names the file, and promote refuses it',
    async () => {
      const weights = join(home, 'models', first, 'weights.bin');
      const bytes = await readFile(weights);
      bytes[3] = (bytes[3] as number) ^ 1;
      await writeFile(weights, bytes);
      await tradeloop(home, 'learn', 'report', '--local');
      const listed = (await json('models', 'list')).document['models'] as {
        model_id: string;
        aliases: string[];
      }[];
      expect(listed.find(({ aliases }) => aliases.includes('champion'))?.model_id).not.toBe(first);
      expect(listed.find(({ model_id }) => model_id === first)?.aliases).toEqual([]);
      expect((await json('models', 'show', first)).document).toMatchObject({ broken: ['weights.bin'] });
      const { stdout } = await tradeloop(home, 'status', '--json');
      expect((JSON.parse(stdout) as Record<string, string>)['champion_trouble']).toContain('weights.bin');
      const refused = await json('models', 'promote', first, '--override', '--reason', 'all the same');
      expect(refused).toMatchObject({ status: 1, document: { error: { name: 'ModelBroken' } } });
    },
    SERVER_TEST_MS,
  );

  test(
    'what is no model, no configuration or no number is refused by its name',
    async () => {
      expect(await json('models', 'show', 'logistic-000000000000')).toMatchObject({
        status: 1,
        document: { error: { name: 'NotFound' } },
      });
      const shown = async (id: string) => (await json('models', 'show', id)).document;
      const { manifest } = await shown(first.slice(0, -2));
      const hash = first.slice(-12);
      for (const part of [hash.slice(0, 4), hash.slice(-4)])
        expect(await shown(part)).toMatchObject({ manifest });
      const short = JSON.stringify(await shown('log'));
      expect(short).toContain('give at least 4 characters of an id');
      const several = (await shown('logistic-')) as { error: { name: string; message: string } };
      expect(several.error).toMatchObject({
        name: 'Ambiguous',
        message: expect.stringContaining(first) as unknown,
      });
      expect((await retrain('--days', 'many')).status).toBe(2);
      const config = join(home, 'config.json');
      await writeFile(config, JSON.stringify({ hidden: [4], epoch: 3 }));
      const refused = await retrain('--config', config);
      expect(refused.status).toBe(1);
      expect(refused.document).toMatchObject({ error: { name: 'FileRefused' } });
      expect(JSON.stringify(refused.document)).toContain('config.json: epoch: 3: no such key');
    },
    SERVER_TEST_MS,
  );
});

async function modelBytes(id: string): Promise<Record<string, string>> {
  const folder = join(home, 'models', id);
  const files = (await readdir(folder)).sort();
  const texts = await Promise.all(
    files.map(async (file) => [file, (await readFile(join(folder, file))).toString('base64')]),
  );
  return Object.fromEntries(texts) as Record<string, string>;
}

async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  await tradeloop(home, 'export', table, '--format', 'jsonl', '--local');
  const text = await readFile(join(home, 'exports', `${table}.jsonl`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function exported(table: string): Promise<string> {
  await tradeloop(home, 'export', table, '--format', 'csv', '--local');
  return readFile(join(home, 'exports', `${table}.csv`), 'utf8');
}
