import { describe, expect, test } from '@jest/globals';
import { knownAt } from '../features/known-times.js';
import { canariesIn, canaryIn } from './canary-in.js';
import type { DeploymentLine } from './deployment-line.js';
import { promotion, servingAfter, shadowing, type ChangeSaid } from './registry.js';

const AT = '2025-01-06T15:00:00Z';
const said: ChangeSaid = { evaluation_id: null, at: AT, by: 'user', reason: null, as_of: '2025-01-03' };
const line = { model_id: 'mlp-1', at: AT };
const begun: DeploymentLine = { what: 'begun', ...line, as_of: '2025-01-03', seq: 1 };
const canary: DeploymentLine = { what: 'canary', ...line, as_of: '2025-01-10', share: 0.2, salt: 's' };
const ended: DeploymentLine = { what: 'ended', ...line, as_of: '2025-01-20', end: 'aborted', reason: null };

const shadow = shadowing([], { model_id: 'mlp-1', manifest_sha256: 'a' }, said);
const both = [...promotion([], { model_id: 'logistic-9', manifest_sha256: 'b' }, said), ...shadow];

describe('canaryIn(lines, serving)', () => {
  test('is that of the shadow beside a champion, while it is under way', () => {
    const serving = servingAfter(both);
    expect(canaryIn([begun], serving)).toBeNull();
    expect(canaryIn([begun, canary], serving)).toEqual({ model_id: 'mlp-1', share: 0.2, salt: 's' });
    expect(canaryIn([begun, canary, ended], serving)).toBeNull();
    expect(canaryIn([begun, canary], servingAfter(shadow))).toBeNull();
  });
});

describe('canariesIn(lines)', () => {
  test('has each from the moment of the data at which it began to that at which it ended', () => {
    const one = { model_id: 'mlp-1', share: 0.2, salt: 's', from: knownAt('2025-01-10') };
    expect(canariesIn([begun, canary])).toEqual([{ ...one, to: Infinity }]);
    expect(canariesIn([begun, canary, ended, begun])).toEqual([{ ...one, to: knownAt('2025-01-20') }]);
  });
});
