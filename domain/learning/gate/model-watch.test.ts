import { describe, expect, test } from '@jest/globals';
import { sigmoid } from '../baselines/ridge-logistic.js';
import { normal, seededRandom } from '../../number/random.js';
import { addDays } from '../../time/dates.js';
import { challengerEvidence } from './challenger-evidence.js';
import { watchFailure, type WatchedModel, type WatchedSaying } from './model-watch.js';

const POLICY = { watch: { scored: 300, cusum_arl: 1_000 }, alpha: 0.01, max_drawdown_ratio: 1.25 };
const random = seededRandom(6);
const logits = Array.from({ length: 400 }, () => 0.84 * normal(random));
const labels = logits.map((z) => (random() < sigmoid(z) ? 1 : 0));
const claimed = logits.map(sigmoid);
const pairsOf = (challenger: (z: number) => number, incumbent: (z: number) => number) =>
  logits.map((z, i) => ({
    ...{ challenger: challenger(z), incumbent: incumbent(z), label: labels[i] as 0 | 1 },
    ...{ day: addDays('2025-01-01', Math.floor(i / 5)), usd: labels[i] === 1 ? 1 : -1 },
  }));

type Said = Omit<WatchedSaying, 'follows'>;

/** Of models that follow where the chance is above one half. */
function failureOf(
  { said, ...model }: Omit<WatchedModel, 'said'> & { said: readonly Said[] },
  policy: Parameters<typeof watchFailure>[1],
) {
  const acting = said.map((one) => ({
    ...one,
    follows: { challenger: one.challenger > 0.5, incumbent: (one.incumbent ?? 0) > 0.5 },
  }));
  return watchFailure({ ...model, said: acting }, policy);
}

describe('watchFailure(model, policy)', () => {
  test('rolls a model back that claims a skill which it has not, by surprise', () => {
    const noise = () => sigmoid(0.84 * normal(random));
    const failure = failureOf({ model_id: 'm', claimed, said: pairsOf(noise, () => 0.5) }, POLICY);
    expect(failure?.rule).toBe('surprise');
    expect(failure?.scored).toBeLessThan(150);
  });

  test('rolls one back that is duller than the one before as soon as that is proven, within its watch', () => {
    const pairs = pairsOf(() => 0.5, sigmoid);
    const long = { ...POLICY, watch: { scored: 400, cusum_arl: 1_000 } };
    const failure = failureOf({ model_id: 'm', claimed: [0.5], said: pairs }, long);
    const proven = pairs.findIndex(
      (_, i) => challengerEvidence(pairs.slice(0, i + 1)).evidence_against >= Math.log(100),
    );
    expect(failure).toEqual({ rule: 'evidence_against', scored: proven + 1 });
    const short = { ...POLICY, watch: { scored: proven, cusum_arl: 1_000 } };
    expect(failureOf({ model_id: 'm', claimed: [0.5], said: pairs }, short)).toBeNull();
  });

  test('rolls one back whose P&L falls farther than luck and the one before it make likely, from ten days on', () => {
    // Right as often as it says, but of late it loses each day; the one before follows nothing.
    const pairs = Array.from({ length: 300 }, (_, i) => {
      const label: 0 | 1 = i % 10 < 6 ? 1 : 0;
      const day = addDays('2025-01-01', Math.floor(i / 10));
      return { challenger: 0.6, incumbent: 0.5, label, day, usd: label === 1 ? 1 : -10 };
    });
    const failure = failureOf({ model_id: 'm', claimed: [0.6, 0.6], said: pairs }, POLICY);
    expect(failure?.rule).toBe('drawdown');
    expect(failure?.scored).toBeGreaterThan(90);
    const safe = pairs.map((pair) => ({ ...pair, usd: 1 }));
    expect(failureOf({ model_id: 'm', claimed: [0.6, 0.6], said: safe }, POLICY)).toBeNull();
    const beside = pairs.map((pair) => ({ ...pair, incumbent: 0.6 }));
    expect(failureOf({ model_id: 'm', claimed: [0.6, 0.6], said: beside }, POLICY)).toBeNull();
  });

  test('watches its surprises and its P&L also where the one before says nothing; evidence waits until it does', () => {
    const alone = <T extends object>(pairs: readonly T[]) =>
      pairs.map((pair) => ({ ...pair, incumbent: null }));
    const noise = pairsOf(() => sigmoid(0.84 * normal(random)), sigmoid);
    expect(failureOf({ model_id: 'm', claimed, said: alone(noise) }, POLICY)?.rule).toBe('surprise');
    const losing = Array.from({ length: 300 }, (_, i) => {
      const label: 0 | 1 = i % 10 < 6 ? 1 : 0;
      const day = addDays('2025-01-01', Math.floor(i / 10));
      return { challenger: 0.6, incumbent: null, label, day, usd: label === 1 ? 1 : -10 };
    });
    const fallen = failureOf({ model_id: 'm', claimed: [0.6, 0.6], said: losing }, POLICY);
    expect(fallen?.rule).toBe('drawdown');
    const long = { ...POLICY, watch: { scored: 400, cusum_arl: 1_000 } };
    const dull = pairsOf(() => 0.5, sigmoid);
    const found = (said: readonly Said[]) => failureOf({ model_id: 'm', claimed: [0.5], said }, long);
    const proven = found(dull)?.scored as number;
    expect(found(alone(dull))).toBeNull();
    const silent = alone(dull).slice(0, 50);
    const later = [...silent, ...dull].slice(0, 400);
    expect(found(later)).toEqual({ rule: 'evidence_against', scored: 50 + proven });
  });

  test('leaves a good one, and one that had said nothing before it was promoted', () => {
    expect(failureOf({ model_id: 'm', claimed, said: pairsOf(sigmoid, () => 0.5) }, POLICY)).toBeNull();
    expect(failureOf({ model_id: 'm', claimed: [], said: pairsOf(sigmoid, () => 0.5) }, POLICY)).toBeNull();
  });
});
