import { datasetOf } from '../../domain/records/dataset-of.js';
import { DATASETS, type Dataset } from '../../domain/records/records.js';
import { canonicalRecord } from './record.js';
import { rejected } from '../text/csv-table.js';
import { jsonObject } from '../text/json-elements.js';
import type { Parsed, Parser, ParseOptions, SourceFormat } from '../source-format.js';
import { textLines, type TextLine } from '../text/text-lines.js';

/**
 * Canonical records as JSON, one object a line. Each line's fields show its dataset; a line that shows none is taken as
 * the ones before it, or as the file's name says (`*.executions.jsonl`), so that the reason names the field it lacks.
 */
export const canonicalJsonl: SourceFormat = {
  name: 'canonical-jsonl',
  needsAccount: false,
  detect(head, fileName) {
    const lines = textLines();
    const texts = [...lines.push(head), ...lines.end()].map(({ text }) => text);
    if (!texts[0]?.trimStart().startsWith('{')) return 0;
    if (texts.some((text) => datasetOf(Object.keys(jsonObject(text) ?? {})) !== undefined)) return 1;
    return datasetInName(fileName) === undefined ? 0 : 0.7;
  },
  open: (options, fileName) => jsonlParser(options, datasetInName(fileName)),
};

function jsonlParser({ account }: ParseOptions, named: Dataset | undefined): Parser {
  const lines = textLines();
  let dataset = named;

  function parse(line: TextLine): Parsed[] {
    return canonicalLine(line, {
      account,
      datasetOfNames: (names) => (dataset = datasetOf(names) ?? dataset),
    });
  }

  return {
    push: (chunk) => lines.push(chunk).flatMap(parse),
    end: () => lines.end().flatMap(parse),
  };
}

/** The record of a line, of the dataset that its names belong to. */
export function canonicalLine(
  { line, text }: TextLine,
  {
    account,
    datasetOfNames,
  }: ParseOptions & { datasetOfNames(this: void, names: string[]): Dataset | undefined },
): Parsed[] {
  const input = { line, raw: text };
  const fields = jsonObject(text);
  if (fields === undefined) return [rejected(input, 'not a JSON object', text)];
  const dataset = datasetOfNames(Object.keys(fields));
  if (dataset === undefined) return [rejected(input, 'no known record', text)];
  return canonicalRecord(dataset, fields, { input, account });
}

function datasetInName(fileName: string): Dataset | undefined {
  return DATASETS.find((dataset) => fileName.endsWith(`.${dataset}.jsonl`));
}
