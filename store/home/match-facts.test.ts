import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { humanFacts, saysMore } from '../../domain/matching/human-facts.js';
import { isMatchFact, type MatchFact } from '../../domain/matching/match-fact.js';
import type { Fact, Journal } from './journal.js';
import { appendMatchFacts, matchFactsIn } from './match-facts.js';

const AT = { at: '2025-06-02T12:00:00Z', by: 'ann' };
const ADVICE = ['r1', 'r2', 'r3'];
const EXECUTIONS = ['e1', 'e2', 'e3', 'e4'];
const OTHER: Fact = { fact: 'reconciled', from: '2025-06-02', to: '2025-06-02' };

const advice = fc.constantFrom(...ADVICE);
const executions = fc.uniqueArray(fc.constantFrom(...EXECUTIONS), { minLength: 1, maxLength: 2 });
const account = fc.constantFrom({}, { account: 'main' }, { account: 'ira' });
const about = fc.oneof(
  advice.map((recommendation_id) => ({ recommendation_id, execution_ids: [] })),
  fc
    .tuple(executions, account)
    .map(([execution_ids, of]) => ({ recommendation_id: null, execution_ids, ...of })),
);
const fact: fc.Arbitrary<MatchFact> = fc.oneof(
  fc
    .tuple(about, fc.boolean())
    .map(([of, reviewed]): MatchFact => ({ fact: 'match_reviewed', ...AT, ...of, reviewed })),
  fc.tuple(about, fc.constantFrom('timing', 'other', null)).map(([of, code]): MatchFact => ({
    ...{ fact: 'match_reason', ...AT, ...of },
    ...{ code, note: null, cause: null },
  })),
  fc
    .tuple(advice, executions, account, fc.constantFrom('match_linked', 'match_unlinked'))
    .map(([recommendation_id, execution_ids, of, kind]): MatchFact => ({
      ...{ fact: kind, ...AT, recommendation_id, execution_ids, ...of },
    })),
);
/** As they are read from a file: every entry an object of its own. */
const entries = fc
  .array(fc.oneof(fact, fc.constant(OTHER)), { maxLength: 20 })
  .map((facts) => facts.map((one) => ({ ...one })));

function journalOf(facts: readonly Fact[]): Journal {
  const kept = [...facts];
  return {
    entries: kept,
    append: (added) => Promise.resolve(void kept.push(added)),
    appendAll: (added) => Promise.resolve(void kept.push(...added)),
    close: () => Promise.resolve(),
  };
}

describe('matchFactsIn(journal)', () => {
  test('about(named) says the same of these as all that was ever said', () => {
    fc.assert(
      fc.property(entries, (said) => {
        const found = matchFactsIn({ entries: said });
        const all = humanFacts(said.filter(isMatchFact));
        for (const id of ADVICE) {
          const own = humanFacts(found.about({ advice: [id], executions: [] }));
          expect([own.ofAdvice(id), own.adviceText(id)]).toEqual([all.ofAdvice(id), all.adviceText(id)]);
        }
        for (const id of EXECUTIONS) {
          const trade = { account: 'main', execution_ids: [id] };
          const own = humanFacts(found.about({ advice: [], executions: [id] }));
          expect(own.tradeText(trade, true)).toBe(all.tradeText(trade, true));
        }
        expect(found.count).toBe(said.filter(isMatchFact).length);
      }),
    );
  });

  test('sees nothing behind the end of its journal, though another has looked farther', () => {
    const one: MatchFact = {
      fact: 'match_reviewed',
      ...AT,
      recommendation_id: 'r1',
      execution_ids: [],
      reviewed: true,
    };
    const two: MatchFact = { ...one, reviewed: false };
    const grown = [OTHER, one, two];
    expect(matchFactsIn({ entries: grown }).count).toBe(2);
    const before = matchFactsIn({ entries: grown.slice(0, 2) });
    expect(before.about({ advice: ['r1'], executions: [] })).toEqual([one]);
    expect([before.after(0), before.after(1), before.count]).toEqual([[one], [], 1]);
  });
});

test('appendMatchFacts(journal, facts) adds what says more than all before', async () => {
  await fc.assert(
    fc.asyncProperty(entries, fact, async (said, next) => {
      const journal = journalOf(said);
      const isMore = saysMore(humanFacts(said.filter(isMatchFact)), next);
      expect(await appendMatchFacts(journal, [next])).toEqual(isMore ? [next] : []);
      expect(await appendMatchFacts(journal, [next])).toEqual([]);
      expect(journal.entries).toHaveLength(said.length + (isMore ? 1 : 0));
    }),
  );
});
