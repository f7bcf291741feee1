import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { formatDecimal, type Decimal } from '../domain/number/decimal.js';
import type { Dataset } from '../domain/records/records.js';
import { detectFormat } from '../ingest/formats.js';
import { wholeReason, type Parsed, type ParsedRecord, type SourceFormat } from '../ingest/source-format.js';

const CHUNK_BYTES = 65_536;

/** All that a format makes of a file's content, for the account `main`. */
export function parsedText(
  format: SourceFormat,
  content: string | Uint8Array,
  fileName = 'export.csv',
): Parsed[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const parser = format.open({ account: 'main' }, fileName);
  const events: Parsed[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    events.push(...parser.push(bytes.subarray(at, at + CHUNK_BYTES)));
  return [...events, ...parser.end()];
}

/** All that the format a file is recognised by makes of it. */
export function parsedFile(path: string): Parsed[] {
  const bytes = readFileSync(path);
  return parsedText(detectFormat(bytes.subarray(0, CHUNK_BYTES), basename(path)), bytes, basename(path));
}

type AnyRecord = { [D in Dataset]: ParsedRecord<D> }[Dataset];

export function recordsIn(events: readonly Parsed[]): AnyRecord[] {
  return events.filter((event) => event.kind === 'record');
}

export function reasonsIn(events: readonly Parsed[]): string[] {
  return events.flatMap((event) => (event.kind === 'reject' ? [wholeReason(event)] : []));
}

/** The records with amounts as text and without what is null, easy to read beside the rows they come from. */
export function plainRecords(events: readonly Parsed[]): object[] {
  return recordsIn(events).map(({ record }) =>
    Object.fromEntries(
      Object.entries(record)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [name, typeof value === 'bigint' ? formatDecimal(value) : value]),
    ),
  );
}

/** Input records by what became of them: together as many as the file has. */
export function inputRecords(events: readonly Parsed[]): {
  accepted: number;
  rejected: number;
  ignored: number;
} {
  const accepted = recordsIn(events).reduce((lines, event) => lines + event.lines.length, 0);
  const rejected = reasonsIn(events).length;
  return { accepted, rejected, ignored: events.filter(({ kind }) => kind === 'ignored').length };
}

/** The sum of what the broker says of cash. */
export function statedCash(events: readonly Parsed[]): string {
  let total: Decimal = 0n;
  for (const { statedAmount } of recordsIn(events)) total += statedAmount ?? 0n;
  return formatDecimal(total);
}
