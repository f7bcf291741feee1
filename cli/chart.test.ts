import { describe, expect, test } from '@jest/globals';
import { barChart } from './chart.js';

describe('barChart(bars, width)', () => {
  test('draws to an eighth of a character, with labels and notes in line', () => {
    const bars = [
      { label: 'W1', share: 1, note: '100%' },
      { label: 'W10', share: 0.53125, note: '53%' },
      { label: 'W11', share: 0, note: '0%' },
      { label: 'W12', share: null, note: '' },
    ];
    expect(barChart(bars, 4)).toEqual(['W1   ████  100%', 'W10  ██▏   53%', 'W11        0%', 'W12']);
  });

  test('keeps within the width', () => {
    expect(barChart([{ label: '', share: 1.5, note: '|' }], 2)).toEqual(['  ██  |']);
    expect(barChart([{ label: '', share: -1, note: '|' }], 2)).toEqual(['      |']);
  });

  test('draws nothing from nothing', () => {
    expect(barChart([], 10)).toEqual([]);
  });
});
