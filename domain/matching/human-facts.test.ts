import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { humanFacts, saysMore } from './human-facts.js';
import { MATCH_FACTS, type MatchFact } from './match-fact.js';
import { REASON_CODES } from './said-codes.js';

const AT = '2025-01-07T10:00:00Z';
const said = (fields: object): MatchFact =>
  ({ at: AT, by: 'me', recommendation_id: 'r1', execution_ids: [], ...fields }) as unknown as MatchFact;
const reason = (code: string | null, more: object = {}) =>
  said({ fact: 'match_reason', code, note: null, cause: null, ...more });
const exclude = (more: object = {}) =>
  said({ fact: 'match_excluded', reason: 'outage', note: null, ...more });
const include = (more: object = {}) => said({ fact: 'match_included', reason: null, note: null, ...more });
const review = (reviewed: boolean, more: object = {}) => said({ fact: 'match_reviewed', reviewed, ...more });
const link = (more: object = {}) => said({ fact: 'match_linked', execution_ids: ['e1'], ...more });
const unlink = (more: object = {}) => said({ fact: 'match_unlinked', execution_ids: ['e1'], ...more });
const MAIN = { account: 'main', execution_ids: ['e1', 'e2'] };

describe('humanFacts(facts)', () => {
  test('holds of each thing what was said last', () => {
    const facts = humanFacts([
      reason('timing'),
      exclude(),
      review(true),
      reason('other', { note: 'away', cause: 'unseen', at: '2025-01-08' }),
      exclude({ reason: 'user', note: 'a test' }),
    ]);
    expect(facts.ofAdvice('r1')).toEqual({
      exclusion: { reason: 'user', note: 'a test' },
      reason: { code: 'other', note: 'away', cause: 'unseen', at: '2025-01-08' },
      reviewed_at: AT,
    });
    const back = humanFacts([
      exclude(),
      reason('timing'),
      review(true),
      include(),
      reason(null),
      review(false),
    ]);
    expect(back.ofAdvice('r1')).toEqual({ exclusion: null, reason: null, reviewed_at: null });
    expect(back.adviceText('r1')).toBe('');
  });

  test('holds of a trade what was said of any of its executions in its account, and of advice alone', () => {
    const ofTrade = { recommendation_id: null, execution_ids: ['e2'] };
    const facts = humanFacts([
      exclude({ ...ofTrade, account: 'main' }),
      review(true, ofTrade),
      reason('timing', { ...ofTrade, account: 'ira' }),
    ]);
    const { exclusion, reviewed_at, reason: why } = facts.ofTrade(MAIN);
    expect([exclusion?.reason, reviewed_at, why]).toEqual(['outage', AT, null]);
    expect(facts.ofTrade({ ...MAIN, execution_ids: ['e1'] }).exclusion).toBeNull();
    expect(facts.tradeText(MAIN, false)).toBe('');
    expect(facts.tradeText(MAIN, true)).not.toBe('');
  });

  test('gives the pairs of a trade, one for each piece of advice, what was said last of all at the end', () => {
    const facts = humanFacts([
      link(),
      link({ recommendation_id: 'r2', execution_ids: ['e2', 'e3'] }),
      unlink({ recommendation_id: 'r2', execution_ids: ['e2'] }),
      link({ recommendation_id: 'r3', account: 'ira' }),
      unlink({ account: 'main' }),
    ]);
    const pairsOf = (trade: typeof MAIN) =>
      facts.pairsOfTrade(trade).map(({ recommendation_id, linked }) => [recommendation_id, linked]);
    expect(pairsOf(MAIN)).toEqual([
      ['r2', false],
      ['r1', false],
    ]);
    expect(pairsOf({ account: 'ira', execution_ids: ['e1'] })).toEqual([
      ['r1', true],
      ['r3', true],
    ]);
    expect(pairsOf({ account: 'main', execution_ids: ['e3'] })).toEqual([['r2', true]]);
  });
});

const IDS = fc.constantFrom('a', 'b');
const ANY = fc
  .record({
    at: fc.constantFrom('2025-01-06', '2025-01-07', '2025-01-08'),
    by: fc.constantFrom('me', 'you'),
    recommendation_id: fc.option(IDS),
    execution_ids: fc.uniqueArray(IDS, { minLength: 1 }),
    account: fc.constantFrom({}, { account: 'main' }),
    what: fc.oneof(
      fc.constantFrom('match_linked', 'match_unlinked').map((fact) => ({ fact })),
      fc.constant({ fact: 'match_excluded', reason: 'outage', note: null }),
      fc.constant({ fact: 'match_included', reason: null, note: null }),
      fc.boolean().map((reviewed) => ({ fact: 'match_reviewed', reviewed })),
      fc
        .option(fc.constantFrom(...REASON_CODES))
        .map((code) => ({ fact: 'match_reason', code, note: null, cause: null })),
    ),
  })
  .map(({ account, what, recommendation_id, ...fields }): MatchFact => {
    const isPair = what.fact === 'match_linked' || what.fact === 'match_unlinked';
    return {
      ...fields,
      ...account,
      ...what,
      recommendation_id: isPair ? (recommendation_id ?? 'a') : recommendation_id,
    } as MatchFact;
  });

/** All that rows can depend on. */
function everything(facts: readonly MatchFact[]): unknown {
  const folded = humanFacts(facts);
  const trades = ['main', 'ira'].flatMap((account) =>
    [['a'], ['b']].map((execution_ids) => ({ account, execution_ids })),
  );
  return [
    ['a', 'b'].map((id) => folded.adviceText(id)),
    trades.map((trade) => [folded.tradeText(trade, true), folded.tradeText(trade, false)]),
  ];
}

describe('saysMore(known, fact)', () => {
  test('is false of what was said before, by whomever and whenever, and true of its contrary', () => {
    expect(saysMore(humanFacts([reason('timing')]), reason('timing', { at: '2030-01-01', by: 'you' }))).toBe(
      false,
    );
    expect(saysMore(humanFacts([reason('timing')]), reason('other'))).toBe(true);
    expect(saysMore(humanFacts([link(), unlink()]), link())).toBe(true);
    expect(saysMore(humanFacts([unlink(), link()]), link({ at: '2030-01-01' }))).toBe(false);
    expect(saysMore(humanFacts([link()]), link({ execution_ids: ['e1', 'e2'] }))).toBe(true);
    expect(saysMore(humanFacts([]), include())).toBe(false);
  });

  test('is false only of facts that change nothing, and the same fact twice changes nothing', () => {
    fc.assert(
      fc.property(fc.array(ANY, { maxLength: 8 }), ANY, (facts, fact) => {
        const known = humanFacts(facts);
        if (!saysMore(known, fact)) expect(everything([...facts, fact])).toEqual(everything(facts));
        expect(everything([...facts, fact, { ...fact, at: '2031-01-01', by: 'else' }])).toEqual(
          everything([...facts, fact]),
        );
        expect(saysMore(humanFacts([...facts, fact]), { ...fact, at: '2031-01-01' })).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('holds of facts as the journal takes them', () => {
    fc.assert(fc.property(ANY, (fact) => MATCH_FACTS.some((schema) => schema.safeParse(fact).success)));
  });
});
