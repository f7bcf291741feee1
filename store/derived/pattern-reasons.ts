import { weekRange, formatWeek } from '../../domain/time/iso-week.js';
import type { PatternRow } from '../../domain/preferences/pattern-row.js';
import type { Reader } from '../duckdb/warehouse.js';

const OPENS = ['sell_to_open', 'buy_to_open'];
const CLOSES = ['buy_to_close', 'sell_to_close'];
const ACTIONS: Record<PatternRow['action'], readonly string[]> = {
  open: OPENS,
  roll: ['roll'],
  close: CLOSES,
  hold: ['hold'],
  any: [...OPENS, 'roll', ...CLOSES],
};

/** SQL of what advice is like in which a habit showed; its effect is $effect, its cell $cell. */
const SHOWN: Record<PatternRow['kind'], string> = {
  expiration_shift: `match_type = 'modify' AND sign(expiration_diff_days) = sign($effect)`,
  strike_shift: `match_type = 'modify' AND sign(traded_strike - advised_strike) = sign($effect)`,
  quantity_share: `match_type = 'modify' AND sign(traded_quantity - advised_quantity) = sign($effect - 1)`,
  premium_floor: `match_type = 'reject' AND advised_premium < $cell::DOUBLE`,
  buy_back_floor: `match_type = 'reject' AND advised_premium < $cell::DOUBLE`,
  weekday_refusal: `match_type = 'reject' AND isodow(trading_date) = $cell::INTEGER`,
  earnings_quiet: `match_type = 'reject'`,
  early_exit: `match_type = 'reject'`,
  no_roll: `match_type = 'reject'`,
  underlying_refusal: `match_type = 'reject'`,
  timing: `match_type IN ('consent', 'modify')`,
};

/** How often people gave which reason for advice in which a habit showed, by the end of a row's week. */
export async function reasonsBeside(
  warehouse: Reader,
  row: Pick<PatternRow, 'year' | 'week' | 'kind' | 'action' | 'scope_kind' | 'scope' | 'effect' | 'cell'>,
): Promise<Record<string, number>> {
  const { kind, action, scope_kind, scope, effect, cell } = row;
  const shown = SHOWN[kind];
  const counts = await warehouse.rows<{ code: string; n: number }>(
    `SELECT reason_code AS code, count(*) AS n FROM matches
     WHERE reason_code IS NOT NULL AND trading_date <= $through::DATE AND list_contains($actions, action)
       AND ($underlying IS NULL OR underlying = $underlying) AND ${shown}
     GROUP BY reason_code ORDER BY reason_code`,
    {
      through: weekRange(formatWeek(row)).to,
      actions: ACTIONS[action],
      underlying: scope_kind === 'underlying' ? scope : null,
      ...(shown.includes('$effect') ? { effect } : {}),
      ...(shown.includes('$cell') ? { cell } : {}),
    },
  );
  return Object.fromEntries(counts.map(({ code, n }) => [code, n]));
}
