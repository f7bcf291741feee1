import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closed, opened, toRoll, SHARES } from '../../test/match-examples.js';
import { advice, execution } from '../../test/trade-examples.js';
import { humanFacts } from './human-facts.js';
import type { MatchFact } from './match-fact.js';
import { matchUnderlying, type MatchedUnit } from './match.js';
import type { Match } from './match-row.js';

type Advice = ReturnType<typeof advice>;
type Trade = ReturnType<typeof execution>;

const said = (fields: object): MatchFact =>
  ({
    at: '2025-02-01T10:00:00Z',
    by: 'me',
    recommendation_id: null,
    execution_ids: [],
    ...fields,
  }) as unknown as MatchFact;
const link = (recommendation_id: string, ...execution_ids: string[]) =>
  said({ fact: 'match_linked', recommendation_id, execution_ids });
const unlink = (recommendation_id: string, ...execution_ids: string[]) =>
  said({ fact: 'match_unlinked', recommendation_id, execution_ids });

function unitsOf(recommendations: Advice[], executions: Trade[], facts: MatchFact[]): MatchedUnit[] {
  return matchUnderlying({
    underlying: 'SOFI',
    recommendations,
    executions,
    knownThrough: () => '2025-12-31',
    facts: humanFacts(facts),
  });
}

function matches(...inputs: Parameters<typeof unitsOf>): Match[] {
  return unitsOf(...inputs).flatMap((unit) => unit.matches);
}

/** Advice or trade: what became of it, by which executions, and who says so. */
function told(...inputs: Parameters<typeof unitsOf>): string[] {
  return matches(...inputs)
    .map(({ recommendation_id, match_type, execution_ids, linked_by }) =>
      `${recommendation_id ?? 'no advice'}: ${match_type} ${execution_ids.join(' ')} ${linked_by ?? ''}`.trim(),
    )
    .sort();
}

const one = advice();
const done = execution();
const later = execution({ execution_id: 'e2', executed_at: '2025-01-06T18:00:00Z', strike: 16 });

describe('matchUnderlying(inputs) with what people linked', () => {
  test('pairs advice and trade whatever the scores, in place of what the matcher gave either side', () => {
    const other = advice({ recommendation_id: 'r2', sent_at: '2025-01-06T14:30:00Z', strike: 16 });
    expect(told([one, other], [done, later], [])).toEqual([
      'r1: consent e1 matcher',
      'r2: consent e2 matcher',
    ]);
    expect(told([one, other], [done, later], [link('r1', 'e2')])).toEqual([
      'r1: modify e2 user',
      'r2: modify e1 matcher',
    ]);
    expect(told([one], [done, later], [link('r1', 'e2')])).toEqual([
      'no advice: independent e1 matcher',
      'r1: modify e2 user',
    ]);
  });

  test('pairs what lies outside of the window, of another right or action, which is then a modify', () => {
    const outside = execution({ execution_id: 'e3', executed_at: '2025-02-10T15:00:00Z' });
    expect(told([one], [outside], [])).toEqual(['no advice: independent e3 matcher', 'r1: reject']);
    expect(told([one], [outside], [link('r1', 'e3')])).toEqual(['r1: consent e3 user']);
    const put = execution({ execution_id: 'e3', right: 'put' });
    const [match] = matches([one], [put], [link('r1', 'e3')]);
    expect(match).toMatchObject({
      match_type: 'modify',
      flags: ['other_trade'],
      score: 0,
      modified_fields: [],
    });
    const shares = execution({ execution_id: 'e3', ...SHARES, action: 'buy', quantity: 100, price: 15 });
    expect(told([one], [shares], [link('r1', 'e3')])).toEqual(['r1: modify e3 user']);
  });

  test('makes one trade of several of one contract, and of the two legs of a roll that lie apart', () => {
    const half = execution({ quantity: 1 });
    const rest = execution({
      execution_id: 'e2',
      quantity: 1,
      executed_at: '2025-01-06T19:00:00Z',
      price: 0.42,
    });
    expect(told([one], [half, rest], [])).toEqual([
      'no advice: independent e2 matcher',
      'r1: modify e1 matcher',
    ]);
    const [both, ...none] = matches([one], [half, rest], [link('r1', 'e1', 'e2')]);
    expect(none).toEqual([]);
    expect(both).toMatchObject({ match_type: 'consent', execution_ids: ['e1', 'e2'], quantity_diff: 0n });

    const legs = [closed(), opened({ executed_at: '2025-01-06T20:00:00Z' })];
    expect(told([toRoll()], legs, [])).toEqual([
      'no advice: independent open matcher',
      'r1: modify close matcher',
    ]);
    expect(told([toRoll()], legs, [link('r1', 'close', 'open')])).toEqual(['r1: consent close open user']);
  });

  test('keeps a leg apart that is linked to advice for no roll, and a roll together that is linked by one', () => {
    const legs = [closed(), opened()];
    const toClose = advice({ action: 'buy_to_close', strike: 14, expiration: '2025-01-24', premium: 0.9 });
    expect(told([toClose], legs, [])).toEqual(['no advice: independent close open matcher', 'r1: reject']);
    expect(told([toClose], legs, [link('r1', 'close')])).toEqual([
      'no advice: independent open matcher',
      'r1: modify close user',
    ]);
    expect(told([toRoll()], legs, [link('r1', 'open')])).toEqual(['r1: consent close open user']);
  });

  test('takes a trade of the account that was named, and of what two facts hold the later', () => {
    const mine = advice({ account: null });
    const theirs = execution({ account: 'ira' });
    const inIra = { ...link('r1', 'e1'), account: 'ira' };
    expect(told([mine], [done, theirs], [inIra])).toEqual([
      'no advice: independent e1 matcher',
      'r1: consent e1 user',
    ]);
    expect(
      matches([mine], [done, theirs], [inIra]).find((m) => m.linked_by === 'user')?.decision_account,
    ).toBe('ira');
    const other = advice({ recommendation_id: 'r2', sent_at: '2025-01-06T14:30:00Z', strike: 16 });
    expect(told([one, other], [done], [link('r1', 'e1'), link('r2', 'e1')])).toEqual([
      'r1: reject',
      'r2: modify e1 user',
    ]);
  });

  test('forbids a pair that was unlinked, until it is linked again', () => {
    expect(told([one], [done], [unlink('r1', 'e1')])).toEqual([
      'no advice: independent e1 matcher',
      'r1: reject',
    ]);
    expect(told([one], [done], [link('r1', 'e1'), unlink('r1', 'e1')])).toEqual([
      'no advice: independent e1 matcher',
      'r1: reject',
    ]);
    expect(told([one], [done], [unlink('r1', 'e1'), link('r1', 'e1')])).toEqual(['r1: consent e1 user']);
  });

  test('has no effect while the advice or the trade is not there, and none on advice that asks for no trade', () => {
    expect(told([one], [done], [link('gone', 'e1'), link('r1', 'nothing')])).toEqual([
      'r1: consent e1 matcher',
    ]);
    const hold = advice({ action: 'hold' });
    expect(told([hold], [done], [link('r1', 'e1')])).toEqual([
      'no advice: independent e1 matcher',
      'r1: consent',
    ]);
  });
});

describe('matchUnderlying(inputs) with what people said of matches', () => {
  const ofAdvice = { recommendation_id: 'r1' };
  test('excludes a match, and gives its reason, when that was recorded, and when it was reviewed', () => {
    const [match] = matches(
      [one],
      [done],
      [
        said({ fact: 'match_excluded', ...ofAdvice, reason: 'outage', note: null }),
        said({
          fact: 'match_reason',
          ...ofAdvice,
          code: 'timing',
          note: 'late',
          cause: 'unseen',
          at: '2025-02-02',
        }),
        said({ fact: 'match_reviewed', ...ofAdvice, reviewed: true }),
      ],
    );
    expect(match).toMatchObject({
      match_type: 'consent',
      excluded: true,
      exclusion_reason: 'outage',
      reason_code: 'timing',
      reason_note: 'late',
      reason_recorded_at: '2025-02-02',
      reviewed_at: '2025-02-01T10:00:00Z',
      // Only what was not followed has a cause.
      cause: null,
    });
  });

  test('gives a reject the cause that a person knows, but where a trade did the contrary', () => {
    const unseen = said({ fact: 'match_reason', ...ofAdvice, code: 'other', note: null, cause: 'unseen' });
    expect(matches([one], [], [unseen])[0]).toMatchObject({ match_type: 'reject', cause: 'unseen' });
    const hold = advice({ action: 'hold' });
    const bought = execution({ action: 'buy_to_close' });
    expect(matches([hold], [bought], [unseen])[0]).toMatchObject({
      match_type: 'reject',
      cause: 'contradicted',
    });
  });

  test('takes what was said of a trade for the trade alone', () => {
    const outage = said({ fact: 'match_excluded', execution_ids: ['e1'], reason: 'user', note: null });
    expect(matches([], [done], [outage])[0]).toMatchObject({
      match_type: 'independent',
      exclusion_reason: 'user',
    });
    expect(matches([one], [done], [outage])[0]).toMatchObject({ match_type: 'consent', excluded: false });
  });

  test('gives units another input hash where people said something of them, and no others', () => {
    const farAdvice = advice({ recommendation_id: 'far', sent_at: '2025-03-03T14:00:00Z' });
    const farTrade = execution({ execution_id: 'f1', executed_at: '2025-03-03T15:00:00Z' });
    const near = advice({ recommendation_id: 'near', sent_at: '2025-02-03T14:00:00Z' });
    const facts = [
      [said({ fact: 'match_reviewed', ...ofAdvice, reviewed: true })],
      [said({ fact: 'match_reason', ...ofAdvice, code: 'timing', note: null, cause: null })],
      [unlink('r1', 'e1')],
      [link('r1', 'e1')],
    ];
    const hashesBy = (said: MatchFact[]) =>
      new Map(
        matches([one, near, farAdvice], [done, farTrade], said).map(({ recommendation_id, input_hash }) => [
          recommendation_id,
          input_hash,
        ]),
      );
    const before = hashesBy([]);
    for (const by of facts) {
      const now = hashesBy(by);
      expect(now.get('r1')).not.toBe(before.get('r1'));
      for (const id of ['near', 'far']) expect(now.get(id)).toBe(before.get(id));
    }
  });
});

describe('a link', () => {
  const DAYS = ['06', '07', '08', '09', '10', '13', '14', '15', '16', '17'];
  const TRADED = fc.record({
    day: fc.constantFrom(...DAYS),
    strike: fc.constantFrom(14, 15, 16),
    action: fc.constantFrom('sell_to_open', 'buy_to_close', 'buy', 'sell_to_open'),
    order_id: fc.constantFrom(null, null, 'o1', 'o2'),
  });
  const ASKED = fc.record({
    day: fc.constantFrom(...DAYS),
    strike: fc.constantFrom(14, 15, 16),
    action: fc.constantFrom('sell_to_open', 'buy_to_close', 'roll', 'sell_to_open'),
  });

  test('holds whatever else there is, every execution is in one row, and the order of the input is nothing', () => {
    fc.assert(
      fc.property(
        fc.array(ASKED, { minLength: 1, maxLength: 8 }),
        fc.array(TRADED, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.nat(),
        (asked, traded, which, of) => {
          const recommendations = asked.map(({ day, ...fields }, i) =>
            advice({
              ...fields,
              recommendation_id: `r${i}`,
              sent_at: `2025-01-${day}T14:00:00Z`,
              from_strike: 14,
              from_expiration: '2025-01-17',
            }),
          );
          const executions = traded.map(({ day, ...fields }, i) =>
            execution({ ...fields, execution_id: `e${i}`, executed_at: `2025-01-${day}T15:00:00Z` }),
          );
          const [r, e] = [`r${which % asked.length}`, `e${of % traded.length}`];
          const rows = matches(recommendations, executions, [link(r, e)]);
          const held = rows.find(({ recommendation_id }) => recommendation_id === r);
          expect(held?.execution_ids).toContain(e);
          expect(held?.linked_by).toBe('user');
          const quantities = new Map<string, bigint>();
          for (const row of rows)
            row.fill_record_ids.forEach((id, at) =>
              quantities.set(id, (quantities.get(id) ?? 0n) + (row.fill_quantities[at] as bigint)),
            );
          expect([...quantities].sort()).toEqual(executions.map((x) => [x.record_id, x.quantity]).sort());
          const again = matches(recommendations.toReversed(), executions.toReversed(), [link(r, e)]);
          expect(textsOf(again)).toEqual(textsOf(rows));
          const without = matches(recommendations, executions, [unlink(r, e)]);
          expect(
            without.find(({ recommendation_id }) => recommendation_id === r)?.execution_ids,
          ).not.toContain(e);
        },
      ),
    );
  });
});

function textsOf(rows: readonly Match[]): string[] {
  return rows
    .map((row) =>
      JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    )
    .sort();
}
