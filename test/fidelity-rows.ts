import { plainRecords, parsedText } from './parsed-file.js';
import { fidelity } from '../ingest/fidelity/fidelity.js';
import type { Parsed } from '../ingest/source-format.js';

export const FIDELITY_HEADER =
  'Run Date,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date';

/** A row of Fidelity's account history; what is left out is empty, the day 2024-03-04. */
export interface FidelityTold {
  date?: string;
  action: string;
  symbol?: string;
  description?: string;
  quantity?: string;
  price?: string;
  commission?: string;
  fees?: string;
  amount?: string;
}

function row(told: FidelityTold): string {
  const { date = '03/04/2024', action, symbol = '', description = 'No Description', quantity = '' } = told;
  const { price = '', commission = '', fees = '', amount = '' } = told;
  return ` ${date}, ${action}, ${symbol}, ${description},Cash,${quantity},${price},${commission},${fees},,${amount},,`;
}

/** A history of one account, below the lines that stand above its table. */
export function fidelityFile(...rows: FidelityTold[]): string {
  return `\ufeff\n\nBrokerage\n\n${[FIDELITY_HEADER, ...rows.map(row)].join('\r\n')}\r\n`;
}

export function parsedFidelity(...rows: FidelityTold[]): Parsed[] {
  return parsedText(fidelity, fidelityFile(...rows));
}

export function plainFidelity(...rows: FidelityTold[]): object[] {
  return plainRecords(parsedFidelity(...rows));
}

export const ABC_PUT = 'PUT (ABC) ABC CORP COMMAY 17 24 $44.5 (100 SHS)';

/** Two puts sold to open. */
export const SOLD_PUTS: FidelityTold = {
  action: `YOU SOLD OPENING TRANSACTION ${ABC_PUT} (Margin)`,
  symbol: '-ABC240517P44.5',
  description: ABC_PUT,
  quantity: '-2',
  price: '1.05',
  commission: '1.3',
  fees: '0.06',
  amount: '208.64',
};
