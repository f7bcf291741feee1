import { describe, expect, test } from '@jest/globals';
import { inWords, refusedWords, WORDS } from './words.js';

const MARCH = { from: '2022-03-01', to: '2022-03-31' };
const BY_TYPE = { consent: 63, modify: 6, reject: 11, independent: 2, no_action: 40 };

describe('WORDS', () => {
  test('reconcileRange: a month by its name, a day by its date, and what came of it', () => {
    const { asked, result } = WORDS.reconcileRange;
    expect(asked(MARCH)).toBe('Match advice with trades: 2022-03');
    expect(asked({ from: '2022-03-01', to: '2022-03-01' })).toBe('Match advice with trades: 2022-03-01');
    expect(asked({ from: '2022-03-01', to: '2022-03-30' })).toMatch('2022-03-01 to 2022-03-30');
    expect(asked({})).toBe('Match advice with trades: all that is new or changed');
    const report = { ...MARCH, as_of: MARCH.to, units: 80, units_changed: 80, matches_by_type: BY_TYPE };
    expect(result(report)).toBe('2022-03: 82 matches, 6 changed, 11 rejected');
    expect(result({ ...report, matches_by_type: { reject: 1, pending: 2 } })).toBe(
      '2022-03: 1 match, 0 changed, 1 rejected, 2 pending',
    );
    expect(result({ ...report, matches_by_type: { pending: 2 } })).toBe('2022-03: 2 pending');
  });

  test('aggregateWeeks: as far as the report says it', () => {
    const { asked, result } = WORDS.aggregateWeeks;
    expect(asked({ weeks: ['2022-W09', '2022-W10'], tell: false })).toBe(
      'Publish the weeks 2022-W09 to 2022-W10',
    );
    expect(result({ published: 4, restated: 1, matches_by_type: BY_TYPE })).toBe(
      '4 weeks published, 1 week published again: 82 matches, 6 changed, 11 rejected',
    );
    expect(result({ published: 1, restated: 0 })).toBe('1 week published');
    expect(result({ published: 0, restated: 0, matches_by_type: { modify: 0 } })).toBe(
      'weeks unchanged: no matches',
    );
  });

  test('importFile: the file’s own name, with nothing in it that the UI would take for a mark', () => {
    const file = {
      givenPath: '/home/a/[x](y) <b>\u202e.csv',
      account: 'main',
      coveredThrough: null,
      sha256: '',
    };
    expect(WORDS.importFile.asked(file)).toBe('Import ?x?(y) ?b?\\u202e.csv for account main');
    expect(refusedWords(file, { name: 'FileRefused', message: 'empty' })).toBe(
      '?x?(y) ?b?\\u202e.csv: refused: empty',
    );
  });

  test('a step that is there is asked in words of its own', () => {
    const asked = [
      WORDS.exportTable.asked({ table: 'matches', format: 'csv' }),
      WORDS.rebuildWarehouse.asked({}),
    ];
    expect(asked).toEqual(['Export matches as csv', 'Rebuild the warehouse from imports and journal']);
  });
});

describe('inWords', () => {
  test.each([
    ['an input without what it is about', () => WORDS.retractImport.asked({} as never)],
    ['a report of an earlier version', () => WORDS.reconcileRange.result({ ...MARCH } as never)],
  ])('%s: nothing, and no run fails by it', (_, say) => {
    expect(say).toThrow(TypeError);
    expect(inWords(say)).toBe('');
  });
});
