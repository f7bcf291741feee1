import { abs, parseDecimal, toFixed, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { SUMS } from '../../domain/records/coarseness.js';
import { normalTime } from '../../domain/records/record-fields.js';
import { checkedRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import { orderDetails, type ToldTrade } from './order-details.js';
import {
  contractOfRow,
  multiplierIn,
  statementCash,
  statementCorporateAction,
  statementTrade,
  statementTransfer,
  type StatementRow,
} from './activity-rows.js';
import { ibkrCancels, NO_IDS } from './cancels.js';
import { cashRecord } from './cash.js';
import { assetOf, contractOf, writtenBySymbol } from './contract.js';
import { corporateActions, type IbkrCorporateAction } from './corporate-actions.js';
import {
  accountOf,
  sectionedCsv,
  sectionsIn,
  type Needed,
  type SectionReader,
  type SectionRow,
} from './sections.js';
import { readTrade, tradeRecord } from './trade.js';
import { exchangedCash } from './trade-money.js';
import { ibkrDates, ibkrNumber, periodOf } from './values.js';
import type { Parsed, ParseOptions, SourceFormat } from '../source-format.js';

/**
 * Interactive Brokers' activity statement as CSV, in English: many sections in one file. Orders count, or their
 * executions where the statement details them; the cash sections, corporate actions and transfers become records, the
 * rest is left out. Times are New York's.
 */
export const ibkrActivity: SourceFormat = {
  name: 'ibkr-activity',
  needsAccount: false,
  detect: (head) => (sectionsIn(head).size > 0 ? 0.9 : 0),
  open: (options) => sectionedCsv(activityReader(options)),
};

const [CURRENCY, SYMBOL, CATEGORY, CODE] = ['Currency', 'Symbol', 'Asset Category', 'Code'].map((name) => ({
  name,
})) as [Needed, Needed, Needed, Needed];
const DAY: Needed = { name: 'Date', or: /^(settle date|date\/time|report date)$/i };
const PROCEEDS: Needed = { name: 'Proceeds', or: /^notional value$/i };
const CASH_NEEDED = [CURRENCY, DAY, { name: 'Amount' }];

/** Without these a section's rows say nothing, or something else: without codes a cancelled trade is one. */
const NEEDED: Readonly<Record<string, readonly Needed[]>> = {
  Trades: [
    { name: 'DataDiscriminator' },
    ...[CATEGORY, CURRENCY, SYMBOL],
    { name: 'Date/Time' },
    { name: 'Quantity' },
    { name: 'T. Price' },
    PROCEEDS,
    { name: 'Comm/Fee', or: /^comm(\b|\/)/i },
    CODE,
  ],
  Dividends: CASH_NEEDED,
  'Withholding Tax': CASH_NEEDED,
  Interest: CASH_NEEDED,
  Fees: CASH_NEEDED,
  'Deposits & Withdrawals': CASH_NEEDED,
  'Commission Adjustments': CASH_NEEDED,
  'Transaction Fees': [SYMBOL, ...CASH_NEEDED],
  'Corporate Actions': [
    ...[CATEGORY, CURRENCY, DAY],
    ...[{ name: 'Description' }, { name: 'Quantity' }, PROCEEDS, CODE],
  ],
  Transfers: [
    ...[CATEGORY, CURRENCY, SYMBOL, DAY, { name: 'Direction' }],
    ...[
      { name: 'Qty', or: /^quantity$/i },
      { name: 'Cash Amount', or: /^amount$/i },
    ],
  ],
};

function activityReader({ account: said }: ParseOptions): SectionReader {
  const dates = ibkrDates();
  const cancels = ibkrCancels();
  const levels = orderDetails();
  const actions: IbkrCorporateAction[] = [];
  /** Multipliers by contract, and trades that wait for one since they were worth nothing. */
  const multipliers = new Map<string, string>();
  const waiting: { told: StatementRow; coarseness: number }[] = [];
  /** Trades abroad, whose taxes another section has again. */
  const abroad = new Set<string>();
  const cash = new Map<string, Decimal>();
  const balances: { row: SectionRow; currency: string }[] = [];
  let named = '';
  let base = '';
  let covered: { from: string; through: string } | undefined;
  let reported: string | undefined;

  function statementRow(row: SectionRow): StatementRow {
    return { row, account: accountOf(row.text('Account') || named, said), dates };
  }

  function told(events: Parsed[]): Parsed[] {
    for (const event of events)
      if (event.kind === 'record' && event.statedAmount !== undefined) {
        const { currency } = event.record as { currency: string };
        cash.set(currency, (cash.get(currency) ?? ZERO) + event.statedAmount);
      }
    return events;
  }

  function tradeRow(row: SectionRow): Parsed[] {
    if (row.text('Currency') !== 'USD') abroad.add(feeKey(statementRow(row)));
    const level = row.text('DataDiscriminator');
    if (/^(trade|execution)s?$/i.test(level)) return levels.execution(toldTrade(statementRow(row), 1));
    if (level === '' || /^order$/i.test(level)) return levels.order(toldTrade(statementRow(row), SUMS + 2));
    if (/^(closedlot|lot|washsale|symbolsummary)$/i.test(level))
      return [ignored(row, 'lot of trades that are listed one by one')];
    return [rejected(row.record, 'kind of trade row not known', level)];
  }

  function toldTrade(told: StatementRow, coarseness: number): ToldTrade {
    const { row, account } = told;
    const { line, raw } = row.record;
    const quantity = parseDecimal(ibkrNumber(row.text('Quantity'))) ?? ZERO;
    const key = JSON.stringify([account, row.text('Currency'), row.text('Symbol'), quantity < ZERO]);
    return { key, quantity: abs(quantity), line, raw, tell: () => trade(told, coarseness) };
  }

  function trade(told: StatementRow, coarseness: number): Parsed[] {
    const name = contractOfRow(told)?.name ?? '';
    const multiplier = multipliers.get(name) ?? multiplierIn(told);
    if (multiplier !== '') multipliers.set(name, multiplier);
    else if (contractOfRow(told)?.right) {
      waiting.push({ told, coarseness });
      return [];
    }
    return tradeWith(told, multiplier, coarseness);
  }

  function tradeWith(told_: StatementRow, multiplier: string, coarseness: number): Parsed[] {
    const { row } = told_;
    const written = statementTrade(told_, multiplier, coarseness);
    if (written === undefined) return [rejected(row.record, 'option contract not named', row.text('Symbol'))];
    const read = readTrade(written, row.record);
    if ('reason' in read) return [rejected(row.record, read.reason, read.detail)];
    const exchanged = exchangedCash(read);
    if (exchanged) cash.set(exchanged.currency, (cash.get(exchanged.currency) ?? ZERO) + exchanged.amount);
    return cancels.add(read, NO_IDS, told(tradeRecord(read)));
  }

  function feeRow(told_: StatementRow): Parsed[] {
    if (abroad.has(feeKey(told_))) return [ignored(told_.row, 'fee that is part of a trade')];
    return told(cashRecord(statementCash(told_, 'Fees'), told_.row.record));
  }

  function transferRow(told_: StatementRow): Parsed[] {
    const { row } = told_;
    if (/^cash/i.test(row.text('Asset Category')))
      return told(
        cashRecord(
          { ...statementCash(told_, 'Transfer'), symbol: '', description: row.text('Type') },
          row.record,
        ),
      );
    const fields = statementTransfer(told_);
    if ('reason' in fields)
      return [rejected(row.record, fields['reason'] as string, fields['detail'] as string)];
    const identity = JSON.stringify([
      'transfer',
      fields['direction'],
      fields['underlying'],
      fields['strike'],
      fields['quantity'],
    ]);
    return checkedRecord(fields, [row.record], { dataset: 'executions', identity, coarseness: 1 });
  }

  function cashRow(row: SectionRow): Parsed[] {
    if (/^total/i.test(row.text('Currency', 'Subtitle'))) return [ignored(row, 'total or text')];
    const type = [row.section, row.text('Subtitle')].join(' ').trim();
    return told(cashRecord(statementCash(statementRow(row), type), row.record));
  }

  function otherSection(row: SectionRow): Parsed[] {
    if (SILENT.test(row.section)) return [ignored(row, 'position, sum or other information')];
    const known = NEEDED[row.section] === CASH_NEEDED;
    if (known || (row.has('Currency') && row.has('Description') && row.has('Amount'))) return cashRow(row);
    return [rejected(row.record, 'section not known', row.section)];
  }

  return {
    needed: (section) => NEEDED[section] ?? [],
    row(row) {
      if (isTotal(row)) return [ignored(row, 'total or text')];
      switch (row.section) {
        case 'Statement':
          if (row.text('Field Name') === 'Period') covered = periodOf(row.text('Field Value'));
          if (row.text('Field Name') === 'WhenGenerated') reported = row.text('Field Value');
          return [ignored(row, 'position, sum or other information')];
        case 'Account Information':
          if (row.text('Field Name') === 'Account') named = row.text('Field Value');
          if (row.text('Field Name') === 'Base Currency') base = row.text('Field Value');
          return [ignored(row, 'position, sum or other information')];
        case 'Trades':
          return tradeRow(row);
        case 'Sales Tax Details': {
          const tax = { amount: row.text('Sales Tax'), description: row.text('Taxable Description') };
          const cash = { ...statementCash(statementRow(row), 'Sales Tax'), ...tax };
          return told(cashRecord({ ...cash, currency: cash.currency || base }, row.record));
        }
        case 'Transaction Fees':
          return feeRow(statementRow(row));
        case 'Transfers':
          return transferRow(statementRow(row));
        case 'Corporate Actions': {
          const action = statementCorporateAction(statementRow(row));
          if (action === undefined)
            return [rejected(row.record, 'quantity or proceeds not a number', row.text('Quantity'))];
          actions.push(action);
          return [];
        }
        case 'Cash Report':
          balances.push({ row, currency: row.text('Currency') });
          return [];
        case 'Financial Instrument Information':
          learnMultiplier(row);
          return [ignored(row, 'position, sum or other information')];
        default:
          return otherSection(row);
      }
    },
    end() {
      const events = [
        ...levels.end(),
        ...waiting.flatMap(({ told: row, coarseness }) =>
          tradeWith(row, multipliers.get(contractOfRow(row)?.name ?? '') ?? '', coarseness),
        ),
        ...told(corporateActions(actions, { dividendsElsewhere: true })),
        ...cancels.end(),
      ];
      return [...events, ...balances.map(({ row, currency }) => ignored(row, balanceReason(row, currency)))];
    },
    covered: () => covered,
    reported: () => (reported === undefined ? undefined : normalTime(dates.time(reported))),
  };

  function learnMultiplier(row: SectionRow): void {
    const multiplier = ibkrNumber(row.text('Multiplier'));
    for (const symbol of [row.text('Symbol'), row.text('Description')]) {
      const name = nameOfOption(writtenBySymbol(symbol, { multiplier }));
      if (name !== undefined && parseDecimal(multiplier) && !multipliers.has(name))
        multipliers.set(name, multiplier);
    }
  }

  /** A currency's last line says whether the rows come to what was added to it. */
  function balanceReason(row: SectionRow, currency: string): string {
    const of = (line: string) =>
      parseDecimal(
        ibkrNumber(
          balances
            .find((other) => other.currency === currency && lineOf(other.row) === line)
            ?.row.text('Total') ?? '',
        ),
      );
    const [from, to] = [of('starting cash'), of('ending cash')];
    if (
      lineOf(row) !== 'ending cash' ||
      !/^[A-Z]{3}$/.test(currency) ||
      from === undefined ||
      to === undefined
    )
      return 'cash report';
    return toFixed(to - from, 2) === toFixed(cash.get(currency) ?? ZERO, 2)
      ? 'cash report'
      : 'cash report to which the rows of the file do not add up';
  }

  function nameOfOption(written: ReturnType<typeof writtenBySymbol>): string | undefined {
    if (assetOf('', written) !== 'option') return undefined;
    return contractOf({ ...written, asset: 'option' }, dates)?.name;
  }
}

function lineOf(row: SectionRow): string {
  return row.text('Currency Summary').toLowerCase();
}

function isTotal(row: SectionRow): boolean {
  return /^(sub)?total\b/i.test(row.text('DataDiscriminator', 'Asset Category', 'Currency', 'Subtitle'));
}

function feeKey({ row, account }: StatementRow): string {
  return JSON.stringify([account, row.text('Symbol'), row.text('Date/Time')]);
}

/** Sections of positions, sums, accruals, and of what trades and cash rows have already. */
const SILENT =
  /^(net asset value|change in nav|mark-to-market|realized & unrealized|month & year to date|open positions|prior period positions|forex|fx |net stock position|interest accruals|change in dividend accruals|open dividend accruals|change in position|collateral|codes|notes|legal notes|disclosure|location of customer|margin|stock yield|ibkr managed|hard to borrow|borrow fee|securities (lent|borrowed)|option exercises|unsettled|pending|trade summary|total p\/l|incentive coupon|tier interest|soft dollars|gst|account |financial advisor|routing|commission details|client fees|complex positions|deposits on hold|crypto|dividend accruals|performance|allocation|benchmark|esg|concentration)/i;

function ignored({ record: { line } }: SectionRow, reason: string): Parsed {
  return { kind: 'ignored', line, reason };
}
