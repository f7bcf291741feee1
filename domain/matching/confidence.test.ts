import { describe, expect, test } from '@jest/globals';
import { advice, execution } from '../../test/trade-examples.js';
import { matches, only } from '../../test/match-examples.js';
import { DOUBTFUL } from './confidence.js';

/** How sure each match is, by its advice or its trade. */
function sureness(...inputs: Parameters<typeof matches>): Record<string, number | null> {
  return Object.fromEntries(
    matches(...inputs).map(({ recommendation_id, execution_ids, confidence }) => [
      recommendation_id ?? execution_ids.join(' '),
      confidence,
    ]),
  );
}

describe('the confidence of a match', () => {
  test('is higher of what was done as asked than of what moved far, and null while it is pending', () => {
    const asked = only([advice()], [execution()]).confidence;
    const far = only([advice()], [execution({ strike: 20 })]).confidence;
    expect(asked).toBeGreaterThan(DOUBTFUL);
    expect(far).toBeLessThan(DOUBTFUL);
    expect(only([advice()], [execution()], '2025-01-06').confidence).toBeNull();
  });

  test('is lower where another pair would have been nearly as good, or better', () => {
    const moved = execution({ strike: 16 });
    const other = execution({ execution_id: 'e2', strike: 16.5, executed_at: '2025-01-06T17:00:00Z' });
    const alone = sureness([advice()], [moved])['r1'] ?? 0;
    const beside = sureness([advice()], [moved, other]);
    expect(beside['r1']).toBeLessThan(alone);
    expect(beside['e2']).toBeLessThan(sureness([], [other])['e2'] ?? 0);
  });

  test('does not depend on what lies beyond its unit, however long the history', () => {
    const days = ['06', '07', '08', '09', '10', '13', '14', '15', '16', '17', '21', '22', '23', '24'];
    const asked = days.map((day, i) =>
      advice({
        recommendation_id: `r${i}`,
        sent_at: `2025-01-${day}T14:00:00Z`,
        strike: 15 + (i % 2),
        expiration: '2025-02-21',
      }),
    );
    const done = days.map((day, i) =>
      execution({
        execution_id: `e${i}`,
        executed_at: `2025-01-${day}T15:00:00Z`,
        strike: 15 + (i % 3) / 2,
        expiration: '2025-02-21',
      }),
    );
    const all = sureness(asked, done);
    const rows = new Map(matches(asked, done).map((match) => [match.recommendation_id, match.unit_id]));
    const unit = rows.get('r0');
    const inUnit = new Set(
      matches(asked, done)
        .filter(({ unit_id }) => unit_id === unit)
        .map(({ recommendation_id }) => recommendation_id),
    );
    const trades = new Set(
      matches(asked, done)
        .filter(({ unit_id }) => unit_id === unit)
        .flatMap(({ execution_ids }) => execution_ids),
    );
    const part = sureness(
      asked.filter(({ recommendation_id }) => inUnit.has(recommendation_id)),
      done.filter(({ execution_id }) => trades.has(execution_id)),
    );
    for (const [id, sure] of Object.entries(part)) expect([id, sure]).toEqual([id, all[id]]);
  });
});
