import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { artifactOf } from '../domain/learning/artifact/trained-model.js';
import { FORWARD_FILE } from '../domain/learning/training/model-texts.js';
import { homePaths, type Home } from '../store/home/home.js';
import { readModel, writeModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-06-01T12:00:00Z';

let home: Home;
let opened: OpenSteps;
beforeAll(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'watch-')));
  opened = await openSteps(home.dir);
  await bring({ from: '2025-01-06', to: '2025-02-28', seed: 5 });
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(home.dir, { recursive: true });
});

async function bring(days: Parameters<typeof writeIntradayAccount>[1]): Promise<void> {
  const files = await writeIntradayAccount(join(home.dir, `files-${days.from}`), days);
  for (const path of files)
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}
const update = () => opened.steps.updateOnline({ weighting: 'pnl', hours: 2_000, asOf: null, at: AT });
const promote = async (id: string) => {
  const seq = (await readRegistry(home)).at(-1)?.seq ?? 0;
  const asked = { change: 'promote', id, override: true, reason: 'a test', at: AT, seq } as const;
  return opened.steps.changeModel(asked);
};

/** A model that leans the other way, and claims the skill that the given one has. */
async function flipped(model_id: string): Promise<string> {
  const { manifest, model, weights, texts } = await readModel(home, model_id);
  const [layer] = model.layers;
  if (layer === undefined) throw new Error('no layer');
  const part = (offset: number, length: number) => weights.subarray(offset, offset + length);
  const { kernel, bias } = layer;
  const artifact = artifactOf(
    {
      ...{ spec_id: model.spec_id, inputs: model.inputs, standardise: model.standardise },
      layers: [
        {
          ...{ units: 1, activation: 'linear' },
          kernel: part(kernel.offset, kernel.shape[0]).map((weight) => -weight),
          bias: part(bias.offset, 1),
        },
      ],
      ...{ adjust: [], posterior: null, calibration: null, actions: null },
    },
    { ...manifest, lineage: 'flipped' },
    new Map([[FORWARD_FILE, texts.get(FORWARD_FILE) ?? '']]),
  );
  await writeModel(home, artifact);
  return artifact.model_id;
}

test('updateOnline takes a champion back that is not what it claims: the model before it serves again', async () => {
  const { model_id: good } = await update();
  await promote(good as string);
  const bad = await flipped(good as string);
  await promote(bad);
  await bring({ from: '2025-03-03', to: '2025-04-30', seed: 6 });
  await update();
  const lines = await readRegistry(home);
  const back = lines.filter(({ by }) => by === 'watch');
  expect(back.map(({ alias, model_id }) => [alias, model_id])).toEqual([
    ['previous', bad],
    ['champion', good],
  ]);
  expect(back[0]?.reason).toMatch(/^(surprise|evidence_against) after \d+ scenarios: /);
  // The good one, which has served before, stays.
  await update();
  expect((await readRegistry(home)).filter(({ by }) => by === 'watch')).toHaveLength(2);
}, 120_000);
