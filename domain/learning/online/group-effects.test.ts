import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sigmoid } from '../baselines/ridge-logistic.js';
import { shrunkToZero } from '../scoring/shrunk-means.js';
import { adjustment, adjustmentsOf, groupEffects, type SaidLabel } from './group-effects.js';

const said = (p: number, label: 0 | 1, day: string, underlying = 'XYZ'): SaidLabel => ({
  ...{ underlying, session_hour: null, account: null },
  ...{ logit: Math.log(p / (1 - p)), label, day: day },
});
const logitsOf = (rows: readonly SaidLabel[]) => rows.map(({ logit }) => logit);

describe('groupEffects(rows, by, logits)', () => {
  test('gives the worked value of one group, which alone is drawn to 0', () => {
    const [p, y, days] = [
      [0.5, 0.6, 0.5, 0.4, 0.5, 0.7],
      [1, 1, 0, 1, 1, 0] as const,
      ['2025-01-06', '2025-01-06', '2025-01-07', '2025-01-07', '2025-01-08', '2025-01-08'],
    ];
    const rows = p.map((one, i) => said(one, y[i] as 0 | 1, days[i] as string));
    const [effect] = groupEffects(rows, 'underlying', logitsOf(rows));
    expect(effect).toMatchObject({ group: 'XYZ', scored: 6, shrunk: 0 });
    expect(effect?.raw).toBeCloseTo(0.5555556, 7);
    // Beside another group it is drawn to 0 by the model's squared error, .6944444, the larger: by days it is .4147377.
    const other = Array.from({ length: 40 }, (_, i) =>
      said(0.5, i % 10 === 0 ? 1 : 0, `2025-02-${String(1 + (i % 20)).padStart(2, '0')}`, 'OTHER'),
    );
    const both = [...rows, ...other];
    const [first, second] = groupEffects(both, 'underlying', logitsOf(both));
    const [drawn] = shrunkToZero([
      { mean: 0.5555556, squaredError: 0.6944444 },
      { mean: second?.raw as number, squaredError: 0.1 },
    ]);
    expect(first?.shrunk).toBeCloseTo(drawn as number, 6);
    expect(drawn).toBeGreaterThan(0.1);
  });

  test('keeps little of an effect that one day made, and more of one that many days made', () => {
    const gains = (underlying: string, days: number) =>
      Array.from({ length: 60 }, (_, i) =>
        said(0.5, i % 6 === 0 ? 0 : 1, `2025-01-${String(1 + (i % days)).padStart(2, '0')}`, underlying),
      );
    const even = Array.from({ length: 60 }, (_, i) =>
      said(0.5, i % 2 === 0 ? 1 : 0, `2025-01-${String(1 + (i % 28)).padStart(2, '0')}`, 'EVEN'),
    );
    const rows = [...gains('DAY', 1), ...gains('DAYS', 28), ...even].sort((a, b) => (a.day < b.day ? -1 : 1));
    const effects = new Map(groupEffects(rows, 'underlying', logitsOf(rows)).map((one) => [one.group, one]));
    expect(effects.get('DAY')?.raw).toBeCloseTo(effects.get('DAYS')?.raw as number, 12);
    expect(effects.get('DAY')?.shrunk).toBeLessThan((effects.get('DAYS')?.shrunk as number) / 2);
    expect(Math.abs(effects.get('EVEN')?.shrunk as number)).toBeLessThan(1e-12);
  });
});

test('whatever was said, effects are numbers; a group of which all was certain has none', () => {
  const row = fc.record({
    logit: fc.double({ min: -800, max: 800, noNaN: true }),
    label: fc.constantFrom(0, 1),
    underlying: fc.constantFrom('A', 'B'),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const given = rows.map(({ label, ...one }) => ({ ...said(0.5, label, '2025-01-06'), ...one }));
      for (const { raw, shrunk } of groupEffects(given, 'underlying', logitsOf(given))) {
        expect(Number.isFinite(raw)).toBe(true);
        expect(Math.abs(shrunk)).toBeLessThanOrEqual(Math.abs(raw));
      }
    }),
  );
  const certain = { ...said(0.5, 0, '2025-01-06'), logit: -750 };
  expect(groupEffects([certain], 'underlying', [-750])).toEqual([
    { group: 'XYZ', scored: 1, raw: 0, shrunk: 0 },
  ]);
});

test('the squared error of an effect is the larger of that by its days and that of the model', () => {
  // Two groups of forty: three in four of the labels of one are gains, of the other losses. Both effects are 1 in size.
  const leaning = (underlying: string, label: 0 | 1, days: number) =>
    Array.from({ length: 40 }, (_, i) =>
      said(
        0.5,
        i % 4 === 0 ? ((1 - label) as 0 | 1) : label,
        `2025-01-${String(1 + (i % days)).padStart(2, '0')}`,
        underlying,
      ),
    );
  const shrunkOf = (days: number) => {
    const rows = [...leaning('UP', 1, days), ...leaning('DOWN', 0, days)];
    rows.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
    return groupEffects(rows, 'underlying', logitsOf(rows))[0]?.shrunk as number;
  };
  // On two days their residuals sum up to 0 and 10: 100 ÷ 10² = 1 is the squared error, and τ² = 2 − 1.
  expect(shrunkOf(2)).toBeCloseTo((2 - 1) / 2, 9);
  // On twenty days to 1 or −1 each: 20 ÷ 10² = .2, more than the model's .1.
  expect(shrunkOf(20)).toBeCloseTo((2 - 0.2) / 2, 9);
});

describe('adjustmentsOf(rows)', () => {
  test('is of numbers, none above 10, whatever was said of however many groups and days', () => {
    const row = fc.record({
      logit: fc.oneof(
        fc.double({ min: -800, max: 800, noNaN: true }),
        fc.constantFrom(-37, -19, -7, 7, 19, 37),
      ),
      label: fc.constantFrom(0, 1),
      day: fc.constantFrom('2025-01-06', '2025-01-07', '2025-01-08'),
      underlying: fc.constantFrom('A', 'B', 'C'),
      session_hour: fc.constantFrom(null, '09', '15'),
      account: fc.constantFrom(null, 'main', 'other'),
    });
    const inTurn = (rows: readonly SaidLabel[]) =>
      [...rows].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }).map(inTurn), (rows) => {
        const { adjustments, logits } = adjustmentsOf(rows);
        for (const effects of Object.values(adjustments))
          for (const effect of effects.values()) expect(Math.abs(effect)).toBeLessThanOrEqual(10);
        logits.forEach((logit, i) => {
          expect(Math.abs(logit - (rows[i]?.logit as number))).toBeLessThan(30.1);
        });
      }),
    );
  });

  test.each([
    [
      'one that was as sure as can be and wrong, beside another',
      [
        { logit: 19, label: 0 },
        { logit: 0, label: 1 },
      ],
    ],
    [
      'two that were as sure as can be, one wrong',
      [
        { logit: 19, label: 0 },
        { logit: 19, label: 1 },
      ],
    ],
  ] as const)('has no effect of %s: one day says nothing', (_, [first, second]) => {
    const rows = [
      { ...said(0.5, first.label, '2025-01-06', 'A'), logit: first.logit },
      { ...said(0.5, second.label, '2025-01-06', 'B'), logit: second.logit },
    ];
    const { adjustments, logits } = adjustmentsOf(rows);
    expect([...adjustments.underlying.values()]).toEqual([0, 0]);
    expect([...logits]).toEqual([first.logit, second.logit]);
  });

  test('goes no farther than 10 from chances that were near 1 and wrong day after day', () => {
    const days = Array.from({ length: 28 }, (_, i) => `2025-01-${String(1 + i).padStart(2, '0')}`);
    const rows = days.flatMap((day, i) => [
      { ...said(0.5, 0, day, 'WRONG'), logit: 9 },
      said(0.5, i % 2 === 0 ? 1 : 0, day, 'EVEN'),
    ]);
    expect(adjustmentsOf(rows).adjustments.underlying.get('WRONG')).toBe(-10);
  });

  test('measures hours on what stocks left, and gives what was said with all of it', () => {
    const rows = Array.from({ length: 400 }, (_, i): SaidLabel => {
      const [isGood, isEarly] = [i % 2 === 0, i % 4 < 2];
      const label = (i * 7) % 10 < (isGood ? 8 : 3) ? 1 : 0;
      return {
        ...said(0.5, label, `2025-01-${String(1 + (i % 28)).padStart(2, '0')}`, isGood ? 'GOOD' : 'BAD'),
        session_hour: isEarly ? '09' : '15',
      };
    }).sort((a, b) => (a.day < b.day ? -1 : 1));
    const { adjustments, logits } = adjustmentsOf(rows);
    expect(adjustments.underlying.get('GOOD')).toBeGreaterThan(0.8);
    expect(adjustments.underlying.get('BAD')).toBeLessThan(-0.6);
    expect(Math.abs(adjustments.session_hour.get('09') ?? 0)).toBeLessThan(0.1);
    expect(adjustments.account.size).toBe(0);
    const groups = { underlying: 'GOOD', session_hour: '09', account: null };
    const at = rows.findIndex((row) => row.underlying === 'GOOD' && row.session_hour === '09');
    expect(logits[at]).toBeCloseTo(adjustment(adjustments, groups), 12);
    expect(sigmoid(logits[at] as number)).toBeGreaterThan(0.65);
    expect(adjustment(adjustments, { underlying: 'NEW', session_hour: null, account: 'none' })).toBe(0);
  });
});
