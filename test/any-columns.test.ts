import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefused } from '../domain/errors.js';
import { detectFormat, formats } from '../ingest/formats.js';
import type { Parsed } from '../ingest/source-format.js';
import type { FormatSample, TablePart, TableSample } from './format-sample.js';
import { parsedText, recordsIn } from './parsed-file.js';
import { runs } from './runs.js';
import { SAMPLES } from './samples.js';

/** A layout of a format, with what the format is. */
type Layout = TableSample & Pick<FormatSample, 'format' | 'fileName'>;

const LAYOUTS: readonly Layout[] = SAMPLES.flatMap(({ format, fileName, tables = [] }) =>
  tables.map((table) => ({ ...table, format, fileName })),
);

/**
 * How a part is to be written: which of its columns, in which order, and each heading's own spelling; columns of
 * nobody's between them.
 */
interface Writing {
  columns: readonly { heading: string; written: string; cell?: string }[];
  quoteAll: boolean;
}

const asItIs = ({ headings }: TablePart): Writing => ({
  columns: headings.map((heading) => ({ heading, written: heading })),
  quoteAll: false,
});

function without(part: TablePart, gone: readonly string[]): Writing {
  const { columns, quoteAll } = asItIs(part);
  return { columns: columns.filter(({ heading }) => !gone.includes(heading)), quoteAll };
}

function csvLine(texts: readonly string[], quoteAll: boolean): string {
  const quoted = (text: string) =>
    quoteAll || /[",\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return texts.map(quoted).join(',');
}

function fileOf(sample: TableSample, writings: readonly Writing[], mark = ''): string {
  const lines = sample.parts.flatMap(({ above, lead, rows }, at) => {
    const { columns, quoteAll } = writings[at] as Writing;
    return [
      ...above,
      csvLine([...lead.header, ...columns.map(({ written }) => written)], quoteAll),
      ...rows.map((row) =>
        csvLine([...lead.row, ...columns.map(({ heading, cell }) => cell ?? row[heading] ?? '')], quoteAll),
      ),
    ];
  });
  return `${mark}${[...lines, ...sample.below].join('\n')}\n`;
}

function read({ format, fileName }: Layout, text: string): Parsed[] {
  const bytes = new TextEncoder().encode(text);
  // What a mapping reads is not known by its content.
  const known = formats.includes(format) ? detectFormat(bytes, fileName) : format;
  expect(known.name).toBe(format.name);
  return parsedText(known, bytes, fileName);
}

/** What is said of each line, without these fields, and without what nobody knows. */
function told(events: readonly Parsed[], lost: readonly string[] = []): unknown[] {
  return events.map((event) => {
    if (event.kind !== 'record') return { ...event, raw: undefined };
    const { record, identity, coarseness, ...others } = event;
    const fields = Object.entries(record).filter(([name]) => !lost.includes(name) && name !== 'extra');
    const known = Object.entries(JSON.parse(record.extra ?? '{}') as Record<string, unknown>);
    const extra = lost.includes('extra') ? [] : known.filter(([name]) => !/^zz/i.test(name.trim()));
    return {
      ...others,
      ...(lost.includes('@identity') ? {} : { identity }),
      ...(lost.includes('@coarseness') ? {} : { coarseness }),
      fields: Object.fromEntries(fields),
      extra: Object.fromEntries(extra),
    };
  });
}

const UNKNOWN_CELLS = ['', 'x', '1,5', 'say "no"', '2024-01-01', 'Total', '-3.00', '=1+1'];

/** Any spelling of a heading: capitals, blanks around and for its own. */
function spelt(heading: string): fc.Arbitrary<string> {
  return fc
    .record({
      letters: fc.array(fc.boolean(), { minLength: heading.length, maxLength: heading.length }),
      before: fc.constantFrom('', '', ' ', '\u00a0', '\t '),
      after: fc.constantFrom('', '', ' ', '\u00a0 '),
      blank: fc.constantFrom(' ', ' ', '\u00a0', '  '),
    })
    .map(({ letters, before, after, blank }) => {
      const cased = [...heading].map((letter, at) =>
        letters[at] ? letter.toUpperCase() : letter.toLowerCase(),
      );
      return before + cased.join('').trim().replaceAll(' ', blank) + after;
    });
}

/** A part with its columns in any order and spelling, others among them. */
function rewritten({ headings }: TablePart): fc.Arbitrary<Writing> {
  const own = fc.tuple(...headings.map((heading) => spelt(heading).map((written) => ({ heading, written }))));
  const unknown = fc
    .array(fc.constantFrom(...UNKNOWN_CELLS), { maxLength: 3 })
    .map((texts) => texts.map((cell, at) => ({ heading: `zz ${at}`, written: `zz ${at}`, cell })));
  return fc.tuple(own, unknown, fc.boolean()).chain(([known, added, quoteAll]) => {
    const all = [...known, ...added];
    return fc.shuffledSubarray(all, { minLength: all.length }).map((columns) => ({ columns, quoteAll }));
  });
}

const each = LAYOUTS.map((sample) => [`${sample.format.name} ${sample.layout}`, sample] as const);

function refusalOf(sample: Layout, text: string): string {
  try {
    read(sample, text);
  } catch (error) {
    if (error instanceof FileRefused) return error.message;
    throw error;
  }
  return 'not refused';
}

describe.each(each)('%s', (_, sample) => {
  const plain = fileOf(sample, sample.parts.map(asItIs));
  const expected = read(sample, plain);

  test('reads its rows', () => {
    expect(expected.filter(({ kind }) => kind === 'reject')).toEqual([]);
    expect(recordsIn(expected).length).toBeGreaterThan(1);
  });

  test('columns in any order, under headings of any capitals and blanks, with others among them, tell the same', () => {
    fc.assert(
      fc.property(
        fc.tuple(...sample.parts.map(rewritten)),
        fc.constantFrom('', '\ufeff'),
        (writings, mark) => {
          expect(told(read(sample, fileOf(sample, writings, mark)))).toEqual(told(expected));
        },
      ),
      runs(25, { sharing: 2 * LAYOUTS.length }),
    );
  });

  test('columns that may be missing take nothing with them but what they tell', () => {
    const subsets = sample.parts.map(({ optional }) => fc.subarray(Object.keys(optional)));
    fc.assert(
      fc.property(fc.tuple(...subsets), (gone) => {
        const lost = sample.parts.flatMap(({ optional }, at) =>
          (gone[at] ?? []).flatMap((heading) => optional[heading] ?? []),
        );
        const text = fileOf(
          sample,
          sample.parts.map((part, at) => without(part, gone[at] ?? [])),
        );
        expect(told(read(sample, text), lost)).toEqual(told(expected, lost));
      }),
      runs(25, { sharing: 2 * LAYOUTS.length }),
    );
  });

  const missing = sample.parts.flatMap((part, at) =>
    part.required.map((needed) => [[needed].flat().join(' and '), at, [needed].flat()] as const),
  );
  test.each(missing)(
    'without %s the file is refused, naming it and the header found',
    (_name, at, needed) => {
      const writings = sample.parts.map((part, i) => (i === at ? without(part, needed) : asItIs(part)));
      const refusal = refusalOf(sample, fileOf(sample, writings));
      const names = needed.map((heading) => JSON.stringify(heading.replace(' ($)', '').trim()));
      for (const name of names) expect(refusal.toLowerCase()).toContain(name.toLowerCase());
      const found = (sample.parts[at]?.headings ?? []).filter(
        (heading) => heading.trim() !== '' && !needed.includes(heading),
      );
      expect(
        found.filter((heading) => !refusal.toLowerCase().includes(heading.trim().toLowerCase())),
      ).toEqual([]);
      // Nothing else is said to be missing.
      expect(refusal.split(/; (?:its|the|line) /)[0]).not.toContain('", "');
    },
  );

  test('a column that is there twice refuses the file, naming it', () => {
    for (const [at, part] of sample.parts.entries())
      for (const needed of part.required.flat()) {
        const writings = sample.parts.map((one, i) => {
          const writing = asItIs(one);
          if (i !== at) return writing;
          return {
            ...writing,
            columns: [...writing.columns, { heading: needed, written: needed, cell: '7' }],
          };
        });
        expect([needed, refusalOf(sample, fileOf(sample, writings))]).toEqual([
          needed,
          expect.stringMatching(/ twice/),
        ]);
      }
  });
});
