/** What a table's rows trade: which columns name it. */
import { parseDecimal } from '../../domain/number/decimal.js';
import { isMoney } from '../contracts/currencies.js';
import { optionSymbol } from '../contracts/option-symbols.js';
import { plainAmount } from '../text/written-values.js';
import type { Column, TextSource } from './mapping.js';
import { guessed } from './suggest-time.js';
import { distinct, numberSource, text, TO_FILL_IN, type Find } from './suggested-source.js';
import { isNumber, MOSTLY, shareOf, type SampledColumn, type TableSample } from './table-sample.js';

/** An option's symbol or words; or columns for each part of the contract; or what is traded alone. */
export function instrumentSources(
  table: TableSample,
  find: Find,
  traded: SampledColumn | undefined,
): { instrument?: { column: Column }; symbol: SampledColumn | undefined; underlying?: TextSource } & Record<
  string,
  unknown
> {
  const named = table.columns
    .map((column) => ({ column, share: shareOf(column.values, (text) => optionSymbol(text) !== undefined) }))
    .reduce<{ column?: SampledColumn; share: number }>((best, one) => (one.share > best.share ? one : best), {
      share: 0,
    });
  const symbol = find('symbol', ({ values }) => hasText(values)) ?? traded;
  const ofUnits = symbol ? undefined : unitsTraded(table);
  if (named.column) {
    const other = symbol && tellsUnderlying(table, symbol, named.column) ? { underlying: text(symbol) } : {};
    return { instrument: { column: named.column.heading }, symbol: symbol ?? named.column, ...other };
  }
  const strike = find('strike', ({ values }) => shareOf(values, isNumber) >= MOSTLY);
  const underlying = {
    underlying: symbol ? text(symbol) : ofUnits ? { column: ofUnits.heading, part: '* {}' } : TO_FILL_IN,
  };
  if (!strike) return { symbol, ...underlying };
  const expiration = find('expiration', ({ values }) => guessed(values, table) !== undefined);
  const right = find('right', ({ values }) => values.some((value) => rightOf(value) !== ''));
  const { format } = guessed(expiration?.values ?? [], table) ?? {};
  return {
    symbol,
    ...underlying,
    right: right
      ? {
          column: right.heading,
          values: Object.fromEntries(distinct(right.values).map((one) => [one, rightOf(one)])),
        }
      : TO_FILL_IN,
    strike: numberSource(table, { of: [strike] }),
    expiration: expiration ? { column: expiration.heading, ...(format ? { format } : {}) } : TO_FILL_IN,
  };
}

/** A column of quantities behind which the coins stand that are traded, `0.5 BTC`. */
function unitsTraded({ columns }: TableSample): SampledColumn | undefined {
  return columns.find(
    ({ key, values }) =>
      /\b(amount|quantity|qty|size|volume)\b/.test(key) &&
      values.length > 0 &&
      values.every((text) => / [A-Z][A-Z0-9]{1,9}$/.test(text) && !isMoney(text.split(' ').at(-1) ?? '')),
  );
}

/** True where a column beside the one that names options has their underlying. */
function tellsUnderlying(
  { columns, rows }: TableSample,
  symbol: SampledColumn,
  named: SampledColumn,
): boolean {
  const [symbolAt, namedAt] = [columns.indexOf(symbol), columns.indexOf(named)];
  return (
    symbol !== named &&
    rows.every((row) => {
      const option = optionSymbol(row[namedAt] ?? '');
      return option === undefined || [option.underlying, option.root].includes(row[symbolAt] ?? '');
    })
  );
}

function rightOf(written: string): string {
  const [, right] = /(?:^|\W|\b)(c|call|p|put)s?$/i.exec(written) ?? [];
  return right === undefined ? '' : /^c/i.test(right) ? 'call' : 'put';
}

function hasText(values: readonly string[]): boolean {
  return (
    shareOf(values, (text) => parseDecimal(plainAmount(text)) === undefined && text.length <= 60) >= MOSTLY
  );
}
