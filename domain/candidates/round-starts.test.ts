import { describe, expect, test } from '@jest/globals';
import { V3_3 } from '../algorithm/algorithm-parameters.js';
import { habitChanges } from '../algorithm/habit-changes.js';
import type { Change } from '../algorithm/parameter-patch.js';
import { withoutDefaults } from '../algorithm/parameter-set.js';
import { changeTo } from '../registry/change-of-version.js';
import { contentOf, registryOf, type Registry } from '../registry/registry.js';
import type { VersionRow } from '../registry/registry-rows.js';
import type { CandidateRow, DecidedCandidate } from './candidate-row.js';
import { roundStarts } from './round-starts.js';

const MONDAY = '2025-03-03';
const SHIFT: Change[] = [
  { path: 'dte.min', from: 7, to: 14 },
  { path: 'dte.max', from: 14, to: 21 },
];
const PIN: Change = { path: 'roll.dte', from: null, to: { min: 7, max: 14 } };

function row(given: Partial<CandidateRow> = {}, changes: readonly Change[] = [...SHIFT, PIN]): CandidateRow {
  return {
    ...{ candidate_id: 'c', revision: 2, pattern_ids: ['p'], kind: 'expiration_shift', action: 'open' },
    ...{ scope_kind: 'overall', underlyings: [], base_version: 'v3.3' },
    patch: JSON.stringify({ base: 'v3.3', changes }),
    ...{ first_seen: '2025-W08', as_of: '2025-W09', occurrences: 2, status: 'open', priority: 'high' },
    ...{ risk: '', flags: [], evidence: '', divergence_before: 0.4, divergence_after: 0.2 },
    ...{ divergence_after_low: null, divergence_after_high: null, divergence_after_since_found: null },
    ...{ advices_changed: 1, advices_total: 2, cost: null, cost_low: null, cost_high: null },
    ...{ cost_status: 'insufficient', worst_week_usd: null, frontier: '[]', auto_revert: '{}', text: '' },
    ...given,
  };
}

const IMPLEMENTED: DecidedCandidate = {
  ...{ candidate_id: 'c', revision: 2, decision: 'implement', until: null },
  ...{ effective_from: MONDAY, decided_at: '2025-03-01T12:00:00Z' },
};

/** v3.3, and versions that come of it one after the other, the first of them of the candidate. */
function registry(...names: string[]): Registry {
  const parameters = withoutDefaults(V3_3);
  return registryOf({
    versions: names.map((version, i) => ({
      ...contentOf({ ...parameters, version }),
      ...{ version, parent: names[i - 1] ?? 'v3.3', patch: null, created_at: '', origin: 'candidate' },
      candidate_id: i === 0 ? 'c' : `other ${i}`,
    })),
    changes: [],
  });
}

describe('roundStarts(rows, decisions, registry)', () => {
  test('of an implementation is its first session, and every version that carries the patch', () => {
    expect(roundStarts([row({ revision: 1 }), row()], [IMPLEMENTED], registry('v3.4', 'v3.5'))).toEqual([
      {
        ...{ kind: 'expiration_shift', action: 'open', scope_kind: 'overall', underlyings: [] },
        ...{ from: MONDAY, versions: ['v3.4', 'v3.5'] },
      },
    ]);
  });

  test('is of rolls as well where they come along', () => {
    const actions = (changes: Change[]) =>
      roundStarts([row({}, changes)], [IMPLEMENTED], registry('v3.4')).map(({ action }) => action);
    expect(actions([...SHIFT, PIN])).toEqual(['open']);
    expect(actions(SHIFT)).toEqual(['open', 'roll']);
    const some = SHIFT.map((change) => ({ ...change, path: `bySymbol.SOFI.${change.path}` }));
    expect(actions(some)).toEqual(['open', 'roll']);
    expect(actions([...some, { ...PIN, path: 'bySymbol.SOFI.roll.dte' }])).toEqual(['open']);
    const own = { ...PIN, from: { min: 14, max: 21 } };
    expect(actions([...SHIFT, own])).toEqual(['open', 'roll']);
  });

  test('is of rolls of an underlying as well where they leave the range of all rolls', () => {
    const V3 = withoutDefaults(V3_3);
    const pinned = { ...V3, version: 'v3.4', dte: { min: 14, max: 21 }, roll: { dte: { min: 7, max: 14 } } };
    const given = { algorithm: 'reference', parameters: pinned } as const;
    const actions = (rollsShiftToo: boolean) => {
      const effect = { kind: 'expiration_shift', action: 'open', effect: 1, regime: null } as const;
      const changes = habitChanges({ ...effect, underlyings: ['BRK.B', 'F'], rollsShiftToo }, given);
      const patch = JSON.stringify({ base: 'v3.4', changes });
      const made = registry('v3.5');
      const known = { ...(made.versions[0] as VersionRow), ...contentOf(pinned), version: 'v3.4' };
      const both = registryOf({
        versions: [{ ...known, candidate_id: 'other' }, ...made.versions],
        changes: [],
      });
      return roundStarts([row({ patch })], [IMPLEMENTED], both).map(({ action }) => action);
    };
    expect(actions(true)).toEqual(['open', 'roll']);
    expect(actions(false)).toEqual(['open']);
  });

  test('of a rejection is the Monday after the week of what was rejected, of a deferral none', () => {
    const rejected = { ...IMPLEMENTED, decision: 'reject', effective_from: null } as const;
    expect(roundStarts([row()], [rejected], registry())).toMatchObject([{ from: MONDAY, versions: null }]);
    expect(roundStarts([row()], [{ ...rejected, decision: 'defer' }], registry())).toEqual([]);
  });

  test('of a patch that was taken back is the session from which it is', () => {
    const made = registry('v3.4', 'v3.5');
    const said = { at: '2025-04-01T12:00:00Z', by: 'me', effectiveFrom: '2025-04-02' };
    const backTo = (version: string) => {
      const forward = changeTo(
        made,
        { ...said, effectiveFrom: MONDAY },
        { kind: 'implement', to_version: 'v3.5' },
      );
      const before = registryOf({ versions: made.versions, changes: [forward] });
      const back = changeTo(before, said, { kind: 'rollback', to_version: version });
      return roundStarts(
        [row()],
        [IMPLEMENTED],
        registryOf({ versions: made.versions, changes: [forward, back] }),
      ).map(({ from, versions }) => [from, versions]);
    };
    const implemented = [MONDAY, ['v3.4', 'v3.5']];
    expect(backTo('v3.3')).toEqual([implemented, ['2025-04-02', null]]);
    expect(backTo('v3.4')).toEqual([implemented]);
  });
});
