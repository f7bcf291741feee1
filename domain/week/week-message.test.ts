import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import type { WeekSummary } from './week.js';
import type { ChangedDecision } from './changed-decision.js';
import type { WeekDetails } from './week-details.js';
import { weekMessage } from './week-message.js';

const NOTHING: WeekSummary = {
  year: 2025,
  week: 3,
  recommendations: 0,
  executions: 0,
  consent: 0,
  consent_passive: 0,
  modify: 0,
  reject: 0,
  independent: 0,
  no_action: 0,
  pending: 0,
  excluded: 0,
  divergence_rate: null,
  divergence_rate_low: null,
  divergence_rate_high: null,
  consent_rate: null,
  consent_rate_low: null,
  consent_rate_high: null,
  consent_rate_active: null,
  pnl_human: null,
  pnl_algorithm_low: null,
  pnl_algorithm_mid: null,
  pnl_algorithm_high: null,
  top_modifications: '[]',
  patterns: '[]',
  candidates: '[]',
  realised_pnl: decimal(0),
  closings: 0,
  currency: null,
  episodes: 0,
  divergence_rate_by_episode: null,
  active: 0,
  active_modified: 0,
  active_refused: 0,
  price_only: 0,
  divergence_chosen: null,
  divergence_chosen_low: null,
  divergence_chosen_high: null,
};

const NO_DETAILS: WeekDetails = {
  realised: [],
  unknown_closings: 0,
  changed: [],
  judged: { decisions: 0, currency: null },
  open: [],
  open_on: '2025-01-19',
  covered_less: [],
  offScale: [],
};

const CALL = { right: 'call', strike: decimal(20), expiration: '2025-01-24', quantity: decimal(1) } as const;
const CHANGED: ChangedDecision = {
  underlying: 'NIO',
  action: 'sell_to_open',
  trading_date: '2025-01-13',
  closeOnly: false,
  advised: { ...CALL, price: decimal('0.55') },
  traded: { ...CALL, expiration: '2025-01-17', price: decimal('0.25') },
};

const DETAILS: WeekDetails = {
  ...NO_DETAILS,
  realised: [{ currency: 'USD', pnl: decimal('623.91'), closings: 9 }],
  changed: [CHANGED],
  judged: { decisions: 4, currency: 'USD' },
};

const FULL: WeekSummary = {
  ...NOTHING,
  recommendations: 21,
  executions: 30,
  consent: 10,
  consent_passive: 4,
  modify: 7,
  reject: 3,
  independent: 1,
  pending: 1,
  divergence_rate: 0.5,
  divergence_rate_low: 0.299,
  divergence_rate_high: 0.701,
  consent_rate: 0.5,
  consent_rate_active: 0.375,
  pnl_human: decimal('412.3'),
  pnl_algorithm_low: decimal('-20.5'),
  pnl_algorithm_mid: decimal('380.1'),
  pnl_algorithm_high: decimal('455.2'),
  realised_pnl: decimal('623.91'),
  closings: 9,
  currency: 'USD',
  episodes: 16,
  divergence_rate_by_episode: 0.4375,
  top_modifications: JSON.stringify([
    {
      field: 'premium',
      count: 6,
      alone: 2,
      median_diff: -0.1,
      by_underlying: [{ underlying: 'SOFI', count: 6, median_diff: -0.1 }],
    },
    {
      field: 'strike',
      count: 5,
      alone: 2,
      median_diff: 1.5,
      by_underlying: [{ underlying: 'SOFI', count: 5, median_diff: 1.5 }],
    },
    {
      field: 'expiration',
      count: 2,
      alone: 0,
      median_diff: -7,
      by_underlying: [{ underlying: 'F', count: 2, median_diff: -7 }],
    },
  ]),
};

describe('weekMessage(summary, earlier)', () => {
  test('tells what became of the advice, what was changed, what both sides made, and the weeks before', () => {
    const earlier = [
      { ...NOTHING, year: 2025, week: 1 },
      { ...NOTHING, week: 2, consent: 6, modify: 2, divergence_rate: 0.25 },
    ];
    expect(weekMessage(FULL, earlier, DETAILS)).toBe(`Week 2025-W03, 13 January 2025 to 19 January 2025

Realised this week: +623.91 USD, 9 closings

21 recommendations, 30 fills.
Consent 10, modify 7, reject 3.
Modified in the price alone: 2.
Divergence 50 %: 10 of 20 modified or rejected (95 % interval 30 % to 70 %).
By episode, where advice that is asked again counts once: 44 % of 16.
Of the consent, 4 by doing nothing on a hold or wait. Without that the consent rate is 38 % instead of 50 %.
Independent: 1 trade without advice.
Pending: 1. The rates leave them out until they are decided.

What you modified
  NIO 20C 24 Jan → 17 Jan, 0.55 → 0.25 (-55 %)

Decisions with advice that ended this week: 4, each from the advice to its end
  you          +412.30 USD
  as advised   +380.10 USD   by model, 90 % interval -20.50 to +455.20
  You are within the model's range: the two cannot be told apart.

Divergence, week by week
  2025-W01      –  0 of 0
  2025-W02   25 %  2 of 8
  2025-W03   50 %  10 of 20
`);
  });

  test.each([
    ['-20.51', 'did worse than'],
    ['-20.5', 'are within'],
    ['455.2', 'are within'],
    ['455.21', 'did better than'],
  ])('says where %s lies beside what the advice would have made: %s', (human, where) => {
    expect(weekMessage({ ...FULL, pnl_human: decimal(human) }, [], DETAILS)).toContain(
      `You ${where} the model's range`,
    );
  });

  test('of a week published by an earlier version leaves out what that did not sum up', () => {
    const unknown = { ...FULL, episodes: null, divergence_rate_by_episode: null };
    const message = weekMessage(unknown, [], DETAILS);
    expect(message).toContain('10 of 20 modified or rejected');
    expect(message).not.toContain('By episode');
  });

  test('says what each currency realised, and how many closings are not known', () => {
    const realised = [
      { currency: 'EUR', pnl: decimal('-3.5'), closings: 1 },
      { currency: 'USD', pnl: decimal(7), closings: 8 },
    ];
    expect(
      weekMessage(FULL, [], { ...DETAILS, realised, unknown_closings: 2 })
        .split('\n')
        .slice(2, 6),
    ).toEqual([
      'Realised this week: -3.50 EUR, 1 closing',
      'Realised this week: +7.00 USD, 8 closings',
      '2 closings more, of which the opening is not in your files.',
      '',
    ]);
  });

  test('cuts what is changed after eight lines and says how many more there are', () => {
    const changed = Array.from({ length: 10 }, () => CHANGED);
    const lines = weekMessage(FULL, [], { ...DETAILS, changed }).split('\n');
    const at = lines.indexOf('What you modified');
    expect(lines.slice(at + 8, at + 11)).toEqual([
      '  NIO 20C 24 Jan → 17 Jan, 0.55 → 0.25 (-55 %)',
      '  and 2 more',
      '',
    ]);
  });

  test('is one line where nothing happened', () => {
    expect(weekMessage(NOTHING, [], NO_DETAILS)).toBe(
      'Week 2025-W03, 13 January 2025 to 19 January 2025: no advice, no trades, nothing closed.\n',
    );
  });

  test('says what was realised in a week without advice and trades', () => {
    expect(weekMessage(NOTHING, [], { ...NO_DETAILS, realised: DETAILS.realised })).toBe(
      'Week 2025-W03, 13 January 2025 to 19 January 2025\n\nRealised this week: +623.91 USD, 9 closings\n',
    );
  });

  test('of trades alone: what was realised and what is open, and no divergence', () => {
    const trades = { ...NOTHING, executions: 3, independent: 2 };
    const open = [
      { underlying: 'SOFI', right: null, strike: null, expiration: null, quantity: decimal(200) },
      { underlying: 'SOFI', ...CALL, quantity: decimal(-2) },
    ];
    expect(weekMessage(trades, [{ ...FULL, week: 2 }], { ...DETAILS, changed: [], open })).toBe(
      `Week 2025-W03, 13 January 2025 to 19 January 2025

Realised this week: +623.91 USD, 9 closings

No advice, 3 fills.
Independent: 2 trades without advice.

Open at the end of the week
  200 SOFI shares
  -2 SOFI 20C 24 Jan
`,
    );
    expect(weekMessage(FULL, [], { ...DETAILS, open })).not.toContain('Open at');
    const openOn = (open_on: string | null) =>
      weekMessage(trades, [], { ...DETAILS, open, open_on })
        .split('\n')
        .filter((line) => /^Open/.test(line));
    expect(openOn('2025-01-17')).toEqual(['Open at the end of the week']);
    expect(openOn('2025-01-15')).toEqual(['Open at the end of 15 January 2025']);
    expect(openOn(null)).toEqual([]);
    const covered_less = [
      { account: 'main', covered_through: '2025-01-10' },
      { account: 'RH', covered_through: '2024-12-31' },
    ];
    expect(weekMessage(trades, [], { ...DETAILS, open, covered_less })).toContain(
      '\nOpen at the end of the week; main is known through 10 January 2025, RH through 31 December 2024\n',
    );
  });

  test('looks back six weeks at most', () => {
    const earlier = Array.from({ length: 10 }, (_, i) => ({ ...NOTHING, year: 2024, week: 40 + i }));
    const message = weekMessage(FULL, earlier, DETAILS);
    expect(message).not.toContain('2024-W43');
    expect(message).toContain('2024-W44');
  });

  test('says at its end which bars are on another share count', () => {
    const offScale = ['AMZN: bars …', 'TSLA: bars …'];
    expect(weekMessage(NOTHING, [], { ...NO_DETAILS, offScale })).toMatch(
      /\n\nBars that do not fit\n {2}AMZN: bars …\n {2}TSLA: bars …\n$/,
    );
    expect(weekMessage(NOTHING, [], NO_DETAILS)).not.toContain('Bars');
  });
});

describe('weekMessage(summary, earlier): its lines', () => {
  const linesOf = (given: Partial<WeekSummary>, earlier: WeekSummary[] = []) =>
    weekMessage({ ...FULL, ...given }, earlier, DETAILS).split('\n');

  test('tells what could not be done and what was excluded, and leaves out what there was none of', () => {
    const lines = linesOf({ no_action: 1, excluded: 1, independent: 0, pending: 0, consent_passive: 0 });
    expect(lines.slice(4, 12)).toEqual([
      '21 recommendations, 30 fills.',
      'Consent 10, modify 7, reject 3.',
      'Modified in the price alone: 2.',
      'Divergence 50 %: 10 of 20 modified or rejected (95 % interval 30 % to 70 %).',
      'By episode, where advice that is asked again counts once: 44 % of 16.',
      'No action possible: 1.',
      'Excluded: 1, superseded by later advice or taken out.',
      '',
    ]);
    expect(linesOf({}).join('\n')).not.toMatch(/No action|Excluded/);
  });

  test('tells of one recommendation what of many', () => {
    const one = { ...NOTHING, recommendations: 1, consent: 1, consent_passive: 1, consent_rate: 1 };
    expect(weekMessage(one, [], NO_DETAILS).split('\n').slice(2, 5)).toEqual([
      '1 recommendation, 0 fills.',
      'Consent 1, modify 0, reject 0.',
      'Of the consent, 1 by doing nothing on a hold or wait.',
    ]);
  });

  test('tells fills at another price wherever the premium stands among the changes, and of other changes none', () => {
    const field = (name: string, count: number, alone: number) => ({
      ...{ field: name, count, alone, median_diff: null, by_underlying: [] },
    });
    const changes = [field('strike', 5, 2), field('premium', 3, 1)];
    const lines = linesOf({ top_modifications: JSON.stringify(changes) });
    expect(lines.slice(5, 7)).toEqual(['Consent 10, modify 7, reject 3.', 'Modified in the price alone: 1.']);
    const none = linesOf({ top_modifications: JSON.stringify(changes.slice(0, 1)) });
    expect(none.slice(5, 7)).toEqual([
      'Consent 10, modify 7, reject 3.',
      'Divergence 50 %: 10 of 20 modified or rejected (95 % interval 30 % to 70 %).',
    ]);
  });

  test('names one closing of which the opening is not known, and does not cut eight changes', () => {
    const message = weekMessage(FULL, [], {
      ...DETAILS,
      unknown_closings: 1,
      changed: Array.from({ length: 8 }, () => CHANGED),
    });
    expect(message).toContain('1 closing more');
    expect(message).not.toMatch(/ and -?\d more/);
    const nine = Array.from({ length: 9 }, () => CHANGED);
    expect(weekMessage(FULL, [], { ...DETAILS, changed: nine })).toContain('  and 1 more\n');
  });

  test('writes amounts below each other, and nothing before zero', () => {
    const lines = linesOf({ pnl_human: 0n });
    expect(lines).toContain('  you             0.00 USD');
    expect(linesOf({ pnl_human: decimal(-12345) })).toContain(
      '  as advised     +380.10 USD   by model, 90 % interval -20.50 to +455.20',
    );
  });

  test('has no results where one of the amounts is unknown', () => {
    for (const amount of ['pnl_human', 'pnl_algorithm_low', 'pnl_algorithm_mid', 'pnl_algorithm_high'])
      expect(linesOf({ [amount]: null }).join('\n')).not.toContain('as advised');
  });

  test('looks back where there is a week before, on one too', () => {
    expect(linesOf({})).not.toContain('Divergence, week by week');
    expect(linesOf({}, [{ ...NOTHING, week: 2 }])).toContain('Divergence, week by week');
  });

  test.each([
    [2, 'January'],
    [6, 'February'],
    [10, 'March'],
    [15, 'April'],
    [19, 'May'],
    [24, 'June'],
    [28, 'July'],
    [32, 'August'],
    [37, 'September'],
    [41, 'October'],
    [45, 'November'],
    [50, 'December'],
  ])('week %i of 2025 is in %s', (week, month) => {
    expect(linesOf({ week })[0]).toMatch(new RegExp(`, \\d+ ${month} 2025 to \\d+ ${month} 2025$`));
  });
});
