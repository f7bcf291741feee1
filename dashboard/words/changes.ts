import { numberText } from './numbers.js';

const UNITS: Readonly<Record<string, string>> = {
  expiration: 'days',
  dte: 'days',
  strike: '',
  premium: '',
  quantity: 'contracts',
};

/** How far a field was changed, as a rule: `+7 days`. */
export function changeText(field: string, change: number | null): string {
  if (change === null) return 'by no common measure';
  const unit = UNITS[field] ?? '';
  return `${numberText(change, { signed: true })} ${Math.abs(change) === 1 ? unit.slice(0, -1) : unit}`.trim();
}

/** A value of the parameters as it is written there. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
