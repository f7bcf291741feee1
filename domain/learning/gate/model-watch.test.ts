import { describe, expect, test } from '@jest/globals';
import { sigmoid } from '../baselines/ridge-logistic.js';
import { normal, seededRandom } from '../../number/random.js';
import { challengerEvidence } from './challenger-evidence.js';
import { watchFailure } from './model-watch.js';

const POLICY = { watch: { scored: 300, cusum_arl: 1_000 }, alpha: 0.01 };
const random = seededRandom(6);
const logits = Array.from({ length: 400 }, () => 0.84 * normal(random));
const labels = logits.map((z) => (random() < sigmoid(z) ? 1 : 0));
const claimed = logits.map(sigmoid);
const pairsOf = (challenger: (z: number) => number, incumbent: (z: number) => number) =>
  logits.map((z, i) => ({
    ...{ challenger: challenger(z), incumbent: incumbent(z), label: labels[i] as 0 | 1 },
  }));

describe('watchFailure(model, policy)', () => {
  test('takes a model back that claims a skill which it has not, by surprise', () => {
    const noise = () => sigmoid(0.84 * normal(random));
    const failure = watchFailure({ model_id: 'm', claimed, pairs: pairsOf(noise, () => 0.5) }, POLICY);
    expect(failure?.rule).toBe('surprise');
    expect(failure?.scored).toBeLessThan(150);
  });

  test('takes one back that is duller than the one before as soon as that is proven, within its watch', () => {
    const pairs = pairsOf(() => 0.5, sigmoid);
    const long = { ...POLICY, watch: { scored: 400, cusum_arl: 1_000 } };
    const failure = watchFailure({ model_id: 'm', claimed: [0.5], pairs }, long);
    const proven = pairs.findIndex(
      (_, i) => challengerEvidence(pairs.slice(0, i + 1)).evidence_against >= Math.log(100),
    );
    expect(failure).toEqual({ rule: 'evidence_against', scored: proven + 1 });
    const short = { ...POLICY, watch: { scored: proven, cusum_arl: 1_000 } };
    expect(watchFailure({ model_id: 'm', claimed: [0.5], pairs }, short)).toBeNull();
  });

  test('leaves a good one, and one that had said nothing before it was promoted', () => {
    expect(watchFailure({ model_id: 'm', claimed, pairs: pairsOf(sigmoid, () => 0.5) }, POLICY)).toBeNull();
    expect(
      watchFailure({ model_id: 'm', claimed: [], pairs: pairsOf(sigmoid, () => 0.5) }, POLICY),
    ).toBeNull();
  });
});
