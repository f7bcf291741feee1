import { describe, expect, test } from '@jest/globals';
import { decimal } from '../../number/decimal.js';
import { sessionsBetween } from '../../time/calendar.js';
import { defaultSpecification } from '../features/default-specification.js';
import { featureBars, type VolumeBar } from '../features/feature-bars.js';
import type { RewardRule } from '../features/feature-specification.js';
import type { JudgedDecision } from './judged-decision.js';
import { labelledContexts, labelledDecisions, scenariosOf } from './scenarios.js';

const SPECIFICATION = defaultSpecification([]);
const IN_DOLLARS: RewardRule = { view: 'cash', normalise: 'none', clip: 1e9, neutral_band: 0 };

/** A call sold as advised, and bought back with a gain of 120 dollars. */
function decision(more: Partial<JudgedDecision> = {}): JudgedDecision {
  return {
    recommendation_id: 'r1',
    match_id: 'm1',
    match_type: 'consent',
    sent_at: '2025-02-05T15:00:00Z',
    trading_date: '2025-02-05',
    account: 'main',
    underlying: 'AAPL',
    action: 'sell_to_open',
    right: 'call',
    strike: 110,
    expiration: '2025-02-21',
    quantity: 2,
    premium: 1.5,
    bid: null,
    ask: null,
    underlying_price: 100,
    context: {},
    context_revised: false,
    algorithm_version: 'v1',
    propensity: null,
    multiplier: 100,
    cause: null,
    excluded: false,
    exclusion_reason: null,
    other_currency: false,
    window_ends: Date.parse('2025-02-07T04:59:59.999Z'),
    traded_quantity: 2,
    traded_price: 1.5,
    outcome: {
      ...{ open: 0, pnl: decimal(120), pnl_economic: decimal(100), fees: decimal(1) },
      closings: [{ at: '2025-02-12T15:30:00Z', kind: 'traded' }],
    },
    counterfactual: null,
    ...more,
  };
}

const DECLINED = {
  ...{ match_type: 'reject', outcome: null, traded_quantity: null, traded_price: null },
  counterfactual: {
    ...{ horizon: '2025-02-21', low: decimal(10), mid: decimal(40), high: decimal(70), human: decimal(-5) },
  },
} satisfies Partial<JudgedDecision>;

const none = { bars: new Map(), events: new Map() };

/** The rows of decisions by a rule. */
function made(decisions: JudgedDecision[], rule: RewardRule = IN_DOLLARS, world: Partial<typeof none> = {}) {
  const all = { ...none, ...world };
  const labelled = labelledDecisions(decisions, { rule, bars: all.bars });
  return scenariosOf(labelled, { ...SPECIFICATION, reward: rule }, all);
}
const scenario = (more: Partial<JudgedDecision> = {}, rule = IN_DOLLARS) =>
  made([decision(more)], rule).scenarios[0];

describe('scenariosOf(decisions)', () => {
  test('labels what was followed by what the decision itself came to', () => {
    expect(scenario()).toMatchObject({
      ...{ status: 'labelled', chosen: 'follow', label: 1, reward: 120, reward_raw: decimal(120) },
      ...{ reward_source: 'outcome', labelled_at: '2025-02-12T15:30:00Z', weight: 1, flags: [] },
      ...{ propensity_source: 'none', synthetic: false },
    });
    expect(scenario({}, { ...IN_DOLLARS, view: 'economic' })).toMatchObject({ reward: 100 });
    expect(scenario({ match_type: 'modify', propensity: 0.5 })).toMatchObject({
      ...{ chosen: 'follow', propensity: 0.5, propensity_source: 'logged' },
    });
  });

  test('knows the label with the last closing, and a delivery at the close of its session', () => {
    const closings = [
      { at: '2025-02-12T15:30:00Z', kind: 'traded' },
      { at: '2025-02-21T15:00:00Z', kind: 'assigned' },
    ];
    const outcome = { open: 0, pnl: decimal(-30), pnl_economic: decimal(-30), fees: null, closings };
    expect(scenario({ outcome })).toMatchObject({ label: 0, labelled_at: '2025-02-21T15:00:00Z' });
    const economic = { ...IN_DOLLARS, view: 'economic' } as const;
    expect(scenario({ outcome }, economic)).toMatchObject({ labelled_at: '2025-02-21T21:00:00Z' });
    const bare = { ...outcome, closings: [...closings, { at: '2025-02-21', kind: 'expired' }] };
    expect(scenario({ outcome: bare }, economic)).toMatchObject({ labelled_at: '2025-02-21' });
  });

  test('labels what was declined by its counterfactual, where the sign is sure', () => {
    expect(scenario(DECLINED)).toMatchObject({
      ...{ status: 'labelled', chosen: 'skip', label: 1, reward: 40, reward_source: 'counterfactual' },
      labelled_at: '2025-02-21T21:00:00Z',
    });
    const unsure = { ...DECLINED.counterfactual, low: decimal(-1) };
    expect(scenario({ ...DECLINED, counterfactual: unsure })).toMatchObject({
      ...{ status: 'undetermined', chosen: 'skip', label: null, reward: null, flags: ['sign_unsure'] },
    });
    expect(scenario({ ...DECLINED, counterfactual: null })).toMatchObject({
      ...{ status: 'undetermined', flags: ['not_judged'] },
    });
  });

  test('knows what was declined no sooner than it can be answered no more', () => {
    const counterfactual = { ...DECLINED.counterfactual, horizon: '2025-02-05' };
    expect(scenario({ ...DECLINED, counterfactual })?.labelled_at).toBe('2025-02-07T04:59:59.999Z');
  });

  test.each(['unfilled', 'infeasible', 'capacity_limited', 'unseen'])('takes %s for no choice', (cause) => {
    expect(scenario({ ...DECLINED, cause })).toMatchObject({
      ...{ status: 'exogenous', exogenous_reason: cause, chosen: null, label: null, reward: null },
    });
  });

  test('leaves out what a person excluded, with the reason, and not what was let expire', () => {
    for (const exclusion_reason of ['outage', 'maintenance'])
      expect(scenario({ excluded: true, exclusion_reason })).toMatchObject({
        ...{ status: 'exogenous', exogenous_reason: exclusion_reason, label: null, chosen: null },
      });
    const user = { excluded: true, exclusion_reason: 'user' };
    expect(scenario(user)).toMatchObject({ exogenous_reason: null, chosen: null });
    expect(made([decision({ ...DECLINED, ...user })]).rewards).toEqual([]);
    expect(scenario({ ...DECLINED, cause: 'let_expire' })).toMatchObject({ status: 'labelled' });
  });

  test.each([
    ['a pending match', { match_type: 'pending', outcome: null }, 'pending', []],
    ['a hold', { action: 'hold', outcome: null }, 'no_outcome', ['no_trade']],
    [
      'a wait that may be answered still',
      { action: 'wait', match_type: 'pending', outcome: null },
      'no_outcome',
      ['no_trade'],
    ],
    ['what is not to be counted', { excluded: true, exclusion_reason: 'user' }, 'no_outcome', ['excluded']],
    ['money of another currency', { other_currency: true }, 'unscaled', ['other_currency']],
    ['the same, declined', { ...DECLINED, other_currency: true }, 'unscaled', ['other_currency']],
    [
      'a closing of what others opened',
      { action: 'buy_to_close', outcome: null },
      'no_outcome',
      ['opened_nothing'],
    ],
    [
      'lots that are open',
      { outcome: { open: 1, pnl: null, pnl_economic: null, closings: [] } },
      'no_outcome',
      ['open'],
    ],
    [
      'a result that is not known',
      { outcome: { open: 0, pnl: null, pnl_economic: null, closings: [] } },
      'no_outcome',
      ['no_pnl'],
    ],
  ] as const)('has no label for %s', (_, more, status, flags) => {
    expect(scenario(more as Partial<JudgedDecision>)).toMatchObject({
      status,
      flags,
      label: null,
      reward: null,
    });
  });

  test('says no to what lies in the neutral band, and clips', () => {
    expect(scenario({}, { ...IN_DOLLARS, neutral_band: 120 })).toMatchObject({
      status: 'labelled',
      label: null,
    });
    expect(scenario({}, { ...IN_DOLLARS, clip: 3 })).toMatchObject({ reward: 3, reward_clipped: true });
  });

  test('flags a context that was revised, and is the same for any order of the input', () => {
    expect(scenario({ context_revised: true })?.flags).toEqual(['context_revised']);
    const decisions = ['r1', 'r2', 'r3'].map((recommendation_id) => decision({ recommendation_id }));
    expect(made(decisions.toReversed())).toEqual(made(decisions));
    expect(labelledContexts(labelledDecisions(decisions, { rule: IN_DOLLARS, bars: none.bars }))).toEqual([
      {},
      {},
      {},
    ]);
  });

  test('gives the rewards of each action: what it came to, what it would have, and what stayed in its place', () => {
    const followed = decision({ counterfactual: DECLINED.counterfactual });
    const whole = { reward_low: 120, reward: 120, reward_high: 120 };
    const model = { action: 'follow', source: 'counterfactual', reward_low: 10, reward: 40, reward_high: 70 };
    expect(made([followed]).rewards).toMatchObject([
      { action: 'follow', source: 'outcome', ...whole },
      model,
    ]);
    const declined = made([decision(DECLINED)]).rewards;
    expect(declined).toMatchObject([model, { action: 'skip', source: 'outcome', reward: -5 }]);
    const unsure = { ...DECLINED.counterfactual, low: decimal(-1) };
    expect(made([decision({ ...DECLINED, counterfactual: unsure })]).rewards).toHaveLength(2);
    expect(made([decision({ ...DECLINED, cause: 'unseen' })]).rewards).toEqual([]);
  });
});

describe('the scale of rewards', () => {
  const scaled = (normalise: RewardRule['normalise']): RewardRule => ({ ...IN_DOLLARS, normalise });

  test('is the notional: quantity, multiplier and the price of the underlying', () => {
    expect(scenario({}, scaled('notional'))?.reward).toBeCloseTo(120 / (2 * 100 * 100), 12);
    const shares = {
      right: null,
      multiplier: 1,
      underlying_price: null,
      traded_price: 50,
      traded_quantity: 10,
    };
    expect(scenario(shares, scaled('notional'))?.reward).toBeCloseTo(120 / 500, 12);
    expect(scenario({ underlying_price: null }, scaled('notional'))).toMatchObject({
      ...{ status: 'unscaled', reward: null, flags: ['no_notional'] },
    });
  });

  test('is also the volatility of twenty returns and the root of the sessions held', () => {
    const days = sessionsBetween('2024-12-01', '2025-02-28');
    const bars = days.map((date, i): VolumeBar => {
      const close = decimal((100 * 1.01 ** (i % 2)).toFixed(6));
      return { date, open: close, high: close, low: close, close, volume: null };
    });
    const world = { bars: new Map([['AAPL', featureBars(bars, [])]]) };
    const [row] = made([decision()], scaled('volatility'), world).scenarios;
    // Returns of ± ln 1.01 in turn: twenty of them have the standard deviation ln 1.01 × √(20/19). Held five sessions.
    const volatility = Math.log(1.01) * Math.sqrt(20 / 19);
    expect(row?.reward).toBeCloseTo(120 / 20_000 / (volatility * Math.sqrt(5)), 6);
    expect(row?.flags).toEqual([]);
  });

  test('is what the account came to in its last twenty scenarios where there are no prices', () => {
    const earlier = Array.from({ length: 20 }, (_, i) =>
      decision({
        recommendation_id: `e${i}`,
        sent_at: '2025-01-06T15:00:00Z',
        trading_date: '2025-01-06',
        outcome: {
          ...{ open: 0, pnl: decimal(20 * (i + 1)), pnl_economic: null, fees: null },
          closings: [{ at: '2025-01-08T15:00:00Z', kind: 'traded' }],
        },
      }),
    );
    const last = (decisions: JudgedDecision[]) =>
      made(decisions, scaled('volatility')).scenarios.find(
        ({ recommendation_id }) => recommendation_id === 'r1',
      );
    // The median of 20, 40, … 400 dollars over a notional of 20,000 is .0105.
    expect(last([...earlier, decision()])).toMatchObject({
      status: 'labelled',
      flags: ['scaled_by_history'],
    });
    expect(last([...earlier, decision()])?.reward).toBeCloseTo(0.006 / (1.4826 * 0.0105), 9);
    expect(last([...earlier.slice(1), decision()])).toMatchObject({
      status: 'unscaled',
      flags: ['no_volatility'],
    });
    const ofOther = [...earlier.slice(1), decision({ recommendation_id: 'o', account: 'ira' })];
    expect(last([...ofOther, decision()])).toMatchObject({ status: 'unscaled' });
  });
});
