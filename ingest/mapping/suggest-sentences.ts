/** Trades that a table tells in a sentence: `B 100 BHP @ 45.00`, `Bought 12 of ABC at 10.50`. */
import { actionOf } from './action-words.js';
import type { NumberSource, TextSource } from './mapping.js';
import { distinct } from './suggested-source.js';
import { isNumber, type SampledColumn, type TableSample } from './table-sample.js';

/** What the parts of the sentence are. */
export interface Sentence {
  column: SampledColumn;
  action: TextSource;
  quantity: NumberSource;
  underlying: TextSource;
  price: NumberSource;
}

/** The words between the parts, as they stand between verb, number, name and price. */
const SENTENCE =
  /^(\S+(?: to \S+)?) ([\d.,]+) (?:(of|x|shares of|units of) )?(\S+) (@|at|for) \S*?([\d.,]+)$/i;

/** The column whose rows are all such sentences; undefined where there is none. */
export function tradesInSentences({ columns }: TableSample): Sentence | undefined {
  for (const column of columns) {
    const parts = column.values.map((text) => SENTENCE.exec(text.replace(/\s+/g, ' ')));
    const [first] = parts;
    if (!first || column.heading === '') continue;
    const [, , , of, , at] = first;
    const isSame = (one: RegExpExecArray | null) =>
      one !== null &&
      one[3] === of &&
      one[5] === at &&
      actionOf(one[1] ?? '') !== undefined &&
      isNumber(one[2] ?? '');
    if (!parts.every(isSame)) continue;
    const { heading } = column;
    const between = of === undefined ? '' : `${of} `;
    const verbs = distinct(parts.map((one) => one?.[1] ?? ''));
    return {
      column,
      action: {
        column: heading,
        part: `{} * ${between}* ${at} *`,
        values: Object.fromEntries(verbs.map((verb) => [verb, actionOf(verb) ?? ''])),
      },
      quantity: { column: heading, part: `* {} ${between}* ${at} *` },
      underlying: { column: heading, part: `* * ${between}{} ${at} *` },
      price: { column: heading, part: `* ${at} {}` },
    };
  }
  return undefined;
}
