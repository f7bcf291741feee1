import { expect, test } from '@jest/globals';
import { adviceOf } from './advice.js';

const latest = {
  ...{ recommendation_id: 'x', snapshot_number: 1, revisions: 1, account: null, underlying: 'ZZTOP' },
  ...{
    first_sent_at: '2025-11-03T15:00:00Z',
    sent_at: '2025-11-03T15:00:00Z',
    action: 'roll',
    right: 'call',
  },
  ...{
    strike: null,
    expiration: '2025-12-19',
    from_strike: null,
    from_expiration: '2025-11-07',
    premium: null,
  },
  ...{ priority: null, rationale: null, action_changed: false, target_changed: false },
};
const NOTHING_OF_IT = { match_id: null, match_type: null, answered_at: null, window_ends: null };

test('adviceOf(standing) counts the days of what is expired until its contract expired, however much later is known', () => {
  const days = (
    status: 'active' | 'expired',
    more: Partial<typeof latest> | { from_expiration: null } = {},
  ) =>
    adviceOf(
      { recommendation_id: 'x', status, ...NOTHING_OF_IT },
      { latest: { ...latest, ...more }, known: '2026-11-03' },
    ).days_active;
  expect(days('active')).toBe(365);
  expect(days('expired')).toBe(4);
  expect(days('expired', { from_expiration: null })).toBe(46);
});
