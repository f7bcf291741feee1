import { describe, expect, test } from '@jest/globals';
import type { AdviceAction } from '../records/records.js';
import type { ReplayedStretch } from './replayed-stretch.js';
import type { Ask } from './stretch.js';
import { washSales } from './wash-sales.js';

interface Advised {
  session: string;
  /** Share of the premium that is earned; below 0 is a loss. */
  captured?: number;
  before: AdviceAction;
  after?: AdviceAction;
}

function stretch(
  purpose: 'open' | 'close',
  advised: readonly Advised[],
  underlying = 'SOFI',
): ReplayedStretch {
  const asks = advised.map(
    ({ session, captured = null }) => ({ session, logged: [{ captured }] }) as unknown as Ask,
  );
  const pieces = (action: AdviceAction) => [{ piece: { action }, logged: null }];
  const given = advised.map(({ before }, at) => ({ ask: asks[at], pieces: pieces(before) }));
  const changed = advised.flatMap(({ before, after }, at) =>
    after === undefined ? [] : [{ ask: asks[at], before: pieces(before), after: pieces(after) }],
  );
  return {
    stretch: { subject: { purpose, underlying } },
    given,
    result: { changed },
  } as unknown as ReplayedStretch;
}

const MAY = { from: '2025-05-01', to: '2025-05-31' };
const rolled = (captured: number): Advised => ({
  session: '2025-05-12',
  captured,
  before: 'hold',
  after: 'roll',
});
const closed: Advised = { ...rolled(-0.5), after: 'buy_to_close' };

describe('washSales(stretches, range)', () => {
  test('counts calls that only the changed advice rolls at a loss', () => {
    const twice = stretch('close', [rolled(-0.5), { ...rolled(-0.2), session: '2025-05-13' }]);
    expect(washSales([twice, stretch('close', [rolled(-0.01)], 'NIO')], MAY)).toBe(2);
    expect(washSales([stretch('close', [rolled(0.01)])], MAY)).toBe(0);
    expect(washSales([stretch('close', [{ ...rolled(-0.5), session: '2025-06-02' }])], MAY)).toBe(0);
  });

  test('counts none that the unchanged advice buys back at a loss as well, on whatever day', () => {
    const later: Advised = { session: '2025-05-13', captured: -0.6, before: 'roll' };
    expect(washSales([stretch('close', [rolled(-0.5), later])], MAY)).toBe(0);
    expect(washSales([stretch('close', [rolled(-0.5), { ...later, captured: 0.6 }])], MAY)).toBe(1);
  });

  test('counts what is bought back with a sale of the same underlying advised within 30 days', () => {
    const sold = (session: string, underlying?: string) =>
      stretch('open', [{ session, before: 'sell_to_open' }], underlying);
    expect(washSales([stretch('close', [closed]), sold('2025-06-11')], MAY)).toBe(1);
    expect(washSales([stretch('close', [closed]), sold('2025-04-12')], MAY)).toBe(1);
    expect(washSales([stretch('close', [closed]), sold('2025-06-12')], MAY)).toBe(0);
    expect(washSales([stretch('close', [closed]), sold('2025-05-14', 'NIO')], MAY)).toBe(0);
    const noMore = stretch('open', [{ session: '2025-05-14', before: 'sell_to_open', after: 'wait' }]);
    expect(washSales([stretch('close', [closed]), noMore], MAY)).toBe(0);
  });
});
