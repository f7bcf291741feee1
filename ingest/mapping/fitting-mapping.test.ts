import { describe, expect, test } from '@jest/globals';
import { fittingMapping } from './fitting-mapping.js';
import type { TableMapping } from './mapping.js';

const mappingOf = (name: string, columns: string[]) => {
  const fields = Object.fromEntries(columns.map((column, at) => [`field${at}`, { column }]));
  return { name, mapping: { dataset: 'executions', fields } as TableMapping };
};
const [few, fine, finer, other] = [
  mappingOf('few', ['Date', 'Side', 'Qty']),
  mappingOf('fine', ['Date', 'Side', 'Qty', 'Price']),
  mappingOf('finer', ['date', 'Side', 'Qty', 'Price', 'Fee']),
  mappingOf('other', ['Date', 'Side', 'Qty', 'Net']),
];
const head = Buffer.from('Account 1\n\nDate,Side,Qty,Price,Fee\n2026-02-03,Buy,1,2,3\n');

describe('fittingMapping(head, mappings)', () => {
  test('is the one of most columns that the table has, whatever their case', () => {
    expect(fittingMapping(head, [few, fine, finer, other])?.name).toBe('finer');
    expect(fittingMapping(head, [other, fine])?.name).toBe('fine');
  });

  test('is none where a column lacks, few are named, or they are named by their places', () => {
    expect(fittingMapping(head, [few, other])).toBeUndefined();
    const byPlace = { name: 'places', mapping: { ...fine.mapping, header: false } };
    expect(fittingMapping(head, [byPlace])).toBeUndefined();
    expect(fittingMapping(new Uint8Array(), [fine])).toBeUndefined();
  });
});
