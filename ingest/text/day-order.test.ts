import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../../domain/errors.js';
import { parsedText, plainRecords, reasonsIn } from '../../test/parsed-file.js';
import { fidelity } from '../fidelity/fidelity.js';
import { robinhood } from '../robinhood/robinhood.js';
import { schwab } from '../schwab/schwab.js';

const FORMATS = [
  {
    format: robinhood,
    header: 'Activity Date,Process Date,Settle Date,Instrument,Description,Trans Code,Quantity,Price,Amount',
    row: (day: string) => `${day},${day},${day},F,Ford,Buy,1,$9.00,($9.00)`,
  },
  {
    format: schwab,
    header: 'Date,Action,Symbol,Description,Quantity,Price,Fees & Comm,Amount',
    row: (day: string) => `${day},Buy,F,FORD,1,$9.00,,-$9.00`,
  },
  {
    format: fidelity,
    header:
      'Run Date,Account,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date',
    row: (day: string) => `${day},X1,YOU BOUGHT FORD (F) (Cash),F,FORD,Cash,1,9,,,,-9,`,
  },
];

describe.each(FORMATS)('$format.name.open(…), which writes the month first,', ({ format, header, row }) => {
  const parsed = (...days: string[]) => parsedText(format, [header, ...days.map(row), ''].join('\n'));

  test('refuses a file whose days are written day first', () => {
    for (const days of [
      ['05/07/2023', '13/07/2023', '31/07/2023', '07/31/2023'],
      ['05.07.2023', '31.07.2023'],
    ]) {
      expect(() => parsed(...days)).toThrow(FileRefused);
      expect(() => parsed(...days)).toThrow(/days written day first \("(13\/07|05\.07)/);
    }
  });

  test('rejects a single day that is wrong', () => {
    const events = parsed('13/07/2023', '07/14/2023', '07/05/2023');
    expect(reasonsIn(events)).toHaveLength(1);
    expect(plainRecords(events)).toHaveLength(2);
  });
});
