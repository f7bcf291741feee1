import { isIsoDate } from '../../domain/time/dates.js';
import { parseDecimal } from '../../domain/number/decimal.js';
import { FileRefused } from '../../domain/errors.js';
import { csvRecords, type CsvRecord } from '../text/csv-records.js';
import {
  columnReader,
  rejected,
  requireColumns,
  shareOfColumns,
  type FormatColumns,
} from '../text/csv-table.js';
import { withoutTicks } from '../contracts/futures-multipliers.js';
import { headText } from '../text/plain-text.js';
import { runningBalance } from '../accounting/running-balance.js';
import type { Parsed, Parser, ParseOptions, SourceFormat } from '../source-format.js';
import { cashEvent, netOf, type CashRow } from './cash.js';
import { cashTrade, joinTrades, type CashTrade, type TradeGroup } from './join.js';
import { deliveryIn, endsOf, sharesOf, tradedUpon, type Delivery } from './delivered.js';
import { tradesOf } from './trades.js';
import { amountOf, isoDay, plainAmount } from '../text/written-values.js';

/**
 * thinkorswim's account statement: many sections with headers of their own. The trade section has fills leg by leg,
 * without costs; the cash and futures sections have their cash and costs, which are joined with them, split over the
 * legs, at the end of the file: until then the rows of trades are held. Shares that were delivered, what expired, and
 * money that is no trade are in the cash sections only. Times are New York's, whatever zone the file names.
 */
export const thinkorswim: SourceFormat = {
  name: 'thinkorswim',
  needsAccount: false,
  detect(head) {
    const text = headText(head);
    const titled = TITLE_LINE.test(text);
    const sections = [...SECTIONS.keys()].filter((name) =>
      new RegExp(`^"?${name}"?[,\\s]*$`, 'im').test(text),
    );
    if (titled) return sections.length > 0 ? 1 : 0.8;
    return sections.length > 1 ? 0.9 : 0;
  },
  open: statement,
};

const TITLE_LINE = /^\ufeff?"?Account Statement for .+ since /m;
const TITLE = /^Account Statement for (\S+).*? since (\S+) through (\S+)/;

type Section = 'cash' | 'futures' | 'forex' | 'trades' | 'other';

const SECTIONS: ReadonlyMap<string, Section> = new Map([
  ['cash balance', 'cash'],
  ['futures statements', 'futures'],
  ['forex statements', 'forex'],
  ['account trade history', 'trades'],
  ...(
    [
      'account order history',
      'equities',
      'options',
      'futures',
      'futures options',
      'bonds',
      'fixed income',
      'mutual funds',
      'forex',
      'crypto',
      'profits and losses',
      'forex account summary',
      'crypto account summary',
      'account summary',
    ] as const
  ).map((name) => [name, 'other'] as const),
]);

/** Costs that the amount is without, in older statements and in newer ones. */
const OLD_COSTS = ['FEES', 'COMMISSIONS'];
const COSTS = ['Misc Fees', 'Commissions & Fees'];

const CASH_COLUMNS = {
  format: 'thinkorswim section Cash Balance',
  required: ['DATE', 'TYPE', 'DESCRIPTION', 'AMOUNT'],
  optional: ['TIME', 'REF #', 'BALANCE', ...OLD_COSTS, ...COSTS],
} as const;
const FUTURES_COLUMNS = {
  format: 'thinkorswim section Futures Statements',
  required: ['Exec Date', 'Exec Time', 'TYPE', 'DESCRIPTION', 'AMOUNT'],
  optional: ['REF #', 'BALANCE', ...OLD_COSTS, ...COSTS],
} as const;
const FOREX_COLUMNS = {
  format: 'thinkorswim section Forex Statements',
  required: ['DATE', 'TYPE', 'DESCRIPTION', 'Commissions & Fees', 'Amount(USD)'],
  optional: ['TIME', 'REF #', 'BALANCE'],
} as const;
const TRADE_COLUMNS = {
  format: 'thinkorswim section Account Trade History',
  required: ['Exec Time', 'Side', 'Qty', 'Pos Effect', 'Symbol', 'Exp', 'Strike', 'Type', 'Price'],
  optional: ['Net Price', 'Order ID'],
} as const;

type Texts = Readonly<Record<string, string>>;

function statement({ account: said }: ParseOptions): Parser {
  const records = csvRecords();
  const balance = runningBalance();
  const cash: CashTrade[] = [];
  const groups: TradeGroup[] = [];
  const deliveries: Delivery[] = [];
  /** What the cash section says of contracts that ended. */
  const ends: Parsed[] = [];
  let named: string | undefined;
  let covered: { from: string; through: string } | undefined;
  let dayFirst = false;
  let section: Section | 'unknown' | undefined;
  let sectionName = '';
  /** Of a section that has had no money yet. */
  let headings: readonly string[] | undefined;
  /** The headings of the section, joined. */
  let columns = '';
  let rowOf: ((fields: readonly string[]) => Texts) | undefined;
  let above: TradeGroup | undefined;

  function parse(record: CsvRecord): Parsed[] {
    if (record.problem !== undefined) return [rejected(record, record.problem, record.raw)];
    const words = record.fields.map((field) => field.trim()).filter((field) => field !== '');
    const text =
      words.length === 1 && record.fields[0]?.trim() === words[0] ? (words[0] as string) : undefined;
    if (text !== undefined) return title(record, text);
    // Its amount is not quoted, so that a thousands separator cuts it.
    if (/^total cash /i.test(words[0] ?? ''))
      return [{ kind: 'ignored', line: record.line, reason: 'total' }];
    if (section === undefined || section === 'other')
      return [{ kind: 'ignored', line: record.line, reason: 'section without transactions' }];
    if (isHeading(words) && (section === 'unknown' || rowOf !== undefined)) {
      // Of a section whose title was not understood.
      if (words.join() !== columns) section = 'unknown';
      return [{ kind: 'ignored', line: record.line, reason: 'title or text' }];
    }
    if (section === 'unknown') return [rejected(record, 'section not known', sectionName)];
    if (rowOf === undefined) {
      headings = record.fields;
      columns = words.join();
      rowOf = columnsIn(section, record.fields);
      return [];
    }
    const row = rowOf(record.fields);
    return section === 'trades' ? tradeRow(row, record) : cashRow(row, record, section);
  }

  function title(record: CsvRecord, text: string): Parsed[] {
    const ignored: Parsed = { kind: 'ignored', line: record.line, reason: 'title or text' };
    const [, account, from = '', through = ''] = TITLE.exec(text) ?? [];
    if (account !== undefined) {
      dayFirst = [from, through].some((day) => Number(day.split('/')[0]) > 12);
      named = account;
      const range = { from: dayOf(from), through: dayOf(through) };
      if (isIsoDate(range.from) && isIsoDate(range.through)) covered = range;
      return [ignored];
    }
    const bare = text
      .replace(/#|\([^)]*\)/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const known = SECTIONS.get(bare.toLowerCase());
    if (known === undefined && !/^[A-Z][A-Za-z& ]{2,40}$/.test(bare)) return [ignored];
    section = known ?? 'unknown';
    sectionName = text;
    rowOf = undefined;
    above = undefined;
    return [ignored];
  }

  function accountName(): string {
    const account = named ?? said;
    if (account === null)
      throw new FileRefused(
        'thinkorswim statement without its line "Account Statement for …": say the account with --account',
      );
    return account;
  }

  function dayOf(written: string): string {
    const [first = '', second = '', year] = written.split('/');
    return isoDay(dayFirst && year !== undefined ? `${second}/${first}/${year}` : written);
  }

  function cashRow(row: Texts, record: CsvRecord, from: 'cash' | 'futures' | 'forex'): Parsed[] {
    const description = row['DESCRIPTION'] ?? '';
    if (/^total$/i.test(description)) return [{ kind: 'ignored', line: record.line, reason: 'total' }];
    const written = (row['DATE'] || row['Exec Date']) ?? '';
    if (/^bal$/i.test(row['TYPE'] ?? '')) learnOrder(written, description);
    else if (headings && from !== 'forex') {
      requireMoneyColumns(from, headings);
      headings = undefined;
    }
    const amount = amountOf(row['AMOUNT'] ?? row['Amount(USD)'] ?? '');
    if (amount === undefined)
      return [rejected(record, 'AMOUNT not a number', row['AMOUNT'] ?? row['Amount(USD)'])];
    let costs = 0n;
    for (const column of [...OLD_COSTS, ...COSTS]) {
      const cost = amountOf(row[column] ?? '');
      if (cost === undefined) return [rejected(record, `${column} not a number`, row[column])];
      costs -= cost;
    }
    const day = dayOf(written);
    const told: CashRow = {
      line: record.line,
      raw: record.raw,
      account: accountName(),
      day,
      time: (row['TIME'] || row['Exec Time']) ?? '',
      type: (row['TYPE'] ?? '').toUpperCase(),
      ref: reference(row['REF #'] ?? ''),
      description,
      amount,
      costs,
    };
    const printed = parseDecimal(plainAmount(row['BALANCE'] ?? ''));
    if (printed !== undefined && from !== 'forex')
      balance.row({
        account: from,
        line: record.line,
        day,
        balance: printed,
        amount: netOf(told),
        inKind: false,
      });
    if (told.type === 'BAL') return [{ kind: 'ignored', line: record.line, reason: 'balance' }];
    if (from === 'forex') return cashEvent(told);
    const delivery = deliveryIn(told);
    if (delivery) {
      deliveries.push(delivery);
      return [];
    }
    const trade = cashTrade(told);
    if (trade === undefined) {
      const events = cashEvent(told);
      ends.push(...events);
      return events;
    }
    cash.push(trade);
    return [];
  }

  /** The balance of a morning names its day once more, the day first: `… business day 29.01 CST`. */
  function learnOrder(written: string, description: string): void {
    const [, day, month] = /business day (\d\d)\.(\d\d)/.exec(description) ?? [];
    const [first, second] = written.split('/').map(Number);
    if (day === undefined || first === second) return;
    if (first === Number(day) && second === Number(month)) dayFirst = true;
    if (first === Number(month) && second === Number(day)) dayFirst = false;
  }

  function tradeRow(row: Texts, record: CsvRecord): Parsed[] {
    const [written = '', time = ''] = (row['Exec Time'] ?? '').split(' ');
    const [head] = above?.legs ?? [];
    if (written === '' && head === undefined) return [rejected(record, 'Exec Time missing')];
    const own = (column: string, inherited: string | undefined) => row[column] || (inherited ?? '');
    const from = written === '' ? above?.legs.at(-1) : undefined;
    const type = own('Type', from?.type).toUpperCase();
    const ofOption = type === 'CALL' || type === 'PUT';
    const leg = {
      record,
      side: own('Side', from?.side).toUpperCase(),
      quantity: plainAmount(own('Qty', from?.quantity)).replace(/^[+-]/, ''),
      effect: own('Pos Effect', from?.effect).toUpperCase(),
      symbol: own('Symbol', from?.symbol),
      expiration: ofOption ? own('Exp', from?.expiration) : '',
      strike: ofOption ? own('Strike', from?.strike) : '',
      type,
      price: withoutTicks(plainAmount(row['Price'] ?? '')),
    };
    if (written === '' && above) {
      above.legs.push(leg);
      return [];
    }
    above = {
      account: accountName(),
      day: dayOf(written),
      time,
      order: reference(row['Order ID'] ?? ''),
      netPrice: withoutTicks(plainAmount(row['Net Price'] ?? '')),
      legs: [leg],
    };
    groups.push(above);
    return [];
  }

  return {
    push: (chunk) => records.push(chunk).flatMap(parse),
    *end() {
      yield* records.end().flatMap(parse);
      if (sectionName === '') throw new FileRefused('thinkorswim statement without a section');
      const trades = joinTrades(groups, cash).flatMap(tradesOf);
      yield* trades;
      yield* deliveries.flatMap(sharesOf);
      const upon = cash.flatMap(({ row }) => tradedUpon(row) ?? []);
      yield* endsOf([...deliveries, ...upon], [...trades, ...ends]);
      yield* balance.end();
    },
    covered: () => covered as { from: string; through: string },
  };
}

function columnsIn(
  section: Exclude<Section, 'other'>,
  headings: readonly string[],
): (fields: readonly string[]) => Texts {
  const columns: FormatColumns<string> = {
    cash: CASH_COLUMNS,
    futures: FUTURES_COLUMNS,
    forex: FOREX_COLUMNS,
    trades: TRADE_COLUMNS,
  }[section];
  return columnReader<string>(headings, columns);
}

/**
 * Money is joined with its trade by its time, and counted without its costs; a section of balances alone needs neither.
 */
function requireMoneyColumns(section: 'cash' | 'futures', headings: readonly string[]): void {
  const costs = shareOfColumns(headings, OLD_COSTS) > 0 ? OLD_COSTS : COSTS;
  const [table, time] =
    section === 'cash' ? [CASH_COLUMNS.format, 'TIME'] : [FUTURES_COLUMNS.format, 'Exec Time'];
  requireColumns(headings, [time, ...costs], { table });
}

/** Every row has a number, and no heading has one. */
function isHeading(words: readonly string[]): boolean {
  return words.length >= 3 && words.every((word) => /[a-z]/i.test(word) && !/\d/.test(word));
}

/** `="5374117674"` as `5374117674`. */
function reference(written: string): string {
  const text = written.replace(/^="?|"$/g, '').trim();
  return text === '--' ? '' : text;
}
