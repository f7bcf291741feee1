/** Sources of a mapping, as a table's columns suggest them. */
import { ZERO } from '../../domain/number/decimal.js';
import type { Told } from './column-headings.js';
import type { NumberSource, TextSource } from './mapping.js';
import { isNumber, numberOf, unitOf, type SampledColumn, type TableSample } from './table-sample.js';

export const TO_FILL_IN: TextSource = { value: '' };

/** Takes the column for that, if there is one whose values fit and that nothing else has taken. */
export type Find = (told: Told, fits: (column: SampledColumn) => boolean) => SampledColumn | undefined;

export function text({ heading }: SampledColumn): TextSource {
  return { column: heading };
}

export function numberSource(
  { columns }: TableSample,
  { of, sign }: { of: readonly SampledColumn[] } & Pick<NumberSource, 'sign'>,
): NumberSource {
  const values = of.flatMap((column) => column.values);
  const signed = values.some((text) => (numberOf(text) ?? ZERO) < ZERO);
  const units = distinct(values.flatMap((text) => unitOf(text) ?? []));
  const [only, other] = of.map(({ heading }) => heading);
  return {
    column: only !== undefined && other === undefined ? only : of.map(({ heading }) => heading),
    ...(values.some((text) => text.startsWith('@')) ? { prefix: '@' } : {}),
    ...(units.length === 0 ? {} : { suffix: units.length === 1 ? units[0] : '*' }),
    ...(isCommaDecimal(columns) ? { decimal: ',' as const } : {}),
    ...(sign && signed ? { sign } : {}),
  };
}

/** A table is written in one way: some number in it has a comma before one or two digits, and none a point. */
export function isCommaDecimal(columns: readonly SampledColumn[]): boolean {
  const numbers = columns.flatMap(({ values }) => values.filter(isNumber));
  return (
    numbers.some((text) => /,\d{1,2}\D*$/.test(text)) && !numbers.some((text) => /\.\d{1,2}\D*$/.test(text))
  );
}

export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
