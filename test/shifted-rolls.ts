import { decimal } from '../domain/number/decimal.js';
import { addDays } from '../domain/time/dates.js';
import { weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';

/** Nine rolls of each week, so many of them answered a week later than advised, with their matches. */
export async function addShiftedRolls(
  warehouse: Warehouse,
  weeks: readonly IsoWeek[],
  { shifted, version = 'v3.3' }: { shifted: number; version?: string },
): Promise<void> {
  for (const week of weeks)
    for (let i = 0; i < 9; i++) {
      const day = addDays(weekRange(week).from, 2);
      const id = `${week} ${i}`;
      const days = i < shifted ? 7 : 0;
      const matter = { recommendation_id: id, trading_date: day, underlying: `U${i % 4}`, action: 'roll' };
      await warehouse.insert('recommendations', [
        {
          ...{ ...matter, record_id: id, sent_at: `${day}T14:00:00Z`, algorithm_version: version },
          ...{ underlying_price: decimal(20), context: '{"profit_captured":null}' },
        },
      ]);
      await warehouse.insert('matches', [
        {
          ...{ ...matter, match_id: id, episode_id: id, excluded: false, advised_right: 'call' },
          ...{
            match_type: days === 0 ? 'consent' : 'modify',
            modified_fields: days === 0 ? [] : ['expiration'],
          },
          ...{ expiration_diff_days: days, advised_strike: decimal(22), traded_strike: decimal(22) },
          ...{ advised_expiration: '2025-02-14', advised_quantity: decimal(1), traded_quantity: decimal(1) },
          ...{ window_opens: Date.parse(`${day}T14:00:00Z`), answered_at: `${day}T15:00:00Z` },
        },
      ]);
    }
}
