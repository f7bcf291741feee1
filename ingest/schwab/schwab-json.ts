import { FileRefused } from '../../domain/errors.js';
import type { SourceFormat } from '../source-format.js';
import { jsonRecords } from '../text/json-records.js';
import { headText } from '../text/plain-text.js';
import { schwabRows } from './schwab.js';

/**
 * Schwab's transactions as JSON: the rows of the CSV file, by the same names, in a list called `BrokerageTransactions`.
 * The history of an equity award account looks alike and is refused by name.
 */
export const schwabJson: SourceFormat = {
  name: 'schwab-json',
  needsAccount: true,
  inOrderOfBooking: true,
  detect: (head) => (kindOf(head) === undefined ? 0 : 1),
  open(options) {
    const rows = schwabRows(options, jsonRecords({ cutOff: false }));
    let begun = false;
    return {
      push(chunk) {
        if (!begun && kindOf(chunk) === 'equity award')
          throw new FileRefused(
            'the history of a Schwab equity award account: its shares are listed by the lot of each award; import the transactions of the brokerage account that they go to',
          );
        begun ||= chunk.length > 0;
        return rows.push(chunk);
      },
      end: () => rows.end(),
    };
  },
};

/** Which of Schwab's JSON files begins so. */
function kindOf(head: Uint8Array): 'brokerage' | 'equity award' | undefined {
  const text = headText(head);
  if (!/^\ufeff?\s*\{\s*"FromDate"/.test(text)) return undefined;
  if (/"BrokerageTransactions"\s*:\s*\[/.test(text)) return 'brokerage';
  return /"Transactions"\s*:\s*\[/.test(text) && text.includes('"TransactionDetails"')
    ? 'equity award'
    : undefined;
}
