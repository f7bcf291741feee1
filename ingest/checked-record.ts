import { checkRecord } from '../domain/records/check-record.js';
import type { Dataset } from '../domain/records/records.js';
import type { Parsed, ParsedRecord } from './source-format.js';

/** An input record as it stands in the file. */
export interface InputRecord {
  line: number;
  raw: string;
}

/**
 * What a raw record (see {@link checkRecord}) of these input records becomes: one record, or a reject for each of them
 * with the reason the contract gives.
 */
export function checkedRecord<D extends Dataset>(
  told: Readonly<Record<string, unknown>>,
  by: readonly InputRecord[],
  telling: Pick<ParsedRecord<D>, 'dataset'> &
    Partial<Pick<ParsedRecord<D>, 'identity' | 'coarseness' | 'statedAmount'>>,
): Parsed[] {
  const checked = checkRecord(telling.dataset, told);
  if (!checked.ok) {
    const { reason, detail } = checked;
    return by.map(({ line, raw }) => ({ kind: 'reject', line, reason, detail, raw }));
  }
  const lines = by.map(({ line }) => line);
  if (lines.length > 1) lines.sort((a, b) => a - b);
  return [{ kind: 'record', lines, record: checked.record, ...telling } as Parsed];
}
