import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkRecord } from '../../domain/records/check-record.js';
import { recordJson } from '../../domain/records/record-json.js';
import type { Recommendation } from '../../domain/records/records.js';
import { tradingDateOf } from '../../domain/time/calendar.js';
import { intradayAccount, type IntradaySession, type IntradayTerms } from './account.js';

const TERMS: IntradayTerms = { seed: 1, from: '2024-01-02', sessions: 120, aDay: 12, changes: 60 };

describe('intradayAccount(terms)', () => {
  test('gives the sessions asked for, twelve pieces of advice on each, the same for the same terms', () => {
    const sessions = [...intradayAccount(TERMS)];
    expect(sessions).toHaveLength(120);
    expect(sessions[0]?.date).toBe('2024-01-02');
    expect(sessions.every(({ recommendations }) => recommendations.length === 12)).toBe(true);
    expect(sessions.filter(({ isChanged }) => isChanged)).toHaveLength(60);
    expect([...intradayAccount(TERMS)]).toEqual(sessions);
    expect([...intradayAccount({ ...TERMS, seed: 2 })]).not.toEqual(sessions);
  });

  test('plants that momentum pays, and that it costs after the change; news say nothing', () => {
    const sessions = [...intradayAccount({ ...TERMS, sessions: 400, changes: 200 })];
    const [before, after] = [sessions.slice(0, 200), sessions.slice(200)];
    expect(winRateWhere(before, 'momentum')).toBeGreaterThan(winRateWhere(before, 'momentum', -1) + 0.25);
    expect(winRateWhere(after, 'momentum')).toBeLessThan(winRateWhere(after, 'momentum', -1) - 0.25);
    const news = winRateWhere(sessions, 'news') - winRateWhere(sessions, 'news', -1);
    expect(Math.abs(news)).toBeLessThan(0.06);
  });

  test('any terms: canonical records, and what is bought is sold on the same day before the next advice', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), fc.integer({ min: 1, max: 30 }), (seed, aDay) => {
        const terms = { ...TERMS, from: '2024-11-27', sessions: 4, seed, aDay };
        for (const { date, recommendations, executions } of intradayAccount(terms)) {
          for (const record of recommendations)
            expect(checkRecord('recommendations', recordJson('recommendations', record))).toMatchObject({
              ok: true,
            });
          for (const record of executions)
            expect(checkRecord('executions', recordJson('executions', record))).toMatchObject({ ok: true });
          for (const [i, { recommendation_id, sent_at, valid_until }] of recommendations.entries()) {
            const [bought, sold] = executions.filter(({ execution_id: id }) =>
              id?.startsWith(`${recommendation_id}-`),
            );
            if (bought === undefined || sold === undefined) continue;
            expect(tradingDateOf(sold.executed_at)).toBe(date);
            const next = recommendations[i + 1]?.sent_at ?? '9';
            const times = [sent_at, bought.executed_at, valid_until ?? '', sold.executed_at, next];
            expect(times).toEqual([...times].sort());
          }
        }
      }),
    );
  });
});

type Told = 'momentum' | 'news';

/** The part of gains among advice that says more than half a standard deviation in a direction. */
function winRateWhere(sessions: readonly IntradaySession[], told: Told, sign: 1 | -1 = 1): number {
  const moves = sessions.flatMap(({ recommendations, executions }) =>
    recommendations
      .filter((advice) => sign * seenBy(advice)[told] > 0.5)
      .flatMap(({ recommendation_id }) => {
        const [bought, sold] = ['buy', 'sell'].map((action) =>
          executions.find(({ execution_id }) => execution_id === `${recommendation_id}-${action}`),
        );
        return bought && sold ? [(sold.price as bigint) > (bought.price as bigint)] : [];
      }),
  );
  return moves.filter(Boolean).length / moves.length;
}

function seenBy({ context }: Recommendation): Record<Told, number> {
  return JSON.parse(context as string) as Record<Told, number>;
}
