import { describe, expect, test } from '@jest/globals';
import { modelLine, type JudgedThen } from './model-line.js';

const judged: JudgedThen = {
  ...{ model_id: 'online_logistic-1', scored: 120, log_loss: 0.65231, incumbent_id: 'base_rate' },
  ...{ evidence: 3.14, limit: 5.1028, verdict: 'insufficient', needed: 85 },
};

describe('modelLine(models, day)', () => {
  test('which model serves, how sure that is, and what changed', () => {
    const champion = { model_id: 'logistic-1', since: '2025-01-15' };
    const changes = [{ model_id: 'logistic-1', by: 'gate', reason: null, is_back: false }];
    expect(
      modelLine({ champion, judged: { ...judged, verdict: 'bless', needed: null }, changes }, '2025-01-19'),
    ).toBe(
      'MODEL: logistic-1 serves since 15 Jan: log loss 0.652, 120 scored beside base rate, a bet of 1 became 23, 164 asked: bless.' +
        ' Promoted: logistic-1.',
    );
  });

  test('what was taken back, and why', () => {
    const changes = [
      { model_id: 'logistic-0', by: 'watch', reason: 'surprise after 54 scenarios', is_back: true },
    ];
    const champion = { model_id: 'logistic-0', since: '2025-01-16' };
    expect(modelLine({ champion, judged: null, changes }, '2025-01-19')).toBe(
      'MODEL: logistic-0 serves since 16 Jan. Taken back to logistic-0: surprise after 54 scenarios.',
    );
  });

  test('what a person rolled back is not promoted, though it serves now; nor is none', () => {
    const champion = { model_id: 'logistic-0', since: '2025-01-16' };
    const back = { model_id: 'logistic-0', by: 'user', reason: null, is_back: true };
    expect(modelLine({ champion, judged: null, changes: [back] }, '2025-01-19')).toBe(
      'MODEL: logistic-0 serves since 16 Jan. Rolled back to logistic-0.',
    );
    const none = { model_id: null, by: 'user', reason: 'too sure', is_back: true };
    expect(modelLine({ champion: null, judged: null, changes: [none] }, '2025-01-19')).toBe(
      'MODEL: none serves. Rolled back to no model: too sure.',
    );
  });

  test('of one that is scored while none serves: how much is missing; without any: no line', () => {
    expect(modelLine({ champion: null, judged, changes: [] }, '2025-01-19')).toBe(
      'MODEL: none serves; online_logistic-1 is scored: log loss 0.652, 120 scored beside base rate, a bet of 1 became 23, 164 asked:' +
        ' insufficient, 85 more scored would do.',
    );
    expect(modelLine({ champion: null, judged: null, changes: [] }, '2025-01-19')).toBeNull();
  });
});
