import { tastytrade } from '../ingest/tastytrade/tastytrade.js';
import type { Parsed } from '../ingest/source-format.js';
import { parsedText } from './parsed-file.js';

/** The 20 columns of tastytrade's transaction history. */
export const TASTYTRADE_HEADER =
  'Date,Type,Sub Type,Action,Symbol,Instrument Type,Description,Value,Quantity,Average Price,Commissions,Fees,Multiplier,' +
  'Root Symbol,Underlying Symbol,Expiration Date,Strike Price,Call or Put,Order #,Currency';

/** What becomes of these rows. */
export function parsedTastytrade(...rows: string[]): Parsed[] {
  return parsedText(tastytrade, [TASTYTRADE_HEADER, ...rows].join('\n'));
}
