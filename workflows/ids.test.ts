import { describe, expect, test } from '@jest/globals';
import * as ids from './ids.js';

const STORE = '0b5c7d1e-5a3f-4c2b-9a63-4f3f2f0f7d11';
const RANGE = { from: '2022-01-03', to: '2022-12-30' };

describe('ids', () => {
  test('on the own server: what people call the work', () => {
    const own = ids.OWN_SERVER;
    expect([
      ids.backfillId(own, RANGE),
      ids.stepId(own, 'reconcile', { from: '2022-03-01', to: '2022-03-01' }),
      ids.stepId(own, 'rebuild', {}),
      ids.dueId(own, 'week', { dates: RANGE, at: null, store: null }),
      ids.dueId(own, 'hourly', {
        dates: { from: '2022-07-05', to: '2022-07-05' },
        at: '2022-07-05T14:00:00Z',
        store: null,
      }),
      ids.importId(own, 'f00d'.repeat(16), 'main', null),
      ids.scheduledId(own, 'week'),
    ]).toEqual([
      'backfill:2022-01-03..2022-12-30',
      'reconcile:2022-03-01',
      'rebuild',
      'week:2022-W52',
      'hour:2022-07-05T10',
      'import:f00df00df00df00d:main',
      'schedule:week:run',
    ]);
  });

  test('on a cluster: the first eight characters of the store’s id before it', () => {
    expect(ids.backfillId(ids.onCluster(STORE), RANGE)).toBe('0b5c7d1e:backfill:2022-01-03..2022-12-30');
    expect(ids.scheduleId(ids.onCluster(STORE), 'week')).toBe('0b5c7d1e:schedule:week');
  });

  test.each([ids.OWN_SERVER, ids.onCluster(STORE), ids.byEarlierVersion(STORE)])(
    'of %o: read without what they begin with, and told apart by who started them',
    (named) => {
      expect(ids.withoutStore(STORE, ids.backfillId(named, RANGE))).toBe('backfill:2022-01-03..2022-12-30');
      expect(ids.isScheduled(STORE, `${ids.scheduledId(named, 'week')}-2022-01-08T17:00:00Z`)).toBe(true);
      expect(ids.isScheduled(STORE, ids.byHandId(named, 'week'))).toBe(false);
      expect(ids.isScheduled(STORE, ids.backfillId(named, RANGE))).toBe(false);
    },
  );
});
