import { abs, parseDecimal, ZERO } from '../../domain/number/decimal.js';
import { SUMS } from '../../domain/records/coarseness.js';
import { normalTime } from '../../domain/records/record-fields.js';
import { FileRefused } from '../../domain/errors.js';
import { checkedRecord } from '../checked-record.js';
import { ibkrCancels, type TradeIds } from './cancels.js';
import { cashRecord } from './cash.js';
import { corporateActions } from './corporate-actions.js';
import {
  attribute,
  flexCash,
  flexCorporateAction,
  flexTrade,
  flexTransfer,
  type FlexRow,
} from './flex-rows.js';
import { ignored, reject, tiesOut, unknownElement } from './flex-other.js';
import { emptyStatement, endingKey, isTradeOfNothing, mayBeEnding } from './flex-statement.js';
import type { ReadTrade } from './told-trade.js';
import { readTrade, tradeRecord } from './trade.js';
import { exchangedCash } from './trade-money.js';
import { ibkrDates, ibkrNumber, ibkrText, unmasked } from './values.js';
import { headText } from '../text/plain-text.js';
import type { Parsed, ParseOptions, Parser, SourceFormat } from '../source-format.js';
import { startTag, xmlElements, type XmlElement } from '../text/xml-elements.js';

/**
 * Interactive Brokers' Flex Query as XML, of whatever sections and attributes the user chose. Executions, cash
 * transactions, ends of options, corporate actions and transfers become records; sums, positions and accruals are left
 * out. Times are New York's, which is the query's own default; the file does not say its zone.
 */
export const ibkrFlex: SourceFormat = {
  name: 'ibkr-flex',
  needsAccount: false,
  detect: (head) => {
    const text = headText(head);
    return /^\ufeff?\s*</.test(text) && /<(!DOCTYPE\s+)?Flex(QueryResponse|StatementResponse)\b/.test(text)
      ? 1
      : 0;
  },
  open: flexParser,
};

/** The most lines of a cash ledger that wait for the sections with the same in more detail. */
const MOST_LEDGER_LINES = 20_000;

function flexParser({ account: said }: ParseOptions): Parser {
  const xml = xmlElements();
  const dates = ibkrDates();
  const cancels = ibkrCancels();
  let statement = emptyStatement();
  const ranges: [from: string, through: string][] = [];
  const generated: string[] = [];

  /** Everything that a row adds, with what it did to cash noted for the statement's own totals. */
  function told(events: Parsed[]): Parsed[] {
    for (const event of events)
      if (event.kind === 'record' && event.statedAmount !== undefined) {
        const { currency } = event.record as { currency: string };
        statement.cash.set(currency, (statement.cash.get(currency) ?? ZERO) + event.statedAmount);
      }
    return events;
  }

  function openStatement({ attributes }: XmlElement): void {
    statement = emptyStatement();
    statement.account = accountIn(attributes, said) ?? said;
    dates.learn(...['fromDate', 'toDate', 'whenGenerated'].map((name) => attributes[name] ?? ''));
    generated.push(attributes['whenGenerated'] ?? '');
    ranges.push([attributes['fromDate'] ?? '', attributes['toDate'] ?? '']);
  }

  /** From the earliest to the latest day of the statements, read when all is known of how the file writes days. */
  function covered(): { from: string; through: string } | undefined {
    const days = ranges
      .map((range) => range.map((text) => dates.day(text)))
      .filter((range) => range.every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)));
    const [from] = days.map(([first = '']) => first).sort();
    const through = days
      .map(([, last = '']) => last)
      .sort()
      .at(-1);
    return from === undefined || through === undefined ? undefined : { from, through };
  }

  function reported(): string | undefined {
    return generated
      .flatMap((text) => normalTime(dates.time(text)) ?? [])
      .sort()
      .at(-1);
  }

  function element(opened: XmlElement): Parsed[] {
    const { name, attributes, line } = opened;
    const account = accountIn(attributes, said) ?? statement.account;
    if (dates.unclear()) for (const text of Object.values(attributes)) dates.learn(text);
    const input = {
      line,
      get raw() {
        return startTag(opened);
      },
    };
    const row = { attributes, input, account, dates };
    switch (name) {
      case 'Trade':
      case 'TradeConfirm':
      case 'TradeConfirmation':
        return tradeElement(row);
      case 'Order':
        statement.sections.add('trades');
        return statement.trades.coarser(line, () => trade(row, SUMS + 1));
      case 'CashTransaction':
        statement.sections.add('cash');
        if (/^summary$/i.test(attribute(row, 'levelOfDetail')))
          return statement.cashRows.coarser(line, () => told(cashTransaction(row)));
        return [...statement.cashRows.finer(), ...told(cashTransaction(row))];
      case 'DebitCardActivity':
        return told(cashRecord(flexCash(row, 'Debit Card'), row.input));
      case 'SalesTax': {
        const tax = { amount: attribute(row, 'salesTax'), description: attribute(row, 'taxableDescription') };
        return told(cashRecord({ ...flexCash(row, 'Sales Tax'), ...tax }, row.input));
      }
      case 'OptionEAE':
        statement.endings.push(row);
        return [];
      case 'CorporateAction': {
        const action = flexCorporateAction(row);
        if (action === undefined)
          return [reject(row, 'quantity or proceeds not a number', attributes['quantity'])];
        statement.actions.push(action);
        return [];
      }
      case 'Transfer':
        return told(transfer(row));
      case 'StatementOfFundsLine':
        return ledgerLine(row);
      case 'CashReportCurrency':
        statement.totals.push(row);
        return [];
      default:
        return unknownElement(row, name);
    }
  }

  function tradeElement(row: FlexRow): Parsed[] {
    statement.sections.add('trades');
    const level = attribute(row, 'levelOfDetail');
    if (/^orders?$/i.test(level)) return statement.trades.coarser(row.input.line, () => trade(row, SUMS + 1));
    if (level !== '' && !/^(executions?|trades?|details?)$/i.test(level))
      return [ignored(row, TOLD_IN_DETAIL)];
    return [...statement.trades.finer(), ...trade(row, 0)];
  }

  function trade(row: FlexRow, coarseness: number): Parsed[] {
    const written = flexTrade(row, coarseness);
    if (written === undefined) return [reject(row, 'option contract not named', attribute(row, 'symbol'))];
    const read = readTrade(written.trade, row.input);
    if ('reason' in read) return [reject(row, read.reason, read.detail)];
    if (mayBeEnding(read)) {
      const key = endingKey(read);
      statement.ended.set(key, (statement.ended.get(key) ?? ZERO) + abs(read.signed));
      if (!read.cancels && isTradeOfNothing(read)) {
        statement.unclear.push({ ...written, row });
        return [];
      }
    }
    return counted(read, written.ids);
  }

  function counted(read: ReadTrade, ids: TradeIds): Parsed[] {
    const exchanged = exchangedCash(read);
    if (exchanged)
      statement.cash.set(
        exchanged.currency,
        (statement.cash.get(exchanged.currency) ?? ZERO) + exchanged.amount,
      );
    return cancels.add(read, ids, told(tradeRecord(read)));
  }

  /**
   * Ends of options, and the shares they delivered, that the trades lack; and trades for nothing, of which only these
   * say what they are.
   */
  function endings(): Parsed[] {
    const kinds = new Map<string, string>();
    const rows = statement.endings.flatMap((row): Parsed[] => {
      const written = flexTrade(row, 1);
      if (written === undefined) return [reject(row, 'option contract not named', attribute(row, 'symbol'))];
      const read = readTrade({ ...written.trade, side: written.trade.kind }, row.input);
      if ('reason' in read) return [reject(row, read.reason, read.detail)];
      const key = endingKey(read);
      kinds.set(key, written.trade.kind);
      const told = statement.ended.get(key) ?? ZERO;
      if (told < abs(read.signed)) return counted(read, written.ids);
      statement.ended.set(key, told - abs(read.signed));
      return [ignored(row, 'end of an option that is among the trades')];
    });
    const unclear = statement.unclear.flatMap(({ trade: written, ids, row }) => {
      const read = readTrade(written, row.input) as ReadTrade;
      const kind = kinds.get(endingKey(read)) ?? written.kind;
      return counted(readTrade({ ...written, kind }, row.input) as ReadTrade, ids);
    });
    return [...rows, ...unclear];
  }

  function ledgerLine(row: FlexRow): Parsed[] {
    if (statement.sections.size > 0 || statement.ledger.length >= MOST_LEDGER_LINES)
      return [ignored(row, LEDGER)];
    statement.ledger.push(row);
    return [];
  }

  /** The cash ledger counts only where no section has what it sums up. */
  function ledger(): Parsed[] {
    return statement.ledger.flatMap((row): Parsed[] => {
      const amount = parseDecimal(ibkrNumber(attribute(row, 'amount')));
      if (statement.sections.size > 0 || amount === undefined || amount === ZERO)
        return [ignored(row, LEDGER)];
      if (/^base/i.test(attribute(row, 'levelOfDetail')))
        return [ignored(row, 'cash ledger in the base currency')];
      if (attribute(row, 'tradeID', 'buySell') !== '')
        return [
          reject(
            row,
            'trade in the cash ledger: add the section Trades to the query',
            attribute(row, 'tradeID'),
          ),
        ];
      return told(
        cashRecord(flexCash(row, attribute(row, 'activityDescription', 'activityCode')), row.input),
      );
    });
  }

  function closeStatement(): Parsed[] {
    const events = [
      ...statement.trades.end(),
      ...told(statement.cashRows.end()),
      ...endings(),
      ...told(corporateActions(statement.actions, { dividendsElsewhere: statement.sections.has('cash') })),
      ...ledger(),
    ];
    const totals = statement.totals.map((row) =>
      ignored(row, tiesOut(row, statement.cash) ? CASH_REPORT : CASH_REPORT_PARTS),
    );
    statement = emptyStatement();
    return [...events, ...totals];
  }

  function take(events: ReturnType<typeof xml.push>): Parsed[] {
    return events.flatMap((event): Parsed[] => {
      if (event.kind === 'close') return event.name === 'FlexStatement' ? closeStatement() : [];
      const { name, attributes, depth } = event.element;
      if (depth === 1 && name !== 'FlexQueryResponse')
        throw new FileRefused(
          `no Flex Query but <${name}>; the broker may not have had it ready: download it again`,
        );
      if (name === 'Trades') statement.sections.add('trades');
      if (name === 'CashTransactions') statement.sections.add('cash');
      if (name === 'FlexStatement') openStatement(event.element);
      else if (depth > 3 && Object.keys(attributes).length > 0) return element(event.element);
      return [];
    });
  }

  return {
    push: (chunk) => take(xml.push(chunk)),
    end: () => [
      ...take(xml.end()),
      ...cancels.end(),
      ...(dates.unclear() ? [{ kind: 'note', reason: UNCLEAR_DATES } as const] : []),
    ],
    covered: () => covered() as { from: string; through: string },
    reported,
  };
}

const UNCLEAR_DATES =
  'dates as 03/02/2024 were read with the month first: set the query to yyyyMMdd to be sure';
const TOLD_IN_DETAIL = 'sum or lot of trades that are listed one by one';
const LEDGER = 'cash ledger of what other sections have';
const CASH_REPORT = 'cash report';
const CASH_REPORT_PARTS = 'cash report to which the rows of the file do not add up';

/** The account that an element names. */
function accountIn(attributes: Readonly<Record<string, string>>, said: string | null): string | undefined {
  const account = ibkrText(attributes['accountId']) || ibkrText(attributes['clientAccountID']);
  return account === '' ? undefined : unmasked(account, said);
}

function cashTransaction(row: FlexRow): Parsed[] {
  return cashRecord(flexCash(row, attribute(row, 'type')), row.input);
}

function transfer(row: FlexRow): Parsed[] {
  const cash = parseDecimal(ibkrNumber(attribute(row, 'cashTransfer', 'amount')));
  if (/^cash$/i.test(attribute(row, 'assetCategory')) || (attribute(row, 'quantity') === '' && cash))
    return cashRecord(
      { ...flexCash(row, 'Transfer'), amount: attribute(row, 'cashTransfer', 'amount'), symbol: '' },
      row.input,
    );
  const fields = flexTransfer(row);
  if ('reason' in fields) return [reject(row, fields['reason'] as string, fields['detail'] as string)];
  const identity = JSON.stringify([
    'transfer',
    fields['direction'],
    fields['underlying'],
    fields['strike'],
    fields['quantity'],
  ]);
  return checkedRecord(fields, [row.input], { dataset: 'executions', identity, coarseness: 0 });
}
