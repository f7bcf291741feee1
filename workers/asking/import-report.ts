import { counted } from '../../domain/counted.js';
import { parseDecimal, toFixed, ZERO } from '../../domain/number/decimal.js';
import type { FileReport } from '../../activities/steps.js';
import type { CashTotals } from '../../store/home/manifest.js';
import type { Refusal } from '../../workflows/refusal.js';

/** A path of which nothing went in, and why: `name` is the error's (FileRefused, InvalidInput, NotFound). */
export type Refused = Refusal & { path: string };

/** An import report for people: what became of each file, its hash where it is the only one, and the total of several. */
export function importLines(files: readonly FileReport[], refused: readonly Refused[]): string[] {
  if (files.length + refused.length === 0) return ['no files there'];
  const [only] = files;
  return [
    ...files.flatMap(fileLines),
    ...(files.length === 1 && only ? [`  sha256 ${only.sha256}`] : []),
    ...refused.map(({ path, message }) => `${path}: refused: ${message}`),
    ...(files.length > 1 ? [totalLine(files, refused.length)] : []),
  ];
}

/** That another account has its trades as well, which is most often one account under two names; `said` is the account it was imported for. */
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
  const sum = (what: 'lines' | 'accepted' | 'rejected' | 'ignored' | 'duplicates') =>
    files.reduce((total, file) => total + file[what], 0);
  const [lines, accepted, rejected] = [sum('lines'), sum('accepted'), sum('rejected')];
  const counts = countsOf({
    lines,
    accepted,
    rejected,
    ignored: sum('ignored'),
    duplicates: sum('duplicates'),
  });
  return `total: ${counted(files.length, 'file')}${refused > 0 ? ` and ${refused} refused` : ''}, ${counts}`;
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

function reasonLines({ reasons, rejects_path }: FileReport): string[] {
  return [
    ...Object.entries(reasons).map(([reason, count]) => `  ${count} × ${reason}`),
    ...(rejects_path === null ? [] : [`  rejects: ${rejects_path}`]),
  ];
}
