import Papa from 'papaparse';

const COLUMNS = ['line', 'reason', 'raw'];
const LENGTH = 64;

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * The header of a rejects file. Its last heading names the file that the lines are of, so that they can be corrected
 * and imported; it is as long while that is not known.
 */
export function rejectsHeader(fileSha256 = '0'.repeat(LENGTH)): string {
  return rejectsLines([[...COLUMNS, `of file ${fileSha256}`]]);
}

/** The file that a rejects file with these headings is of; undefined for other headings. */
export function fileOfRejects(headings: readonly string[]): string | undefined {
  const [, sha256] = /^of file ([0-9a-f]{64})$/.exec(headings[COLUMNS.length] ?? '') ?? [];
  return COLUMNS.every((name, at) => headings[at] === name) ? sha256 : undefined;
}

/** Lines of CSV, none of which is a formula to a spreadsheet. */
export function rejectsLines(rows: readonly (readonly string[])[]): string {
  const safe = rows.map((row) => row.map((text) => (FORMULA.test(text) ? `'${text}` : text)));
  return `${Papa.unparse(safe, { newline: '\r\n' })}\r\n`;
}

/** What a cell says in which `was` stood. */
export function cellText(cell: string, was: string): string {
  return FORMULA.test(was) && cell.startsWith("'") ? cell.slice(1) : cell;
}
