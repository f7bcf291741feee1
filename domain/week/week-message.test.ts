import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import type { WeekSummary } from './week.js';
import type { ChangedDecision } from './changed-decision.js';
import type { WeekDetails } from './week-details.js';
import { MOST_LINES, weekMessage } from './week-message.js';

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
  untied: [],
  ahead: { until: '2025-01-26', open: [], prices: new Map(), events: [], uncovered: [], held: [] },
  questions: [],
  watched: [],
  unsure: [],
  model: null,
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
  active: 12,
  active_modified: 5,
  active_refused: 2,
  divergence_chosen: 7 / 12,
  divergence_chosen_low: 0.3195,
  divergence_chosen_high: 0.8067,
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

const pattern = (text: string) => ({ pattern_id: text, text });
const candidate = (candidate_id: string, text: string) => ({
  candidate_id,
  revision: 1,
  priority: 'high',
  text,
});

describe('weekMessage(summary, details)', () => {
  test('says in this order what became of the advice, whether all ties out, the week ahead, questions, results, habits', () => {
    const summary: WeekSummary = {
      ...FULL,
      no_action: 1,
      excluded: 2,
      patterns: JSON.stringify([pattern('You add 1 week to the expiration in 14 of 18 rolls.')]),
      candidates: JSON.stringify([candidate('3f9c2a77', 'Roll a week further out.')]),
    };
    const details: WeekDetails = {
      ...DETAILS,
      questions: ['Why was NIO 20C 24 Jan modified?', 'Was SOFI 11C answered by this trade?'],
      watched: ['v3.4 is taken back: it cost too much.'],
      unsure: [{ text: 'You refuse 3 of 3 opens below 0.25.', needed: 1 }],
      ahead: {
        ...NO_DETAILS.ahead,
        open: [{ underlying: 'NIO', ...CALL, quantity: decimal(-1) }],
        prices: new Map([['NIO', decimal('19.9')]]),
      },
    };
    expect(weekMessage(summary, details)).toBe(`WEEKLY LEARNING SUMMARY (2025-W03)
13 January 2025 to 19 January 2025

RECOMMENDATIONS: 21
├─ Consent: 10, 4 of them by doing nothing
├─ Modified: 7, 2 of them in the price alone
│    NIO 20C 24 Jan → 17 Jan, 0.55 → 0.25 (-55 %)
├─ Rejected: 3
└─ Independent: 1
Beside these: 1 pending, 1 could not be done, 2 superseded or excluded.
Of 12 decisions you changed 5 and left 2 by choice: 58 % (95 % interval 32 % to 81 %).

TIES OUT: cash, prices and coverage.

NEXT WEEK
  expiring     -1 NIO 20C Fri 24 Jan, price 19.90

QUESTIONS, a key each with "npx tradeloop review"
  1. Why was NIO 20C 24 Jan modified?
  2. Was SOFI 11C answered by this trade?

P&L: +623.91 USD realised in 9 closings
  4 decisions with advice ended: you +412.30 USD, as advised +380.10 USD (by model, 90 % interval -20.50 to +455.20).
  You are within the model's range: the two cannot be told apart.

PATTERNS DETECTED: 1
• You add 1 week to the expiration in 14 of 18 rolls.
• You refuse 3 of 3 opens below 0.25. May be chance: 1 more decision would make it sure.

V4 CANDIDATES: 1
• Roll a week further out. See "npx tradeloop candidates show 3f9c2a".
• v3.4 is taken back: it cost too much.
`);
  });

  test('is one line where nothing happened, and no more where only something does not tie', () => {
    expect(weekMessage(NOTHING, NO_DETAILS)).toBe(
      'WEEKLY LEARNING SUMMARY (2025-W03): no advice, no trades, nothing closed.\n',
    );
    expect(weekMessage(NOTHING, { ...NO_DETAILS, untied: ['AMZN: bars …'] })).toContain('  AMZN: bars …\n');
    expect(weekMessage(NOTHING, { ...NO_DETAILS, realised: DETAILS.realised })).toContain('P&L: +623.91 USD');
  });

  test.each([
    ['-20.51', 'did worse than'],
    ['-20.5', 'are within'],
    ['455.2', 'are within'],
    ['455.21', 'did better than'],
  ])('says where %s lies beside what the advice would have made: %s', (human, where) => {
    expect(weekMessage({ ...FULL, pnl_human: decimal(human) }, DETAILS)).toContain(
      `You ${where} the model's range`,
    );
  });

  test('has no comparison where one of the amounts is unknown', () => {
    for (const amount of ['pnl_human', 'pnl_algorithm_low', 'pnl_algorithm_mid', 'pnl_algorithm_high'])
      expect(weekMessage({ ...FULL, [amount]: null }, DETAILS)).not.toContain('as advised');
  });

  test('says what each currency realised, and how many closings are not known', () => {
    const results = (more: Partial<WeekDetails>) =>
      weekMessage(FULL, { ...DETAILS, ...more })
        .split('\n')
        .find((line) => line.startsWith('P&L'));
    const realised = [
      { currency: 'EUR', pnl: decimal('-3.5'), closings: 1 },
      { currency: 'USD', pnl: decimal(7), closings: 8 },
    ];
    expect(results({ realised, unknown_closings: 2 })).toBe(
      'P&L: -3.50 EUR realised in 1 closing, +7.00 USD realised in 8 closings, 2 closings more, of which the opening is not in your files',
    );
    expect(results({ realised: [] })).toBe('P&L: nothing closed');
    expect(results({ realised: [{ currency: null, pnl: 0n, closings: 1 }] })).toBe(
      'P&L: 0.00 realised in 1 closing',
    );
  });

  test('says what does not tie out, and cuts it', () => {
    const covered_less = [{ account: 'main', covered_through: '2025-01-10' }];
    const sectionOf = (untied: string[]) =>
      weekMessage(FULL, { ...DETAILS, untied, covered_less })
        .split('\n\n')
        .find((part) => part.startsWith('DOES NOT TIE OUT'));
    expect(sectionOf(['cash of main does not tie'])).toBe(
      'DOES NOT TIE OUT\n  cash of main does not tie\n  main is known through 10 January 2025: import its next file',
    );
    expect(sectionOf(['a', 'b', 'c'])).toBe('DOES NOT TIE OUT\n  a\n  b\n  and 2 more');
    expect(weekMessage(FULL, DETAILS)).not.toContain('DOES NOT');
  });

  test('of a week published by an earlier version leaves out what that did not sum up', () => {
    const before = {
      active: null,
      active_modified: null,
      divergence_chosen: null,
      divergence_chosen_low: null,
    };
    expect(weekMessage({ ...FULL, ...before }, DETAILS)).not.toContain('by choice');
  });

  test('names what is modified in the price alone wherever the premium stands among the changes', () => {
    const field = (name: string, count: number, alone: number) => ({
      ...{ field: name, count, alone, median_diff: null, by_underlying: [] },
    });
    const changes = [field('strike', 5, 2), field('premium', 3, 1)];
    const modified = (top: object[]) =>
      weekMessage({ ...FULL, top_modifications: JSON.stringify(top) }, DETAILS)
        .split('\n')
        .find((line) => line.startsWith('├─ Modified'));
    expect(modified(changes)).toBe('├─ Modified: 7, 1 of them in the price alone');
    expect(modified(changes.slice(0, 1))).toBe('├─ Modified: 7');
  });

  test.each([
    [1, 1, '1, by doing nothing'],
    [6, 6, '6, all by doing nothing'],
    [6, 1, '6, 1 of them by doing nothing'],
    [6, 0, '6'],
  ])('of %i consents, %i by doing nothing, says "%s"', (consent, consent_passive, text) => {
    expect(weekMessage({ ...FULL, consent, consent_passive }, DETAILS)).toContain(`├─ Consent: ${text}\n`);
  });

  test('of trades alone says what was realised and what is open', () => {
    const trades = { ...NOTHING, executions: 3, independent: 2 };
    const open = [
      { underlying: 'SOFI', right: null, strike: null, expiration: null, quantity: decimal(200) },
      { underlying: 'SOFI', ...CALL, quantity: decimal(-2) },
    ];
    const details = { ...DETAILS, changed: [], open };
    expect(weekMessage(trades, details).split('\n\n').slice(1, 3)).toEqual([
      'RECOMMENDATIONS: 0\n├─ Consent: 0\n├─ Modified: 0\n├─ Rejected: 0\n└─ Independent: 2',
      'OPEN at the end of the week\n  200 SOFI shares\n  -2 SOFI 20C 24 Jan',
    ]);
    expect(weekMessage(FULL, { ...DETAILS, open })).not.toContain('OPEN at');
    const heading = (more: Partial<WeekDetails>) =>
      weekMessage(trades, { ...details, ...more })
        .split('\n')
        .filter((line) => /^OPEN/.test(line));
    expect(heading({ open_on: '2025-01-17' })).toEqual(['OPEN at the end of the week']);
    expect(heading({ open_on: '2025-01-15' })).toEqual(['OPEN at the end of 15 January 2025']);
    expect(heading({ open_on: null })).toEqual([]);
    const covered_less = [{ account: 'main', covered_through: '2025-01-10' }];
    expect(heading({ covered_less })).toEqual([
      'OPEN at the end of the week; main is known through 10 January 2025',
    ]);
  });

  test('shows three habits, one candidate and five questions at most, and where the others are', () => {
    const summary: WeekSummary = {
      ...FULL,
      patterns: JSON.stringify(['a', 'b', 'c', 'd'].map((text) => pattern(`Habit ${text}.`))),
      candidates: JSON.stringify(['e', 'f'].map((text) => candidate(text.repeat(8), `Change ${text}.`))),
    };
    const message = weekMessage(summary, {
      ...DETAILS,
      questions: ['1', '2', '3', '4', '5', '6'].map((q) => `Q${q}?`),
    });
    expect(message).toContain(
      'PATTERNS DETECTED: 4\n• Habit a.\n• Habit b.\n• Habit c. 1 more: "npx tradeloop patterns list".\n\n',
    );
    expect(message).toContain(
      'V4 CANDIDATES: 2\n• Change e. See "npx tradeloop candidates show eeeeee". 1 more: "npx tradeloop candidates list".\n',
    );
    expect(message).toContain('  5. Q5?\n\n');
  });

  test('cuts changed decisions after eight, and earlier where it would be too long', () => {
    const changed = Array.from({ length: 10 }, () => CHANGED);
    const treeOf = (message: string) => message.split('\n').filter((line) => line.startsWith('│'));
    const message = weekMessage(FULL, { ...DETAILS, changed });
    expect(treeOf(message)).toHaveLength(9);
    expect(treeOf(message).at(-1)).toBe('│    and 2 more');
    expect(treeOf(weekMessage(FULL, { ...DETAILS, changed: changed.slice(0, 8) }))).toHaveLength(8);
    const names = Array.from({ length: 6 }, (_, i) => `U${i}`);
    const open = names.flatMap((underlying) => [
      { underlying, ...CALL, quantity: decimal(-1) },
      { underlying, ...CALL, expiration: '2025-02-21', quantity: decimal(-1) },
    ]);
    const full = weekMessage(
      {
        ...FULL,
        no_action: 1,
        patterns: JSON.stringify(['a', 'b', 'c', 'd'].map(pattern)),
        candidates: JSON.stringify([candidate('12345678', 'x'), candidate('87654321', 'y')]),
      },
      {
        ...DETAILS,
        changed,
        watched: ['v3.4 is taken back.', 'v3.5 is taken back.', 'v3.6 is taken back.'],
        model: 'MODEL: none serves.',
        untied: names,
        questions: names,
        open,
        ahead: {
          until: '2025-01-26',
          open,
          prices: new Map(names.map((name) => [name, decimal(30)])),
          events: names.flatMap((underlying) => [
            { underlying, kind: 'ex_dividend' as const, date: '2025-01-22' },
            { underlying, kind: 'earnings' as const, date: '2025-01-23' },
          ]),
          held: [],
          uncovered: names.map((underlying) => ({ underlying, shares: decimal(300), account: null })),
        },
      },
    );
    expect(full.trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_LINES);
    expect(full).toMatch(/\nMODEL: none serves\.\n$/);
    expect(treeOf(full).length).toBeGreaterThanOrEqual(2);
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
    const [, days] = weekMessage({ ...FULL, week }, DETAILS).split('\n');
    expect(days).toMatch(new RegExp(`^\\d+ ${month} 2025 to \\d+ ${month} 2025$`));
  });
});
