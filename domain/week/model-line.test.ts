import { describe, expect, test } from '@jest/globals';
import { modelLine, type JudgedThen } from './model-line.js';

const judged: JudgedThen = {
  ...{ model_id: 'online_logistic-1', scored: 120, log_loss: 0.65231, incumbent_id: 'base_rate' },
  ...{ evidence: 3.14, limit: 5.1028, verdict: 'insufficient', needed: 85 },
};

describe('modelLine(models, day)', () => {
  test('which model serves, how sure that is, and what changed', () => {
    const champion = { model_id: 'logistic-1', since: '2025-01-15' };
    const changes = [{ model_id: 'logistic-1', by: 'gate', reason: null, is_back: false, verdict: 'bless' }];
    expect(
      modelLine({ champion, judged: { ...judged, verdict: 'bless', needed: null }, changes }, '2025-01-19'),
    ).toBe(
      'MODEL: logistic-1 serves since 15 Jan: log loss 0.652, 120 scored beside base rate, a bet of 1 became 23, 164 asked: bless.' +
        ' Promoted by the gate.',
    );
  });

  test('what was taken back, and why', () => {
    const changes = [
      {
        model_id: 'logistic-0',
        by: 'watch',
        reason: 'surprise after 54 scenarios',
        is_back: true,
        verdict: null,
      },
    ];
    const champion = { model_id: 'logistic-0', since: '2025-01-16' };
    expect(modelLine({ champion, judged: null, changes }, '2025-01-19')).toBe(
      'MODEL: logistic-0 serves since 16 Jan. Rolled back by the watch: surprise after 54 scenarios.',
    );
  });

  test('what a person promoted although the gate had not blessed it, and what serves no more, by its name', () => {
    const champion = { model_id: 'mlp-2', since: '2025-01-16' };
    const overridden = { model_id: 'mlp-2', by: 'user', reason: 'to see', is_back: false };
    const changes = [
      { model_id: 'mlp-1', by: 'gate', reason: null, is_back: false, verdict: 'bless' },
      { ...overridden, verdict: 'insufficient' },
    ];
    expect(modelLine({ champion, judged: null, changes }, '2025-01-19')).toBe(
      'MODEL: mlp-2 serves since 16 Jan. Promoted mlp-1 by the gate.' +
        ' Promoted by a person, although the gate said insufficient: to see.',
    );
  });

  test('what a person rolled back is not promoted, though it serves now; nor is none', () => {
    const champion = { model_id: 'logistic-0', since: '2025-01-16' };
    const back = { model_id: 'logistic-0', by: 'user', reason: null, is_back: true, verdict: null };
    expect(modelLine({ champion, judged: null, changes: [back] }, '2025-01-19')).toBe(
      'MODEL: logistic-0 serves since 16 Jan. Rolled back by a person.',
    );
    const none = { model_id: null, by: 'user', reason: 'too sure', is_back: true, verdict: null };
    expect(modelLine({ champion: null, judged: null, changes: [none] }, '2025-01-19')).toBe(
      'MODEL: none serves. Rolled back by a person: too sure.',
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
