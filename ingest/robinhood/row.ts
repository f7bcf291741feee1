import type { Row } from '../text/csv-table.js';
import { remembered } from '../text/remembered.js';
import { isoDay, plainAmount } from '../text/written-values.js';

/** The columns of Robinhood's account activity that are read. */
export const ROBINHOOD_COLUMNS = {
  format: 'robinhood',
  required: ['Activity Date', 'Instrument', 'Description', 'Trans Code', 'Quantity', 'Price', 'Amount'],
  optional: ['Process Date'],
} as const;
export type RobinhoodRow = Row<
  (typeof ROBINHOOD_COLUMNS.required)[number] | (typeof ROBINHOOD_COLUMNS.optional)[number]
>;

export interface Contract {
  root: string;
  right: string;
  strike: string;
  expiration: string;
}

const CONTRACT = /(?:^|\s)(\S+) (\d{1,2}\/\d{1,2}\/\d{2,4}) (Call|Put) (\$[\d,.]+)$/;

/** The contract of `SOFI 8/4/2023 Call $12.00` and `Option Expiration for SOFI 8/4/2023 Call $12.00`. */
export const contractOf = remembered((description: string): Contract | undefined => {
  const parts = CONTRACT.exec(description);
  if (!parts) return undefined;
  const [, root = '', expiration = '', right = '', strike = ''] = parts;
  return { root, right: right.toLowerCase(), strike: plainAmount(strike), expiration: isoDay(expiration) };
});

/** `1S` marks what leaves the account and is as much as `1`. */
export function quantityOf({ Quantity }: RobinhoodRow): string {
  return plainAmount(Quantity.replace(/S$/, ''));
}
