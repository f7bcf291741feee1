/**
 * Reports of Interactive Brokers of one account, made up: what a Flex Query and an activity statement say of the same
 * orders.
 */

/** A fill of an order; its id counts the fills of all. */
export interface ReportedFill {
  id: number;
  quantity: number;
  cents: number;
}

export interface ReportedOrder {
  /** Of January 2024. */
  day: number;
  symbol: string;
  sells: boolean;
  fills: readonly ReportedFill[];
}

const two = (n: number) => String(n).padStart(2, '0');
const clock = (id: number) =>
  `${two(10 + (Math.floor(id / 3600) % 5))}:${two(Math.floor(id / 60) % 60)}:${two(id % 60)}`;

/** A Flex Query with the executions of these orders, made on a day of February. */
export function flexOf(
  orders: readonly ReportedOrder[],
  { generated = 1 }: { generated?: number } = {},
): string {
  const trades = orders.flatMap(({ day, symbol, sells, fills }) =>
    fills.map(({ id, quantity, cents }) => {
      const signed = sells ? -quantity : quantity;
      const proceeds = (-signed * cents) / 100;
      return `<Trade assetCategory="STK" symbol="${symbol}" currency="USD" dateTime="202401${two(day)};${clock(id).replaceAll(':', '')}" quantity="${signed}" tradePrice="${cents / 100}" proceeds="${proceeds}" ibCommission="-0.5" netCash="${proceeds - 0.5}" buySell="${sells ? 'SELL' : 'BUY'}" tradeID="${id}" ibExecID="${execId(id)}" transactionID="${id}"/>`;
    }),
  );
  return `<FlexQueryResponse><FlexStatements count="1"><FlexStatement accountId="U100" whenGenerated="202402${two(generated)};010101"><Trades>\n${trades.join('\n')}\n</Trades></FlexStatement></FlexStatements></FlexQueryResponse>`;
}

/** An execution's id as the broker writes it, with the number of its revision. */
export function execId(id: number, revision = 1): string {
  return `0000e0d5.${id.toString(16).padStart(8, '0')}.01.${two(revision)}`;
}

/** An activity statement with these orders in sum. */
export function activityOf(orders: readonly ReportedOrder[]): string {
  const rows = orders.map(({ day, symbol, sells, fills }) => {
    const quantity = fills.reduce((sum, fill) => sum + fill.quantity, 0);
    const cents = fills.reduce((sum, fill) => sum + fill.quantity * fill.cents, 0);
    const price = (cents / 100 / quantity).toFixed(6);
    const signed = sells ? -quantity : quantity;
    const at = `2024-01-${two(day)}, ${clock(fills[0]?.id ?? 0)}`;
    const worth = ((sells ? cents : -cents) / 100).toFixed(2);
    return `Trades,Data,Order,Stocks,USD,${symbol},"${at}",${signed},${price},${worth},${-0.5 * fills.length},O`;
  });
  return [
    'Statement,Header,Field Name,Field Value',
    'Account Information,Header,Field Name,Field Value',
    'Account Information,Data,Account,U100',
    'Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,Proceeds,Comm/Fee,Code',
    ...rows,
  ].join('\n');
}
