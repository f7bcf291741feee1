import { describe, expect, test } from '@jest/globals';
import type { ModelKind } from '../artifact/manifest.js';
import { placed, type TrainedModel } from '../artifact/trained-model.js';
import { replayedPolicy } from './replayed-policy.js';

const NOBODY = { underlying: 'XYZ', session_hour: null, account: null };

/** A model of one feature, whose outputs are the feature times these weights. */
function policyOf(kind: ModelKind, kernel: number[], actions: TrainedModel['actions']) {
  const { model, weights } = placed(
    {
      ...{ spec_id: 's', inputs: ['x'], standardise: { mean: [0], scale: [1] }, adjust: [] },
      layers: [{ units: kernel.length, activation: 'linear', kernel, bias: kernel.map(() => 0) }],
      ...{ posterior: null, calibration: null, actions },
    },
    kind,
  );
  return replayedPolicy(model, weights, ['x']);
}

describe('replayedPolicy(model, weights, features)', () => {
  test('follows surely where following pays more likely than not; a tie is skipped', () => {
    const policy = policyOf('logistic', [1], null);
    expect([0.5, 0, -0.5].map((x) => policy?.(Float64Array.of(x), NOBODY))).toEqual([
      { skip: 0, follow: 1 },
      { skip: 1, follow: 0 },
      { skip: 1, follow: 0 },
    ]);
  });

  test('has the chances of a model that chooses among actions, whatever their order', () => {
    const third = Math.log(3);
    expect(policyOf('dpo', [0, 1], ['skip', 'follow'])?.(Float64Array.of(third), NOBODY).follow).toBeCloseTo(
      0.75,
      6,
    );
    expect(policyOf('dpo', [0, 1], ['follow', 'skip'])?.(Float64Array.of(third), NOBODY).follow).toBeCloseTo(
      0.25,
      6,
    );
  });

  test('is null for a model with other outputs', () => {
    expect(policyOf('reward', [1, 2], ['hold', 'follow'])).toBeNull();
    expect(policyOf('reward', [1], ['reward'])).toBeNull();
  });
});
