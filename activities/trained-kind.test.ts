import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultConfig } from '../domain/learning/training/default-config.js';
import { RETRAINED_KINDS, type RetrainedKind } from '../domain/learning/training/kinds.js';
import { ACCOUNT_FILE, forwardIn, FORWARD_FILE } from '../domain/learning/training/model-texts.js';
import { choiceRow } from '../domain/learning/baselines/fitted-saying.js';
import { knownAt } from '../domain/learning/features/known-times.js';
import { forwardFolds } from '../domain/learning/training/time-folds.js';
import { labelledRows, type TrainingRow } from '../domain/learning/training/training-row.js';
import { seededRandom } from '../domain/number/random.js';
import { sessionsAfter, sessionsBetween } from '../domain/time/calendar.js';
import { likedAndPaid } from '../sim/learning/liked-and-paid.js';
import { homePaths } from '../store/home/home.js';
import type { TrainInput, TrainReport } from './learning-reports.js';
import { trainModels } from './make-models.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-03-31').slice(0, 40);
const ROWS = likedAndPaid(seededRandom(31), {
  ...{ sessions: SESSIONS, aDay: 5, features: 2, taste: 2, skill: 1, noise: 0.5 },
});
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-kinds-'));
});
afterAll(() => rm(folder, { recursive: true }));

function inputOf(kind: RetrainedKind, basis?: 'taste'): TrainInput {
  const config = { ...defaultConfig(kind), epochs: 6, folds: 2, checkpoint_every: 2 };
  return {
    asked: { days: 60, kind, config, seed: 0, basis },
    window: {
      ...{ from: '2025-01-06', to: '2025-03-31', as_of: '2025-03-31', scenarios_sha256: 'a'.repeat(64) },
      ...{ rows: ROWS.length, spec_id: 'spec', features: ['liked', 'pays'], held_back: [], min_samples: 20 },
    },
  };
}

async function trained(
  name: string,
  input: TrainInput,
  tell: () => void = () => undefined,
  rows: readonly TrainingRow[] = ROWS,
): Promise<{ report: TrainReport; files: Record<string, string> }> {
  const home = homePaths(join(folder, name));
  await mkdir(home.models, { recursive: true });
  const report = await trainModels({ rowsOf: () => Promise.resolve([...rows]), home, tell }, input);
  const model = join(home.models, report.model_id);
  const files: Record<string, string> = {};
  for (const file of (await readdir(model)).sort()) files[file] = await readFile(join(model, file), 'hex');
  return { report, files };
}

const textOf = (hex: string | undefined) => Buffer.from(hex ?? '', 'hex').toString();

describe.each(RETRAINED_KINDS)('trainModels of %s', (kind) => {
  test('gives the same bytes twice, and stopped after any epoch and gone on with', async () => {
    const whole = await trained(`${kind}-whole`, inputOf(kind));
    expect((await trained(`${kind}-again`, inputOf(kind))).files).toEqual(whole.files);
    if (whole.report.epochs === 0) return;
    const random = seededRandom(whole.report.epochs);
    let epochs = 0;
    for (;;) {
      let left = Math.ceil(random() * (whole.report.epochs / 3));
      const run = await trained(`${kind}-stopped`, inputOf(kind), () => {
        epochs++;
        if (--left === 0) throw new Error('stopped');
      }).catch((error: Error) => error.message);
      if (run === 'stopped') continue;
      expect(run).toMatchObject({ files: whole.files, report: { model_id: whole.report.model_id } });
      break;
    }
    expect(epochs).toBeGreaterThan(whole.report.epochs);
  });

  test('says of folds what it was not trained on', async () => {
    const { files } = await trained(`${kind}-whole`, inputOf(kind));
    const scores = forwardIn(textOf(files[FORWARD_FILE]));
    expect(scores.length).toBeGreaterThan(60);
    const sentAt = new Map(ROWS.map(({ scenario_id, sent_at }) => [scenario_id, sent_at]));
    for (const { scenario_id, trained_through } of scores)
      expect(trained_through < (sentAt.get(scenario_id) ?? '')).toBe(true);
  });
});

test('a policy by taste is another model than one by hindsight, and has its account', async () => {
  const [taste, hindsight] = [
    await trained('taste', inputOf('dpo', 'taste')),
    await trained('hindsight', inputOf('dpo')),
  ];
  const accountOf = ({ files }: typeof taste) => JSON.parse(textOf(files[ACCOUNT_FILE])) as object;
  expect(accountOf(taste)).toMatchObject({ basis: 'taste', preferences: 200, vetoed: 0 });
  expect(accountOf(hindsight)).toMatchObject({ basis: 'hindsight', preferences: 200 });
  const manifest = JSON.parse(textOf(taste.files['manifest.json'])) as { lineage: string };
  expect(manifest.lineage).toMatch(/^dpo-taste/);
  expect(taste.report.model_id).not.toBe(hindsight.report.model_id);
});

test('kinds that are trained alike have the same baselines, whatever each says of the folds', async () => {
  const baselines = [];
  for (const kind of ['reward', 'dpo', 'clone'] as const)
    baselines.push((await trained('alike', inputOf(kind))).report.baselines);
  expect(new Set(baselines.map((ids) => ids.join())).size).toBe(1);
});

/** The same, of which every third label is known some sessions later. */
const LATE = ROWS.map((row, i) =>
  i % 3 === 0 ? { ...row, labelled_at: `${sessionsAfter(row.trading_date, 4)}T19:00:00Z` } : row,
);

test.each(['logistic', 'dpo', 'reward', 'clone'] as const)(
  'trainModels of %s says of a fold what it would say if all that was known later were otherwise',
  async (kind) => {
    const before = await trained(`${kind}-late`, inputOf(kind), undefined, LATE);
    const scores = forwardIn(textOf(before.files[FORWARD_FILE]));
    const labels = labelledRows(LATE);
    const folds = forwardFolds(labels, { folds: 2, embargoSessions: 1 });
    let compared = 0;
    for (const [i, { test: tested }] of folds.entries()) {
      const first = Math.min(...tested.map(({ asked }) => asked));
      const otherwise = LATE.map((row): TrainingRow => {
        const { known } = choiceRow(row);
        const isChosenLater = known !== null && known >= first;
        const isLater = knownAt(row.labelled_at as string) >= first;
        return {
          ...row,
          ...(isChosenLater && { chosen: row.chosen === 'follow' ? 'skip' : 'follow' }),
          ...(isLater && { label: row.label === 1 ? 0 : 1, reward: -2.5 * (row.reward as number) }),
        };
      });
      const after = await trained(`${kind}-otherwise-${i}`, inputOf(kind), undefined, otherwise);
      const said = new Map(
        forwardIn(textOf(after.files[FORWARD_FILE])).map((score) => [score.scenario_id, score]),
      );
      const ids = new Set(tested.map(({ scenario_id }) => scenario_id));
      for (const { scenario_id, logit, p_win } of scores.filter((score) => ids.has(score.scenario_id))) {
        expect(said.get(scenario_id)).toMatchObject({ logit, p_win });
        compared++;
      }
    }
    expect(compared).toBe(scores.length);
  },
);
