import { counted } from '../../domain/counted.js';
import { groupBy } from '../../domain/group-by.js';
import { parseDecimal, toFixed, ZERO } from '../../domain/number/decimal.js';
import type { FileReport } from '../../activities/import-reports.js';
import type { CashTotals } from '../../domain/records/import-report.js';
import type { Refusal } from '../../workflows/refusal.js';

/** A path of which nothing went in, and why: `name` is the error's (FileRefused, InvalidInput, NotFound). */
export type Refused = Refusal & { path: string };

/** What of a call was not imported: what was refused, and other files of its folders. */
interface NotImported {
  refused: readonly Refused[];
  skipped: readonly string[];
}

/** With more files than these, those of which there is nothing to say are summed up by their format. */
const FEW_FILES = 10;

/**
 * An import report for people: what became of each file, its hash where it is the only one, and the total of several.
 */
export function importLines(
  files: readonly FileReport[],
  { refused, skipped }: NotImported = { refused: [], skipped: [] },
): string[] {
  const [only] = files;
  const summed = files.length > FEW_FILES ? files.filter(isPlain) : [];
  const lines = [
    ...sumLines(summed),
    ...files.filter((file) => !summed.includes(file)).flatMap(fileLines),
    ...(files.length === 1 && only ? [`  sha256 ${only.sha256}`] : []),
    ...refused.map(({ path, message }) => `${path}: refused: ${message}`),
    ...(files.length > 1 ? [totalLine(files, refused.length)] : []),
  ];
  return [...(lines.length === 0 ? ['no files there'] : lines), ...skippedLine(skipped)];
}

/**
 * Whether all there is to say of a file is how many lines it has and which of them were there already or are none of
 * records.
 */
function isPlain({ rejected, ignored, duplicates, reasons, cash }: FileReport): boolean {
  const said = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  return rejected === 0 && cash.length === 0 && said <= ignored + duplicates;
}

function sumLines(files: readonly FileReport[]): string[] {
  return [...groupBy(files, ({ format }) => format)].flatMap(([format, ofFormat]) => {
    const reasons = new Map<string, number>();
    for (const [reason, count] of ofFormat.flatMap((file) => Object.entries(file.reasons)))
      reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    return [
      `${counted(ofFormat.length, 'file')}: ${format}, ${countsOf(sumOf(ofFormat))}`,
      ...reasonLines({ reasons: Object.fromEntries(reasons), rejects_path: null }),
    ];
  });
}

/** So many names fit a line. */
const NAMED = 3;

function skippedLine(paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const more = paths.length - NAMED;
  const named = paths.slice(0, NAMED).join(', ');
  return [`not imported, by the ending of the name: ${named}${more > 0 ? ` and ${more} more` : ''}`];
}

/**
 * That another account has its trades as well, which is most often one account under two names; `said` is the account
 * it was imported for.
 */
export function warningLines({ path, sha256, also_under }: FileReport, said: string | null): string[] {
  const of = said === null ? '' : ` --account ${quoted(said)}`;
  return also_under.map(
    ({ account, trades }) =>
      `warning: ${path}: account ${JSON.stringify(account)} has ${trades} of its trades as well. If that is the ` +
      `same account, retract this import alone by "npx tradeloop import retract ${sha256}${of}", and import the file again for ` +
      `${JSON.stringify(account)}`,
  );
}

/** A word of a command as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function fileLines(file: FileReport): string[] {
  return [
    `${file.path}: ${file.format}, ${countsOf(file)}${coveredBy(file)}`,
    ...file.cash.map(cashLine),
    ...reasonLines(file),
  ];
}

function totalLine(files: readonly FileReport[], refused: number): string {
  const count = `${counted(files.length, 'file')}${refused > 0 ? ` and ${refused} refused` : ''}`;
  return `total: ${count}, ${countsOf(sumOf(files))}`;
}

function sumOf(files: readonly FileReport[]): Counts {
  const sum = (what: keyof Counts) => files.reduce((total, file) => total + file[what], 0);
  return {
    lines: sum('lines'),
    accepted: sum('accepted'),
    rejected: sum('rejected'),
    ignored: sum('ignored'),
    duplicates: sum('duplicates'),
  };
}

type Counts = Pick<FileReport, 'lines' | 'accepted' | 'rejected' | 'ignored' | 'duplicates'>;

function countsOf({ lines, accepted, rejected, ignored, duplicates }: Counts): string {
  const others = [
    [rejected, 'rejected'],
    [ignored, 'ignored'],
    [duplicates, duplicates === 1 ? 'duplicate' : 'duplicates'],
  ] as const;
  const told = others.filter(([count]) => count > 0).map(([count, what]) => `, ${count} ${what}`);
  return `${counted(lines, 'record')}: ${accepted} accepted${told.join('')}`;
}

function coveredBy({ covered_from, covered_through }: FileReport): string {
  return covered_from === null ? '' : `; ${covered_from} to ${covered_through}`;
}

function cashLine({ account, currency, trades, fees, income, transfers, total }: CashTotals): string {
  const parts = [
    ['trades', trades, true],
    ['fees', fees, true],
    ['income', income, false],
    ['transfers', transfers, false],
    ['total', total, true],
  ] as const;
  const told = parts.flatMap(([name, text, always]) => {
    const amount = parseDecimal(text) ?? ZERO;
    return always || amount !== ZERO ? [`${name} ${toFixed(amount, 2)}`] : [];
  });
  return `  cash: ${told.join(', ')} (${account}, ${currency})`;
}

function reasonLines({ reasons, rejects_path }: Pick<FileReport, 'reasons' | 'rejects_path'>): string[] {
  return [
    ...Object.entries(reasons).map(([reason, count]) => `  ${count} × ${reason}`),
    ...(rejects_path === null ? [] : [`  rejects: ${rejects_path}`]),
  ];
}
