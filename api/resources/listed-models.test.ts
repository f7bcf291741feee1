import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../domain/learning/training/default-config.js';
import { DEFAULT_POLICY } from '../../domain/learning/gate/gate-policy.js';
import { homePaths } from '../../store/home/home.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { retrainBy } from '../../workflows/retrain-chain.js';
import { listModels } from './listed-models.js';
import { modelEvaluations } from './model-evaluations.js';

const AT = '2025-08-10T12:00:00Z';
const MODELS = '/api/v1/strategies/learning/models';

let api: AskedApi;
let model_id: string;
beforeAll(async () => {
  api = await askedApi({ filled: true });
  const { steps } = api.opened;
  const asked = { days: 90, kind: 'logistic', config: { ...DEFAULT_CONFIG, folds: 2 }, seed: 0 } as const;
  model_id = (await retrainBy(steps, asked, AT)).report.model_id as string;
  const { seq } = await api.opened.reads.models();
  await steps.changeModel({ change: 'promote', id: model_id, override: true, reason: 'a test', at: AT, seq });
}, 600_000);
afterAll(() => api.close());

interface Listed {
  models: { model_id: string; aliases: string[]; evaluation: { model_id: string; verdict: string } | null }[];
  registry: { seq: number; alias: string }[];
  report: { as_of: string; champion: { model_id: string } | null; reasons: object[] } | null;
}

async function listed(): Promise<Listed> {
  const response = await api.ask('GET', MODELS);
  expect(response.status).toBe(200);
  return listModels.answer.parse(await response.json()) as Listed;
}

describe('GET models', () => {
  test('gives each model with its latest judgement, the registry newest first, and the document of `learn report`', async () => {
    const { models, registry, report } = await listed();
    const { models: rows } = await api.opened.reads.models();
    expect(models.map((one) => one.model_id)).toEqual(rows.map((one) => one.model_id));
    const own = models.find((one) => one.model_id === model_id);
    expect(own).toMatchObject({ aliases: ['champion'], kind: 'logistic', evaluation: { model_id } });
    expect(own).not.toHaveProperty('evaluation_id');
    expect(registry[0]).toMatchObject({ alias: 'champion', model_id });
    expect(registry.map(({ seq }) => seq)).toEqual(registry.map(({ seq }) => seq).sort((a, b) => b - a));
    expect(report).toEqual((await api.opened.reads.learning({})).report);
  });

  test('who has it is sent nothing until something is committed or another model serves', async () => {
    const known = async () => {
      const etag = (await api.ask('GET', MODELS)).headers.get('etag') ?? '';
      return { headers: { 'if-none-match': etag } };
    };
    const before = await known();
    expect((await api.ask('GET', MODELS, before)).status).toBe(304);
    const request = { request: 'any', idempotency_key: 'a-key-of-somebody' };
    const line = { ...(await listed()).registry[0], ...request, seq: 9, alias: 'shadow' };
    await appendFile(homePaths(api.dir).modelRegistry, `${JSON.stringify(line)}\n`);
    const other = await api.ask('GET', MODELS, before);
    expect(other.status).toBe(200);
    expect(await other.text()).not.toMatch(/a-key-of-somebody|"request"/);
    const beside = await known();
    // As the process of trainings does, without a commit.
    const folder = join(homePaths(api.dir).models, 'just-made');
    await mkdir(folder);
    expect((await api.ask('GET', MODELS, beside)).status).toBe(200);
    await rm(folder, { recursive: true });
    const after = await known();
    await writeFile(homePaths(api.dir).gatePolicy, JSON.stringify({ ...DEFAULT_POLICY, min_samples: 30 }));
    expect((await api.ask('GET', MODELS, after)).status).toBe(200);
  });

  test('has no report where a file of learning is none', async () => {
    await writeFile(homePaths(api.dir).gatePolicy, 'nothing');
    expect((await listed()).report).toBeNull();
  });
});

describe('GET models/{model}/evaluations', () => {
  test('gives its judgements, what the evidence has to reach, and in ten bins how often it was right', async () => {
    const response = await api.ask('GET', `${MODELS}/champion/evaluations`);
    const { evaluations, calibration } = modelEvaluations.answer.parse(await response.json()) as {
      evaluations: { model_id: string; alpha: number; limit: number; scored: number }[];
      calibration: { p_low: number; p_high: number; n: number; mean_p: number | null }[];
    };
    const [first] = evaluations;
    expect(first?.model_id).toBe(model_id);
    expect(first?.limit).toBeCloseTo(-Math.log(first?.alpha ?? 0), 12);
    expect(calibration.map(({ p_low }) => p_low)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(calibration.reduce((sum, { n }) => sum + n, 0)).toBe(first?.scored);
    for (const { p_low, p_high, n, mean_p } of calibration)
      if (n === 0) expect(mean_p).toBeNull();
      else expect((mean_p as number) >= p_low && (mean_p as number) <= p_high).toBe(true);
    const byId = await api.ask('GET', `${MODELS}/${model_id}/evaluations`);
    expect((await byId.json()) as object).toMatchObject({ evaluations });
  });

  test('404 for what is no model, or an alias of none', async () => {
    for (const name of ['previous', 'nothing', 'x'.repeat(5_000)])
      expect([name, (await api.ask('GET', `${MODELS}/${name}/evaluations`)).status]).toEqual([name, 404]);
  });
});

test('GET models of an empty home has no models, no registry and no report', async () => {
  const empty = await askedApi({ filled: false });
  try {
    const response = await empty.ask('GET', MODELS);
    expect(await response.json()).toMatchObject({ models: [], registry: [], report: null });
  } finally {
    await empty.close();
  }
});
