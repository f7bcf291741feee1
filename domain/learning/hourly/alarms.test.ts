import { describe, expect, test } from '@jest/globals';
import type { DriftReading } from '../drift/streams.js';
import { alarmsToAnswer, answeredWith, type AlarmedDay } from './alarms.js';

const reading = (given: Partial<DriftReading>): DriftReading => ({
  ...{ stream: 'model', detector: 'cusum', feature: null, statistic: 12, limit: 10, alarm: true },
  since: '2025-03-13T15:00:00Z',
  ...given,
});
const on = { champion: 'logistic-1', isProvenWorse: false, day: '2025-03-14', learned: null };

describe('alarmsToAnswer(found, answered)', () => {
  test('CUSUM of the champion and of the human; no other detector, no market', () => {
    const drift = [
      reading({}),
      reading({ detector: 'adwin' }),
      reading({ stream: 'human', since: '2025-03-14' }),
      reading({ stream: 'human', detector: 'page_hinkley' }),
      reading({ stream: 'market', detector: 'ks' }),
    ];
    expect(alarmsToAnswer({ drift, ...on }, [])).toEqual([
      { stream: 'model', at: '2025-03-13T15:00:00Z' },
      { stream: 'human', at: '2025-03-14' },
    ]);
    expect(alarmsToAnswer({ drift, ...on, champion: null }, [])).toEqual([
      { stream: 'human', at: '2025-03-14' },
    ]);
  });

  test('each once, and none that is older than a week', () => {
    const drift = [reading({}), reading({ stream: 'human', since: '2025-03-07T20:00:00Z' })];
    expect(alarmsToAnswer({ drift, ...on }, [])).toEqual([{ stream: 'model', at: '2025-03-13T15:00:00Z' }]);
    const answered = [{ stream: 'model', at: '2025-03-13T15:00:00Z' } as const];
    expect(alarmsToAnswer({ drift, ...on }, answered)).toEqual([]);
    expect(alarmsToAnswer({ drift: [reading({ alarm: false, since: null })], ...on }, [])).toEqual([]);
    // Of days that were missed since nobody knew yet.
    expect(alarmsToAnswer({ drift, ...on, learned: '2025-03-06' }, [])).toHaveLength(2);
  });

  test('a champion that is proven worse than the base rate, once for each champion', () => {
    const worse = { drift: [], ...on, isProvenWorse: true };
    expect(alarmsToAnswer(worse, [])).toEqual([{ stream: 'champion', at: 'logistic-1' }]);
    expect(alarmsToAnswer(worse, [{ stream: 'champion', at: 'logistic-1' }])).toEqual([]);
    expect(alarmsToAnswer(worse, [{ stream: 'champion', at: 'logistic-0' }])).toHaveLength(1);
  });
});

describe('answeredWith(day, days)', () => {
  const model = (at: string) => ({ stream: 'model', at }) as const;
  const day = (of: string, missed?: true): AlarmedDay => ({ of, missed, alarms: [model(of)] });

  test('its own alarms and those of the days that were missed before it, each once; of no day before these', () => {
    const days = [day('13'), day('14'), day('15', true), day('16', true), day('17'), day('20')];
    expect(answeredWith('17', days)).toEqual([model('15'), model('16'), model('17')]);
    expect(answeredWith('20', days)).toEqual([model('20')]);
    expect(answeredWith('17', [day('15', true), day('17', true), day('17')])).toEqual([
      model('15'),
      model('17'),
    ]);
  });

  test('as it was learned last, where it was learned again', () => {
    const again: AlarmedDay = { of: '17', alarms: [] };
    expect(answeredWith('17', [day('14'), day('16', true), day('17'), again])).toEqual([model('16')]);
  });
});
