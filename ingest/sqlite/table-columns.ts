/** The columns of a table in the order in which its rows hold them. */
export interface TableColumns {
  /** In small letters. */
  names: string[];
  /** The place of the column that is the row's own number, which the rows leave out; -1 where there is none. */
  rowNumber: number;
}

/** Comments, quoted names and texts, words, and single signs. */
const TOKENS = /--[^\n]*|\/\*[^]*?\*\/|"(?:[^"]|"")*"|'(?:[^']|'')*'|`[^`]*`|\[[^\]]*\]|[\w$]+|[^\s]/g;
/** As many as SQLite lets a table have unless it is built otherwise. */
const MOST_COLUMNS = 2_000;
const CONSTRAINTS = /^(constraint|primary|unique|check|foreign)$/i;

/**
 * Reads the columns out of a `CREATE TABLE` as SQLite keeps it; undefined where it has no list of columns, or more than
 * 2,000.
 */
export function tableColumns(sql: string): TableColumns | undefined {
  const tokens = (sql.match(TOKENS) ?? []).filter((token) => !/^(--|\/\*)/.test(token));
  const definitions: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === ')') depth -= 1;
    if (depth === 0 && token === ')') break;
    if (depth === 1 && token === ',') definitions.push([]);
    else if (depth > 0) definitions.at(-1)?.push(token);
    if (token === '(') depth += 1;
  }
  const columns = definitions.filter(([name]) => name !== undefined && !CONSTRAINTS.test(name));
  if (columns.length === 0 || columns.length > MOST_COLUMNS) return undefined;
  const names = columns.map(([name = '']) => unquoted(name));
  const key = definitions
    .map((definition) => definition.join(' '))
    .join(',')
    .toLowerCase();
  const rowNumber = columns.findIndex(([name = '', type = '', ...rest]) => {
    if (type.toLowerCase() !== 'integer') return false;
    const alone = `primary key ( ${name} )`.toLowerCase();
    return /\bprimary key\b/i.test(rest.join(' ')) || key.includes(alone);
  });
  return { names, rowNumber };
}

function unquoted(name: string): string {
  const [first = ''] = name;
  const plain = '"\'`['.includes(first) ? name.slice(1, -1).replaceAll(first + first, first) : name;
  return plain.toLowerCase();
}
