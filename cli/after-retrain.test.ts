import { describe, expect, test } from '@jest/globals';
import { afterRetrainLines } from './after-retrain.js';

type Listed = Parameters<typeof afterRetrainLines>[1]['after'];

const listed = (model_id: string, ...aliases: Listed[number]['aliases']): Listed[number] => ({
  ...{ model_id, kind: 'logistic', lineage: 'logistic', parent: null, spec_id: null, aliases },
  ...{ evaluation_id: null, verdict: null, evidence: null },
});
const lines = (
  verdict: 'bless' | 'reject' | 'insufficient',
  after: Listed,
  { before = [], deploys = false }: { before?: Listed; deploys?: boolean } = {},
) => {
  const evaluation = { verdict } as Parameters<typeof afterRetrainLines>[0]['evaluation'];
  return afterRetrainLines({ model_id: 'logistic-1', evaluation }, { before, after, deploys }).join('\n');
};
const own = listed('logistic-1', 'shadow');

describe('afterRetrainLines(report, { before, after, deploys })', () => {
  test('says that it is the shadow, beside what, and what happens next', () => {
    expect(lines('insufficient', [own])).toBe(
      '  It is the shadow: it is scored on new advice beside the base rate, and does not serve. ' +
        'Next: import what comes, then ask the gate again with "npx tradeloop learn evaluate".',
    );
    expect(lines('bless', [own, listed('mlp-1', 'champion')])).toMatch(
      /beside mlp-1, .* Next: "npx tradeloop models promote shadow" makes it serve\.$/,
    );
    expect(lines('bless', [own], { deploys: true })).toMatch(
      /"npx tradeloop status" shows what it waits for/,
    );
  });

  test('says that it is the one from before, and that it serves', () => {
    const serving = [listed('logistic-1', 'champion')];
    expect(lines('bless', serving, { before: serving })).toBe(
      '  It is the same model as before: what it is made from has not changed.\n' +
        '  It serves already: it is the champion.',
    );
  });

  test('says why it is not the shadow: rejected, or another keeps the place', () => {
    expect(lines('reject', [listed('logistic-1')])).toContain(
      'does not become the shadow, since the gate says reject',
    );
    expect(lines('insufficient', [listed('logistic-1'), listed('mlp-2', 'shadow')])).toContain(
      'It is not the shadow: mlp-2 keeps that place',
    );
  });

  test('says nothing where no model was trained', () => {
    const none = { model_id: null, evaluation: null };
    expect(afterRetrainLines(none, { before: [], after: [], deploys: false })).toEqual([]);
  });
});
