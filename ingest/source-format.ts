import type { Dataset, RecordOf } from '../domain/records/records.js';
import type { Decimal } from '../domain/number/decimal.js';

/**
 * What a parser says of its file, input record by input record. `lines` are the physical lines (from 1) at which the
 * input records begin that this event accounts for: usually one; two for a pair of rows that is one symbol change.
 */
export type Parsed =
  | { [D in Dataset]: ParsedRecord<D> }[Dataset]
  | Reject
  | { kind: 'ignored'; line: number; reason: string }
  /** What the report is to say of the whole file; it accounts for no input record. */
  | { kind: 'note'; reason: string };

/** `reason` is one of few, for the report to count; `detail` is what of this line it is about, for the rejects file. */
export interface Reject {
  kind: 'reject';
  line: number;
  reason: string;
  detail?: string | undefined;
  raw: string;
}

/** All that is said of a reject: `strike not a number: "abc"`. */
export function wholeReason({ reason, detail }: Pick<Reject, 'reason' | 'detail'>): string {
  return detail === undefined ? reason : `${reason}: ${detail}`;
}

export interface ParsedRecord<D extends Dataset> {
  kind: 'record';
  dataset: D;
  lines: number[];
  record: RecordOf[D];
  /**
   * What makes two lines the same record where it is not the whole canonical content: a text without account and file.
   * Two exports of one account that have the same trade with other details give the same identity; the version of the
   * lower `coarseness` is kept.
   */
  identity?: string;
  /**
   * 0 for a full record, higher for one that lost details, below 0 for what takes the place of a full one; from `SUMS`
   * on for what may be the sum of several executions, which count in its place where another file has them.
   */
  coarseness?: number;
  /** The broker's own amount on these lines, where the file has such a column: what cash is tied out with. */
  statedAmount?: Decimal;
}

/** A parser of one file: bytes in, events out as they come. It keeps no more of the file than it must. */
export interface Parser {
  push(chunk: Uint8Array): Parsed[];
  /** What was held until here may come one by one. */
  end(): Iterable<Parsed>;
  /** What the statement says of its own range, if it does; to be read after `end`. */
  covered?(): { from: string; through: string };
  /** When the broker made the report, an instant or a day, if it says so; to be read after `end`. */
  reported?(): string | undefined;
}

/** What the user said of a file that does not say it itself. */
export interface ParseOptions {
  account: string | null;
}

/** One source format: how to know it by content and how to read it. */
export interface SourceFormat {
  name: string;
  /** False where the file names its accounts itself; true where `--account` must say it. */
  needsAccount: boolean;
  /**
   * True where the rows of a day stand in the order in which the broker booked them, or the other way round, and
   * nothing else shows their order.
   */
  inOrderOfBooking?: boolean;
  /**
   * How sure the first bytes (up to 64 KiB) make us, from 0 to 1. `fileName` may only break a tie or give a bar its
   * symbol.
   */
  detect(head: Uint8Array, fileName: string): number;
  open(options: ParseOptions, fileName: string): Parser;
}
