import type { Dataset } from '../../domain/records/records.js';
import { checkedRecord, type InputRecord } from '../checked-record.js';
import type { Parsed, ParseOptions } from '../source-format.js';

/**
 * A canonical record from its fields by name; what belongs to an account and names none belongs to the one the user
 * said.
 */
export function canonicalRecord(
  dataset: Dataset,
  fields: Readonly<Record<string, unknown>>,
  { input, account }: ParseOptions & { input: InputRecord },
): Parsed[] {
  const ofAccount = dataset === 'executions' || dataset === 'cash_flows';
  const unnamed = fields['account'] === undefined || fields['account'] === null || fields['account'] === '';
  const told = ofAccount && unnamed ? { ...fields, account } : fields;
  return checkedRecord(told, [input], { dataset });
}
