import { describe, expect, test } from '@jest/globals';
import { BUILT_IN, registryOf, START } from './registry.js';
import type { ChangeRow, VersionRow } from './registry-rows.js';
import { takenBack, watchText } from './taken-back.js';

const version = (name: string, parent: string): VersionRow => ({ ...BUILT_IN, version: name, parent });
const implemented = (name: string, from: string): ChangeRow => ({
  ...START,
  ...{ change_id: name, kind: 'implement', from_version: from, to_version: name, outcome: 'watching' },
  ...{ effective_from: '2025-05-12', at: '2025-05-10T16:00:00Z', decision_id: `decision of ${name}` },
});
const VERSIONS = [version('v3.4', 'v3.3'), version('v3.5', 'v3.4'), version('v3.6', 'v3.5')];
const CHANGES = [implemented('v3.4', 'v3.3'), implemented('v3.5', 'v3.4'), implemented('v3.6', 'v3.5')];

function after(back: Partial<ChangeRow>) {
  const change = { ...START, change_id: 'back', from_version: 'v3.6', effective_from: '2025-06-02', ...back };
  return { change, registry: registryOf({ versions: VERSIONS, changes: [...CHANGES, change] }) };
}

describe('takenBack(registry, change) and watchText(registry, version)', () => {
  test('of a condition that was met of a lower version: those made from it go with it', () => {
    const { registry, change } = after({
      ...{ kind: 'auto_revert', to_version: 'v3.4', decision_id: 'decision of v3.5' },
    });
    expect(takenBack(registry, change)).toEqual({ cause: 'v3.5', withIt: ['v3.6'] });
    expect(['v3.3', 'v3.4', 'v3.5', 'v3.6'].map((name) => watchText(registry, name))).toEqual([
      null,
      'watching',
      'auto reverted from 2025-06-02',
      'auto reverted from 2025-06-02 with v3.5',
    ]);
  });

  test('of a person who went back: no condition was met', () => {
    const { registry, change } = after({ kind: 'rollback', to_version: 'v3.3' });
    expect(takenBack(registry, change)).toEqual({ cause: null, withIt: ['v3.4', 'v3.5', 'v3.6'] });
    expect(watchText(registry, 'v3.5')).toBe('rolled back from 2025-06-02');
  });
});
