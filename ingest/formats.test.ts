import { describe, expect, test } from '@jest/globals';
import { FileRefused } from '../domain/errors.js';
import { detectFormat } from './formats.js';

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
    ['yahoo-daily', '\ufeffDate,Open,High,Low,Close,Adj Close,Volume\r\n2024-03-08,1,1,1,1,1,1'],
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
    ['gzip', [0x1f, 0x8b, 0x08]],
    ['UTF-16', [0xff, 0xfe, 0x41, 0x00]],
    ['binary', [0x00, 0x00, 0x00, 0x00]],
    ['login page', '<!DOCTYPE html>\n<html><title>Log in</title>'],
    ['XML', '<?xml version="1.0"?><FlexQueryResponse/>'],
    ['"Date", "Spent on"', 'Date,Spent on\n2024-01-01,lunch\n'],
    ['robinhood, tastytrade', 'Dear reader'],
    ['no known export', '[{"a":1}]'],
  ])('refuses with what it saw: %s', (seen, head) => {
    expect(() => detect(head)).toThrow(FileRefused);
    expect(() => detect(head)).toThrow(seen);
  });

  test('the name of the file decides only where the content says nothing', () => {
    expect(detect('{"account":"a"}', 'my.executions.jsonl').name).toBe('canonical-jsonl');
    expect(detect('Date,Open,High,Low,Close\n', 'my.executions.jsonl').name).toBe('yahoo-daily');
    expect(() => detect('{"account":"a"}', 'my.json')).toThrow(FileRefused);
  });

  test('a head cut in the middle of a record or a character is enough', () => {
    const whole = new TextEncoder().encode('Date,Open,High,Low,Close,Volume\n2024-03-08,"1é');
    expect(detectFormat(whole.subarray(0, whole.length - 1), 'ABC.csv').name).toBe('yahoo-daily');
  });
});
