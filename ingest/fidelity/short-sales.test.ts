import { describe, expect, test } from '@jest/globals';
import { parsedFidelity, plainFidelity } from '../../test/fidelity-rows.js';
import { formatDecimal } from '../../domain/number/decimal.js';
import { tellOutcomes } from '../../domain/outcomes/outcomes.js';
import { recordsIn } from '../../test/parsed-file.js';

const sold = {
  date: '07/29/2024',
  action: 'YOU SOLD SHORT SALE ABC GROUP N V COM (ABC) (Short)',
  symbol: 'ABC',
  quantity: '-700',
  price: '191',
  fees: '2.76',
  amount: '133697.24',
};
const covered = {
  date: '07/30/2024',
  action: 'YOU BOUGHT SHORT COVER ABC GROUP N V COM (ABC) (Short)',
  symbol: 'ABC',
  quantity: '700',
  price: '189.9',
  amount: '-132930',
};

describe('fidelity.open(…) parses short sales', () => {
  test('as what opens and what closes a short position', () => {
    const executions = recordsIn(parsedFidelity(covered, sold)).flatMap((event, i) =>
      event.dataset === 'executions' ? [{ ...event.record, record_id: String(i) }] : [],
    );
    const { lots, outcomes } = tellOutcomes(executions, { market: new Map(), knownThrough: '2024-08-01' });
    expect(lots).toEqual([]);
    expect(outcomes.map(({ side, flags, pnl }) => ({ side, flags, pnl: pnl && formatDecimal(pnl) }))).toEqual(
      [{ side: 'short', flags: [], pnl: '767.24' }],
    );
  });

  test('where the kind of account is not told, and where nothing else tells it', () => {
    const without = (row: typeof sold) => ({ ...row, action: row.action.replace(' (Short)', '') });
    const bare = (row: typeof sold, action: string) => ({ ...row, action: `${action} ABC (ABC) (Short)` });
    const labels = [{ action: 'buy_to_close' }, { action: 'sell_to_open' }];
    expect(plainFidelity(without({ ...sold, ...covered }), without(sold))).toMatchObject(labels);
    expect(plainFidelity(bare({ ...sold, ...covered }, 'YOU BOUGHT'), bare(sold, 'YOU SOLD'))).toMatchObject(
      labels,
    );
  });

  test('but not trades of a fund that is called short', () => {
    const fund = 'YOU SOLD ISHARES SHORT TREASURY BOND ETF (SHV) (Cash)';
    expect(plainFidelity({ ...sold, action: fund, symbol: 'SHV' })).toMatchObject([{ action: 'sell' }]);
  });

  test('and takes one back that is cancelled', () => {
    const cancelled = {
      ...sold,
      date: '08/01/2024',
      action: 'SHORT CANCEL SHORT SALE CXL DESCRIPTION CANCELLED TRADE as of Jul-29-2024 ABC (ABC) (Short)',
      quantity: '700',
      amount: '-133697.24',
    };
    expect(plainFidelity(cancelled, sold)).toMatchObject([{ action: 'split', ratio: '1' }]);
  });
});
