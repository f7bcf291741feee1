import { z } from '@hono/zod-openapi';
import type { ReportedFile } from '../../domain/records/import-report.js';
import { CONTRACT_VERSION } from '../../domain/records/records.js';
import { date } from './fields.js';

const count = z.int().min(0);

/** A file of an import report. */
export const reported = z
  .object({
    path: z.string(),
    sha256: z.string(),
    format: z.string(),
    lines: count,
    accepted: count,
    rejected: count,
    ignored: count,
    duplicates: count,
    reasons: z.record(z.string(), count),
    rejects_path: z.string().nullable(),
    covered_from: date.nullable(),
    covered_through: date.nullable(),
    cash: z.array(z.record(z.string(), z.unknown())),
  })
  .openapi('ImportedFile');
type Reported = z.input<typeof reported>;

/** What an import comes to, as `tradeloop import --json` prints it. */
export const importReport = z.object({ contract: z.int(), files: z.array(reported) }).openapi('ImportReport');

/** A path of this machine is no business of who asks: the file's own name is. */
export function shownFile(file: ReportedFile): Reported {
  const { rejects_path, cash } = file;
  return {
    path: nameOf(file.path),
    sha256: file.sha256,
    format: file.format,
    lines: file.lines,
    accepted: file.accepted,
    rejected: file.rejected,
    ignored: file.ignored,
    duplicates: file.duplicates,
    reasons: { ...file.reasons },
    rejects_path: rejects_path === null ? null : nameOf(rejects_path),
    covered_from: file.covered_from,
    covered_through: file.covered_through,
    cash: cash.map((totals) => ({ ...totals })),
  };
}

/** What the workflow of one file or of several gives, as a report of those that were not refused. */
export function reportOfImport(result: unknown): z.input<typeof importReport> {
  const outcomes = [result].flat() as ({ report: ReportedFile } | { refused: object })[];
  const files = outcomes.flatMap((one) => ('report' in one ? [shownFile(one.report)] : []));
  return { contract: CONTRACT_VERSION, files };
}

export function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
