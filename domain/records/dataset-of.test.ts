import { describe, expect, test } from '@jest/globals';
import { datasetOf, missingFields } from './dataset-of.js';
import { DATASETS, fieldsOf } from './records.js';

describe('datasetOf(names)', () => {
  test.each(DATASETS)('all fields of %s, or its required ones alone, give it', (dataset) => {
    const fields = fieldsOf(dataset);
    expect(datasetOf(fields.map(({ name }) => name))).toBe(dataset);
    expect(datasetOf(fields.filter(({ required }) => required).map(({ name }) => name))).toBe(dataset);
  });

  test('names nobody knows beside them change nothing', () => {
    expect(datasetOf(['executed_at', 'action', 'underlying', 'quantity', 'mood', 'weather'])).toBe(
      'executions',
    );
  });

  test('an execution without its quantity is still one, and advice without its time still advice', () => {
    expect(datasetOf(['account', 'executed_at', 'action', 'underlying', 'price'])).toBe('executions');
    const option = ['right', 'strike', 'expiration'];
    expect(datasetOf(['account', 'executed_at', 'action', 'underlying', ...option, 'price'])).toBe(
      'executions',
    );
    expect(datasetOf(['recommendation_id', 'action', 'underlying', 'quantity', 'premium'])).toBe(
      'recommendations',
    );
  });

  test('three of five required fields are enough, half of them is not', () => {
    expect(datasetOf(['underlying', 'right', 'strike', 'open_interest'])).toBe('quotes');
    expect(datasetOf(['action', 'underlying', 'price'])).toBeUndefined();
  });

  test('of two that know as many of the names it is the one that misses less, and none where both miss as much', () => {
    expect(datasetOf(['underlying', 'kind', 'date', 'at'])).toBe('market_events');
    expect(datasetOf(['underlying', 'kind', 'amount'])).toBeUndefined();
  });

  test('a few fields, or foreign ones, give undefined', () => {
    expect(datasetOf([])).toBeUndefined();
    expect(datasetOf(['action', 'underlying'])).toBeUndefined();
    expect(datasetOf(['Date', 'Open', 'High', 'Low', 'Close', 'Volume'])).toBeUndefined();
  });
});

describe('missingFields(dataset, names)', () => {
  test('names the required fields that are not there, the account aside', () => {
    expect(missingFields('executions', ['executed_at', 'underlying'])).toEqual(['action', 'quantity']);
    expect(missingFields('cash_flows', ['at', 'kind', 'amount'])).toEqual([]);
  });
});
