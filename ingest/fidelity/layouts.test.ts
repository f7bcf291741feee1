import { describe, expect, test } from '@jest/globals';
import { ABC_PUT, fidelityFile, parsedFidelity, plainFidelity, SOLD_PUTS } from '../../test/fidelity-rows.js';
import { parsedText, plainRecords, recordsIn } from '../../test/parsed-file.js';
import { fidelity } from './fidelity.js';

describe('fidelity.open(…) reads every layout', () => {
  const quoted = `"${SOLD_PUTS.action}"`;
  const layouts = {
    'one account, older': [
      'Run Date,Action,Symbol,Security Description,Security Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date',
      ` 03/04/2024, ${SOLD_PUTS.action}, -ABC240517P44.5, ${ABC_PUT},Margin,-2,1.05,1.3,0.06,,208.64,03/05/2024`,
    ],
    'one account with its balance, the day with dashes': [
      'Run Date,Action,Symbol,Description,Type,Price ($),Quantity,Commission ($),Fees ($),Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date',
      `03-04-2024,${quoted}, -ABC240517P44.5,"${ABC_PUT}",Margin,1.05,-2,1.30,0.06,,208.64,5208.64,03-05-2024`,
    ],
    'accounts by name': [
      'Run Date,Account,Action,Symbol,Security Description,Security Type,Exchange Quantity,Exchange Currency,Quantity,Currency,Price,Exchange Rate,Commission,Fees,Accrued Interest,Amount,Settlement Date',
      ` 03/04/2024,INDIVIDUAL X12345678, ${SOLD_PUTS.action}, -ABC240517P44.5, ${ABC_PUT},Margin,0,,-2,USD,1.05,0,1.3,0.06,,208.64,03/05/2024`,
    ],
    'accounts by number, columns in another order and one more': [
      'Run Date,Account,Account Number,Action,Symbol,Description,Type,Exchange Quantity,Exchange Currency,Currency,Price,Quantity,Exchange Rate,Commission,Fees,Accrued Interest,amount,More,Settlement Date',
      `03/04/2024,"Mine","X12345678",${quoted}, -ABC240517P44.5,"${ABC_PUT}",Margin,0,,USD,1.05,-2,0,1.3,0.06,,208.64,x,03/05/2024`,
    ],
    "the desktop program's table": [
      'Date,Description,Symbol,Quantity,Price,Amount,Cash Balance,Security Description,Commission,Fees,Account',
      `Mar-4-2024,YOU SOLD OPENING TRANSACTION,-ABC240517P44.5,-2,$1.05,+208.64,"+5,208.64",${ABC_PUT},1.30,0.06,Mine X12345678`,
    ],
    'cells that stand one beside their headings': [
      'Run Date,Account,Account Number,Action,Symbol,Description,Type,Exchange Quantity,Exchange Currency,Quantity,Currency,Price,Exchange Rate,Commission,Fees,Accrued Interest,Amount,Settlement Date',
      `03/04/2024,"Mine","X12345678",${quoted}, -ABC240517P44.5,"${ABC_PUT}",Margin,0,,USD,1.05,-2,0,1.3,0.06,,208.64,03/05/2024`,
    ],
  };

  test.each(Object.entries(layouts))('%s: the same trade by the same name', (_, [header = '', line = '']) => {
    const events = parsedText(fidelity, `\n${header}\n${line}\n`);
    const account = header.includes('Account') ? 'X12345678' : 'main';
    expect(plainRecords(events)).toEqual([{ ...plainFidelity(SOLD_PUTS)[0], account }]);
    expect(recordsIn(events)[0]?.identity).toBe(recordsIn(parsedFidelity(SOLD_PUTS))[0]?.identity);
    expect(fidelity.detect(new TextEncoder().encode(`\n${header}\n`), '')).toBeGreaterThan(0.8);
  });

  test('an account without a number by its name', () => {
    const [header, line] = layouts['accounts by name'] as [string, string];
    const events = parsedText(fidelity, `${header}\n${line.replace('INDIVIDUAL X12345678', 'Mine *4767')}`);
    expect(plainRecords(events)).toMatchObject([{ account: 'Mine *4767' }]);
  });

  test('but refuses one that names no account when none is said, or lacks a column', () => {
    const parser = fidelity.open({ account: null }, '');
    expect(() => parser.push(new TextEncoder().encode(fidelityFile(SOLD_PUTS)))).toThrow('--account');
    const [header = ''] = layouts['one account, older'];
    expect(() => parsedText(fidelity, header.replace('Amount', 'Sum'))).toThrow(
      'fidelity without the column "Amount"; its columns are "Run Date", "Action"',
    );
  });
});
