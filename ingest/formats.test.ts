import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../domain/errors.js';
import { sharedData } from '../test/shared-data.js';
import { detectFormat, formats } from './formats.js';

const detect = (head: string | number[], fileName = 'download.csv') =>
  detectFormat(typeof head === 'string' ? new TextEncoder().encode(head) : Uint8Array.from(head), fileName);

describe('detectFormat(head, name)', () => {
  test.each([
    [
      'robinhood',
      '"Activity Date","Process Date","Settle Date","Instrument","Description","Trans Code","Quantity","Price","Amount"\n',
    ],
    [
      'tastytrade',
      'Date,Type,Action,Symbol,Instrument Type,Description,Value,Quantity,Average Price,Commissions,Fees,Multiplier,Root Symbol,Underlying Symbol,Expiration Date,Strike Price,Call or Put,Order #\n',
    ],
    [
      'fidelity',
      '\ufeff\n\nBrokerage\n\nRun Date,Action,Symbol,Security Description,Security Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date\n',
    ],
    [
      'fidelity',
      'Run Date,Account,Account Number,Action,Symbol,Description,Type,Exchange Quantity,Exchange Currency,Currency,Price,Quantity,Exchange Rate,Commission,Fees,Accrued Interest,Amount,Settlement Date\n',
    ],
    ['schwab', '"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"\n'],
    [
      'schwab',
      '"Transactions  for account X ...1 as of 05/03/2023"\nDate,Action,Symbol,Description,Price,Quantity,Fees & Comm,Amount,\n',
    ],
    [
      'thinkorswim',
      '\ufeffThis document was exported.\n\nAccount Statement for D-1 (ira) since 1/1/24 through 1/31/24\n\nCash Balance\nDATE,TIME\n',
    ],
    ['thinkorswim', 'Cash Balance\nDATE,TIME\n\nAccount Trade History\n,Exec Time\n'],
    ['alpaca', '[\n{"id":"1::a","activity_type":"FILL","qty":"1"},\n{"id"'],
    ['alpaca', '{"activity_type":"DIV","id":"1::a"}\n'],
    ['hyperliquid', '[{"coin":"ABC","px":"1","sz":"1","side":"B","time":1,"dir":"Buy","oid":1},'],
    ['hyperliquid', '[{"time":1,"hash":"0x0","delta":{"type":"funding","coin":"ABC","usdc":"1"}}]'],
    [
      'hyperliquid',
      '{"channel":"userFills","data":{"isSnapshot":true,"user":"0x1","fills":[{"closedPnl":"0"',
    ],
    ['coinbase', '{"fills":[{"trade_id":"1","product_id":"ABC-USD"'],
    ['freqtrade-backtest', '{"metadata":{},"strategy":{"A":{"trades":[{"pair":"ABC/BTC","open_rate":1,'],
    [
      'schwab-json',
      '{\n  "FromDate": "01/01/2024",\n  "ToDate": "12/31/2024",\n  "BrokerageTransactions": [',
    ],
    ['freqtrade-sqlite', 'SQLite format 3\u0000'],
    ['freqtrade-json-candles', '[[1704715200000, 1.5, 2, 1e-7, 1, 0], [17'],
    ['yahoo-daily', '\ufeffDate,Open,High,Low,Close,Adj Close,Volume\r\n2024-03-08,1,1,1,1,1,1'],
    ['ibkr-flex', '\ufeff<?xml version="1.0"?>\n<FlexQueryResponse queryName="a" type="AF">'],
    ['ibkr-activity', 'Statement,Header,Field Name,Field Value\nStatement,Data,Title,Activity Statement\n'],
    ['ibkr-activity', 'Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol\n'],
    ['ibkr-activity', 'Statement,Header,Feldname,Feldwert\n'],
    [
      'ibkr-transactions',
      'Statement,Header,Field Name,Field Value\nTransaction History,Header,Date,Account\n',
    ],
    ['canonical-csv', 'account,executed_at,action,underlying,quantity,price\n'],
    ['canonical-csv', 'symbol,interval,ts,open,high,low,close,volume\n'],
    [
      'canonical-jsonl',
      '{"symbol":"ABC","interval":"1d","ts":"2024-03-08","open":1,"high":1,"low":1,"close":1}',
    ],
    ['canonical-jsonl', '{broken\n{"account":"a","at":"2024-03-08","kind":"fee","amount":-1}\n'],
  ])('knows %s by its content', (name, head) => {
    expect(detect(head).name).toBe(name);
  });

  test.each([
    ['empty', ''],
    ['empty', ' \n\r\n\t'],
    ['zip archive', [0x50, 0x4b, 0x03, 0x04, 0x14]],
    ['PDF', '%PDF-1.7'],
    ['Arrow (feather)', 'ARROW1\u0000\u0000'],
    ['gzip', [0x1f, 0x8b, 0x08]],
    ['"A"', [0xff, 0xfe, 0x41, 0x00]],
    ['binary', [0x00, 0x00, 0x00, 0x00]],
    ['login page', '<!DOCTYPE html>\n<html><title>Log in</title>'],
    ['XML', '<?xml version="1.0"?><OFX/>'],
    ['"TRANSACTION ID"', 'DATE,TRANSACTION ID,DESCRIPTION,QUANTITY,SYMBOL,PRICE,COMMISSION,AMOUNT,REG FEE\n'],
    ['"Commission"', 'Date,Action,Symbol,Description,Type,Quantity,Price,Commission,Fees,Amount\n'],
    ['"Date", "Spent on"', 'Date,Spent on\n2024-01-01,lunch\n'],
    ['it begins with "Dear reader"; docs/formats.md lists the known ones', 'Dear reader'],
    ['it begins with "[{\\"a\\":1,\\"b\\":2}]"; docs', '[{"a":1,"b":2}]'],
    ['"c11", "c12" and 38 more; docs', `${Array.from({ length: 50 }, (_, i) => `c${i + 1}`).join()}\n`],
  ])('refuses with what it saw: %s', (seen, head) => {
    expect(() => detect(head)).toThrow(FileRefused);
    expect(() => detect(head)).toThrow(seen);
  });

  test('the name of the file decides only where the content says nothing', () => {
    expect(detect('{"account":"a"}', 'my.executions.jsonl').name).toBe('canonical-jsonl');
    expect(detect('Date,Open,High,Low,Close\n', 'my.executions.jsonl').name).toBe('yahoo-daily');
    expect(() => detect('{"account":"a"}', 'my.json')).toThrow(FileRefused);
  });

  test.each([
    ['semicolons', Buffer.from('Date;Open;High;Low;Close\n2024-03-08;1;1;1;1\n')],
    ['tabs', Buffer.from('Date\tOpen\tHigh\tLow\tClose\n2024-03-08\t1\t1\t1\t1\n')],
    ['UTF-16', Buffer.from('\ufeffDate\tOpen\tHigh\tLow\tClose\r\n', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('Date,Open,High,Low,Close\r\n', 'utf16le').swap16()],
  ])('knows a format in %s', (_, head) => {
    expect(detectFormat(head, 'ABC.csv').name).toBe('yahoo-daily');
  });

  test('a head cut in the middle of a record or a character is enough', () => {
    const whole = new TextEncoder().encode('Date,Open,High,Low,Close,Volume\n2024-03-08,"1é');
    expect(detectFormat(whole.subarray(0, whole.length - 1), 'ABC.csv').name).toBe('yahoo-daily');
  });
});

const shared = sharedData('');
(shared === undefined ? test.skip : test)(
  'detectFormat(head, name) takes no file of another broker for one of its own',
  () => {
    const own: Record<string, string> = {
      fidelity: 'Fidelity_Sample|fidelity-no-options.*csv$',
      schwab: '/schwab/.*csv$',
      robinhood: '/robinhood',
      tastytrade: 'tastytrade.*/(20|tastytrade|uso|option|stock)',
      'yahoo-daily': '/yahoo-daily/.*csv$',
    };
    const files = readdirSync(shared ?? '', { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(csv|json)$/.test(name),
    );
    const seen = new Set<string>();
    for (const name of files) {
      const head = readFileSync(join(shared ?? '', name)).subarray(0, 65_536);
      const [best] = formats
        .map((format) => ({ name: format.name, sure: format.detect(head, name) }))
        .filter(({ sure }) => sure >= 0.7)
        .sort((a, b) => b.sure - a.sure);
      if (best === undefined || own[best.name] === undefined) continue;
      seen.add(best.name);
      expect(`/${name}`).toMatch(new RegExp(own[best.name] ?? ''));
    }
    expect([...seen].sort()).toEqual(Object.keys(own).sort());
  },
);
