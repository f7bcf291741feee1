import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../domain/learning/training/default-config.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { retrainBy } from '../../workflows/retrain-chain.js';
import { predict } from './predictions.js';

const AT = '2025-08-10T12:00:00Z';
const PREDICTIONS = '/api/v1/strategies/learning/predictions';
const SAMPLE = join(import.meta.dirname, '..', '..', 'data', 'sample', 'advice.recommendations.jsonl');

let api: AskedApi;
let model_id: string;
let advice: Record<string, unknown>[];
beforeAll(async () => {
  api = await askedApi({ filled: true });
  const { steps, reads } = api.opened;
  const asked = { days: 90, kind: 'logistic', config: { ...DEFAULT_CONFIG, folds: 2 }, seed: 0 } as const;
  await retrainBy(steps, asked, AT);
  const { models, seq } = await reads.models();
  model_id = models.find(({ kind }) => kind === 'logistic')?.model_id ?? '';
  await steps.changeModel({ change: 'promote', id: model_id, override: true, reason: 'a test', at: AT, seq });
  const lines = (await readFile(SAMPLE, 'utf8')).trim().split('\n');
  const all = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  advice = all.filter(({ sent_at }) => String(sent_at) >= '2025-08-01').slice(0, 20);
}, 600_000);
afterAll(() => api.close());

async function asked(body: unknown) {
  const response = await api.ask('POST', PREDICTIONS, { body, as: 'read' });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

interface Said {
  predictions: { recommendation_id: string; model_id: string; features: Record<string, number> }[];
  left_out: { recommendation_id: string }[];
}

describe('POST predictions', () => {
  test('gives what the champion says of each piece of advice, in its order, and keeps nothing', async () => {
    const before = await api.opened.reads.tableRows({ table: 'predictions', limit: 0 });
    const { status, answer } = await asked({ recommendations: advice });
    expect(status).toBe(200);
    const { predictions, left_out } = predict.answer.parse(answer) as Said;
    expect(predictions.length).toBeGreaterThan(5);
    expect(predictions.every((one) => one.model_id === model_id)).toBe(true);
    const ids = advice.map(({ recommendation_id }) => recommendation_id);
    expect([...predictions, ...left_out].map(({ recommendation_id }) => recommendation_id).sort()).toEqual(
      [...ids].sort(),
    );
    expect((await asked({ model: model_id, recommendations: advice })).answer).toEqual(answer);
    expect((await api.opened.reads.tableRows({ table: 'predictions', limit: 0 })).total).toBe(before.total);
  });

  test('sees of stored advice what was seen when its scenario was made', async () => {
    const { predictions } = (await asked({ recommendations: advice })).answer as unknown as Said;
    const { rows: scenarios } = await api.opened.reads.tableRows({ table: 'scenarios' });
    const byAdvice = new Map(scenarios.map((row) => [row['recommendation_id'], row['scenario_id']]));
    const { rows: features } = await api.opened.reads.tableRows({ table: 'features' });
    const byScenario = new Map(features.map((row) => [row['scenario_id'], row]));
    let compared = 0;
    for (const said of predictions) {
      const stored = byScenario.get(byAdvice.get(said.recommendation_id) ?? '');
      if (stored === undefined) continue;
      compared++;
      for (const [name, value] of Object.entries(said.features))
        expect([said.recommendation_id, name, value]).toEqual([
          said.recommendation_id,
          name,
          stored[`f_${name}`],
        ]);
    }
    expect(compared).toBeGreaterThan(5);
  });

  test('a record that is none is refused by its place', async () => {
    const [first = {}, second = {}] = advice;
    const { status, answer } = await asked({
      recommendations: [first, { ...second, strike: 'abc' }, 7, { ...first, underlying: null }],
    });
    expect(status).toBe(422);
    expect(answer['errors']).toEqual([
      { in: 'body', name: 'recommendations[1].strike', message: 'strike not a number: "abc"' },
      { in: 'body', name: 'recommendations[2]', message: 'not a JSON object' },
      { in: 'body', name: 'recommendations[3].underlying', message: 'underlying missing' },
    ]);
    const nested = JSON.stringify({ recommendations: [{ ...first, context: 'DEEP' }] });
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect((await asked(nested.replace('"DEEP"', deep))).status).toBe(400);
  });

  test('404 for no such model; 422 for more than a hundred records, none at all, or a model that says something else', async () => {
    expect((await asked({ model: 'shadow', recommendations: [] })).status).toBe(404);
    expect((await asked({ model: 'nothing-1234', recommendations: [] })).status).toBe(404);
    expect((await asked({ recommendations: Array.from({ length: 101 }, () => ({})) })).status).toBe(422);
    expect((await asked({})).status).toBe(422);
    const { models } = await api.opened.reads.models();
    const clone = models.find(({ kind }) => kind === 'clone')?.model_id;
    const { status, answer } = await asked({ model: clone, recommendations: [] });
    expect([status, answer['errors']]).toMatchObject([422, [{ in: 'body', name: 'model' }]]);
  });
});
