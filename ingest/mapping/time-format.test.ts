import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantAt } from '../../domain/time/zone.js';
import { isTimeFormat, isZone, timeReader } from './time-format.js';

const NEW_YORK = 'America/New_York';
const read = (format: string | undefined, written: string, zone?: string) => {
  const told = timeReader(format === undefined ? [] : [format], zone)(written);
  return told.ok ? told.time : told.reason;
};

describe('timeReader(formats, zone)(written)', () => {
  test.each([
    ['MM/dd/yyyy HH:mm:ss', '1/6/2025 09:30:05', '2025-01-06T14:30:05Z'],
    ['MM/dd/yyyy HH:mm:ss', '07/06/2025 09:30:05', '2025-07-06T13:30:05Z'],
    ['M/d/yy h:mm a', '1/6/25 12:05 PM', '2025-01-06T17:05:00Z'],
    ['M/d/yy h:mm a', '1/6/25 12:05 am', '2025-01-06T05:05:00Z'],
    ['dd.MM.yyyy HH:mm', '06.01.2025 09:30', '2025-01-06T14:30:00Z'],
    ['dd MMM yyyy', '06 Jan 2025', '2025-01-06'],
    ['MMM d, yyyy', 'January 6, 2025', '2025-01-06'],
    ['yyyyMMdd;HHmmss', '20250106;093005', '2025-01-06T14:30:05Z'],
    ['yyyyMMdd', '20250106', '2025-01-06'],
    ['MM/dd/yyyy HH:mm:ss z', '01/06/2025 09:30:05 EST', '2025-01-06T14:30:05Z'],
    ['MM/dd/yyyy HH:mm:ss z', '07/06/2025 09:30:05 ET', '2025-07-06T13:30:05Z'],
    ['MM/dd/yyyy HH:mm:ss z', '07/06/2025 09:30:05 CEST', '2025-07-06T07:30:05Z'],
    ['MM/dd/yyyy HH:mm:ss z', '01/06/2025 09:30:05 +0100', '2025-01-06T08:30:05Z'],
    ['yyyy-MM-dd HH:mm:ss.SSS', '2025-01-06 09:30:05.250', '2025-01-06T14:30:05.25Z'],
    ['iso', '2025-01-06 09:30', '2025-01-06T14:30:00Z'],
    ['iso', '2025-01-06T09:30:00+01:00', '2025-01-06T08:30:00Z'],
    ['iso', '2025-01-06', '2025-01-06'],
    ['unix_ms', '1736173805250', '2025-01-06T14:30:05.25Z'],
    ['unix_s', '1736173805', '2025-01-06T14:30:05Z'],
  ])('in %j: %j is %s', (format, written, time) => {
    expect(read(format, written, NEW_YORK)).toBe(time);
  });

  test.each([
    ['MM/dd/yyyy', '13/06/2025'],
    ['MM/dd/yyyy', '02/30/2025'],
    ['HH:mm dd/MM/yyyy', '25:00 06/01/2025'],
    ['MM/dd/yyyy', '1/6/2025 09:30'],
    ['yyyyMMdd', '2025106'],
    ['MM/dd/yyyy HH:mm z', '01/06/2025 09:30 XXX'],
    ['iso', '2025-02-30 09:30'],
    ['iso', '2025-01-06 24:30'],
    ['iso', ''],
    ['unix_s', '99999999999999'],
    ['unix_s', '-1'],
  ])('in %j: %j is not a time', (format, written) => {
    expect(read(format, written, NEW_YORK)).toBe('not a time');
  });

  test('an hour that daylight saving repeats or skips is a time still', () => {
    expect(read('iso', '2025-11-02 01:30', NEW_YORK)).toBe('2025-11-02T05:30:00Z');
    expect(read('iso', '2025-03-09 02:30', NEW_YORK)).toBe('2025-03-09T07:30:00Z');
  });

  test('any time of any clock is the instant that the zone’s rules say', () => {
    const zone = fc.constantFrom(NEW_YORK, 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', '+05:45');
    const minute = fc.integer({ min: 0, max: 3 * 366 * 1_440 }).map((at) => {
      const text = new Date(Date.UTC(2023, 0) + at * 60_000).toISOString();
      return [text.slice(0, 10), text.slice(11, 16)] as const;
    });
    const change = fc.constantFrom(
      '2024-03-10',
      '2024-11-03',
      '2024-03-31',
      '2024-10-27',
      '2024-04-07',
      '2024-10-06',
    );
    const around = fc.tuple(change, fc.constantFrom('01:15', '01:45', '02:00', '02:15', '02:45', '03:15'));
    fc.assert(
      fc.property(zone, fc.array(fc.oneof(minute, around), { maxLength: 10 }), (of, times) => {
        const reader = timeReader(['iso'], of);
        for (const [day, clock] of times)
          expect(reader(`${day} ${clock}:07`)).toEqual({ ok: true, time: instantAt(day, `${clock}:07`, of) });
      }),
    );
  });

  test('a clock of no zone tells none', () => {
    expect(read('iso', '2025-01-06 09:30')).toMatch('without a zone');
    expect(read(undefined, '2025-01-06')).toBe('2025-01-06');
  });

  test('of several formats the first that fits counts', () => {
    const either = timeReader(['MM/dd/yyyy', 'yyyy-MM-dd'], undefined);
    expect([either('01/06/2025'), either('2025-01-06')]).toEqual(
      Array(2).fill({ ok: true, time: '2025-01-06' }),
    );
  });
});

test('isTimeFormat(format) is true for what tells a day', () => {
  expect(['iso', 'unix_s', 'dd.MM.yyyy', 'MMM d yy'].map(isTimeFormat)).toEqual([true, true, true, true]);
  expect(['', 'MM/yyyy', 'HH:mm', 'MM/MM/yyyy', 'DD.MM.YYYY'].map(isTimeFormat)).toEqual(
    Array(5).fill(false),
  );
});

test('isZone(zone) is true for what clocks go by', () => {
  expect(['America/New_York', 'UTC', '+01:00', 'Mars/Olympus', ''].map(isZone)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
