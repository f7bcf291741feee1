import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { fromEpochDay } from './dates.js';
import { instantAt, wallClock } from './zone.js';

describe('wallClock', () => {
  test('is five hours behind in winter and four in summer', () => {
    expect(wallClock('2025-01-06T14:30:00Z')).toEqual({ date: '2025-01-06', time: '09:30:00' });
    expect(wallClock('2025-07-07T13:30:00Z')).toEqual({ date: '2025-07-07', time: '09:30:00' });
  });

  test('changes with the second at which daylight saving begins and ends', () => {
    const time = (instant: string) => wallClock(instant).time;
    expect([
      time('2025-03-09T06:45:00Z'),
      time('2025-03-09T06:59:59Z'),
      time('2025-03-09T07:00:00Z'),
    ]).toEqual(['01:45:00', '01:59:59', '03:00:00']);
    expect([time('2025-11-02T05:59:59Z'), time('2025-11-02T06:00:00Z')]).toEqual(['01:59:59', '01:00:00']);
  });

  test('reads an offset and cuts fractions of a second off', () => {
    expect(wallClock('2025-01-06T23:59:59.999+01:00')).toEqual({ date: '2025-01-06', time: '17:59:59' });
  });

  test('shows what Temporal shows, in any zone and on any day, clocks put forwards and back among them', () => {
    const zones = fc.constantFrom('America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata');
    const instants = fc.integer({ min: -800_000_000, max: 4_000_000_000 });
    const changes = fc
      .constantFrom(1741503600, 1762063200, 1743296400, 1743865200)
      .chain((change) => fc.integer({ min: change - 7200, max: change + 7200 }));
    fc.assert(
      fc.property(fc.oneof(instants, changes), zones, (seconds, zone) => {
        const instant = new Date(seconds * 1000).toISOString();
        const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
        expect(wallClock(instant, zone)).toEqual({
          date: zoned.toPlainDate().toString(),
          time: zoned.toPlainTime().toString({ smallestUnit: 'second' }),
        });
      }),
    );
  });

  test('throws for what is no instant', () => {
    expect(() => wallClock('yesterday')).toThrow('not an instant: yesterday');
  });

  test('knows other zones', () => {
    expect(wallClock('2026-01-06T05:00:00Z', 'America/Los_Angeles')).toEqual({
      date: '2026-01-05',
      time: '21:00:00',
    });
  });
});

describe('instantAt', () => {
  test('is 14:30 or 13:30 UTC at the New York open', () => {
    expect(instantAt('2025-03-07', '09:30:00')).toBe('2025-03-07T14:30:00Z');
    expect(instantAt('2025-03-10', '09:30:00')).toBe('2025-03-10T13:30:00Z');
  });

  test('takes a skipped time an hour later and the first of a repeated one', () => {
    expect(instantAt('2025-03-09', '02:30:00')).toBe('2025-03-09T07:30:00Z');
    expect(instantAt('2025-11-02', '01:30:00')).toBe('2025-11-02T05:30:00Z');
  });

  test('keeps seconds and their fraction, and throws for what is no time', () => {
    expect(instantAt('2025-01-06', '09:59:59')).toBe('2025-01-06T14:59:59Z');
    expect(instantAt('2025-01-06', '09:45')).toBe('2025-01-06T14:45:00Z');
    expect(instantAt('2025-01-06', '09:29:59.120')).toBe('2025-01-06T14:29:59.12Z');
    expect(instantAt('2025-01-06', '09:30:01.000')).toBe('2025-01-06T14:30:01Z');
    for (const time of ['24:00:00', '09:60:00', 'noon', '09:3', ''])
      expect(() => instantAt('2025-01-06', time)).toThrow(RangeError);
  });

  test('is undone by wallClock for any time that exists', () => {
    const sinceDaylightSavingOf2007 = fc.integer({ min: 13_514, max: 24_000 }).map(fromEpochDay);
    fc.assert(
      fc.property(sinceDaylightSavingOf2007, fc.integer({ min: 4, max: 23 }), (date, hour) => {
        const time = `${String(hour).padStart(2, '0')}:15:00`;
        expect(wallClock(instantAt(date, time))).toEqual({ date, time });
      }),
    );
  });
});
