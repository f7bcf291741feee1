import { expect, test } from '@jest/globals';
import { normal, seededRandom } from '../../number/random.js';
import type { FeatureSpecification } from '../features/feature-specification.js';
import { suspectedFeatures } from './suspected-features.js';

const SPECIFICATION: FeatureSpecification = {
  ...{ feature_spec: 1, name: 's', actions: ['skip', 'follow'] },
  features: ['honest', 'leak', 'there'].map((name) => ({ name, source: 'context', of: name })),
  reward: { view: 'economic', normalise: 'none', clip: 3, neutral_band: 0 },
};

test('suspectedFeatures(labelled, specification, most) names what knows the outcome, by its value or by being there', () => {
  const random = seededRandom(3);
  const rows = Array.from({ length: 200 }, (_, i) => {
    const label = i % 2 === 0 ? 1 : 0;
    const isThere = label === 1;
    return {
      label,
      values: Float64Array.of(0.7 * label + normal(random), 3 * label + normal(random), isThere ? 5 : 0),
      missing: new Set(isThere ? [] : ['there']),
    } as const;
  });
  expect(suspectedFeatures(rows, SPECIFICATION, 0.85)).toEqual(['leak', 'there']);
});
