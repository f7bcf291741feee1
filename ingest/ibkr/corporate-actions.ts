import {
  abs,
  divide,
  formatDecimal,
  parseDecimal,
  sum,
  ZERO,
  type Decimal,
} from '../../domain/number/decimal.js';
import { groupBy } from '../../domain/group-by.js';
import { checkedRecord, type InputRecord } from '../checked-record.js';
import { cashRecord } from './cash.js';
import type { IbkrContract } from './contract.js';
import { codesOf } from './trade.js';
import type { Parsed } from '../source-format.js';
import { onOneLine } from '../text/written-values.js';

/** One row of a corporate action: what it put into the position (above zero) or took out of it. */
export interface IbkrCorporateAction {
  account: string | null;
  at: string;
  /** The broker's two letters (`FS`, `TC`), empty in the activity statement. */
  type: string;
  description: string;
  /** Undefined for an option whose contract is not named. */
  contract: IbkrContract | undefined;
  /** What groups the rows of one action; empty where only their descriptions do. */
  actionId: string;
  quantity: Decimal;
  proceeds: Decimal;
  currency: string;
  codes: string;
  /** New per old, where a column has it. */
  ratio: Decimal | undefined;
  coarseness: number;
  input: InputRecord;
}

/**
 * The records of a file's corporate actions. A split has its ratio, new shares without one (a stock dividend) as a
 * split that adds them; what leaves one symbol and comes back as another is one `symbol_change`; what only leaves is
 * sold for its proceeds, what only comes is a `transfer` in without cost, or bought where it was paid for.
 * `dividendsElsewhere`: true where the file has cash dividends among its cash rows.
 */
export function corporateActions(
  rows: readonly IbkrCorporateAction[],
  { dividendsElsewhere }: { dividendsElsewhere: boolean },
): Parsed[] {
  return [...groupBy(rows, groupKey).values()].flatMap((group) => {
    const { kept, events } = withoutCancelled(group);
    return [...events, ...(kept.length === 0 ? [] : actionEvents(kept, dividendsElsewhere))];
  });
}

/** `NVDA(US67066G1040) SPLIT 10 FOR 1` of `NVDA(US67066G1040) SPLIT 10 FOR 1 (NVDA, NVIDIA CORP, US67066G1040)`. */
function groupKey({ account, at, actionId, description, contract, input }: IbkrCorporateAction): string {
  const [told] = onOneLine(description).split(/ \([^()]*,[^()]*\)$/);
  // Where neither an id nor the broker's wording ties rows together, each stands alone.
  const tied = /\([A-Z0-9]{9,12}\)/i.test(told ?? '') || contract?.right;
  return JSON.stringify([account, at, actionId || (tied ? told : `${input.line}`)]);
}

function withoutCancelled(group: readonly IbkrCorporateAction[]): {
  kept: IbkrCorporateAction[];
  events: Parsed[];
} {
  const kept = [...group];
  const events: Parsed[] = [];
  for (const row of group.filter(({ codes }) => codesOf(codes).has('Ca'))) {
    const voided = kept.find(
      (other) =>
        other !== row &&
        !codesOf(other.codes).has('Ca') &&
        other.quantity === -row.quantity &&
        other.contract?.name === row.contract?.name,
    );
    if (!voided) continue;
    for (const gone of [row, voided]) {
      kept.splice(kept.indexOf(gone), 1);
      events.push({
        kind: 'ignored',
        line: gone.input.line,
        reason: 'corporate action that was cancelled, and its cancellation',
      });
    }
  }
  return { kept, events };
}

const CASH_DIVIDEND = /^(CD|CH|CP)$/;
const SPLIT_TYPE = /^(FS|RS|FI)$/;
const SPLIT_WORDS = /\bsplit (\d+(?:\.\d+)?) for (\d+(?:\.\d+)?)/i;
const RATIO_WORDS = /\b(\d+(?:\.\d+)?)(?::|-for-| for )(\d+(?:\.\d+)?)\b/i;
const STOCK_DIVIDEND = /^(SD|HI)$|\bstock dividend\b/i;

function actionEvents(rows: readonly IbkrCorporateAction[], dividendsElsewhere: boolean): Parsed[] {
  const [first] = rows as [IbkrCorporateAction];
  const { type, description } = first;
  if (CASH_DIVIDEND.test(type) || (type === 'DI' && first.proceeds !== ZERO))
    return rows.flatMap((row) => cashDividend(row, dividendsElsewhere));
  if (rows.some(({ contract }) => contract === undefined))
    return rejects(rows, 'option contract of a corporate action not named');
  const came = rows.filter(({ quantity }) => quantity > ZERO);
  const left = rows.filter(({ quantity }) => quantity < ZERO);
  if (came.length + left.length < rows.length) return rejects(rows, 'corporate action without a quantity');
  const split = first.contract?.right === null && (SPLIT_TYPE.test(type) || SPLIT_WORDS.test(description));
  if (split) return splitEvent(rows);
  const names = (some: readonly IbkrCorporateAction[]) => new Set(some.map((row) => nameOf(row)));
  if (came.length > 0 && left.length > 0) {
    if (names(came).size > 1 || names(left).size > 1)
      return rejects(rows, 'corporate action into more than one symbol');
    return symbolChange(left, came);
  }
  return rows.flatMap((row) => alone(row));
}

function cashDividend(row: IbkrCorporateAction, elsewhere: boolean): Parsed[] {
  const { account, at, currency, description, contract, coarseness, input, proceeds } = row;
  if (elsewhere)
    return [{ kind: 'ignored', line: input.line, reason: 'cash dividend that is among the cash rows' }];
  const amount = formatDecimal(proceeds);
  return cashRecord(
    {
      account,
      at,
      type: 'Dividends',
      amount,
      currency,
      symbol: contract?.underlying ?? '',
      description,
      coarseness,
    },
    input,
  );
}

function splitEvent(rows: readonly IbkrCorporateAction[]): Parsed[] {
  const [first] = rows as [IbkrCorporateAction];
  const ratio = ratioOf(first);
  const left = sum(rows.filter(({ quantity }) => quantity < ZERO).map(({ quantity }) => -quantity));
  const came = sum(rows.filter(({ quantity }) => quantity > ZERO).map(({ quantity }) => quantity));
  // Two rows take out all that was held; one adds the difference.
  const quantity = left > ZERO && came > ZERO ? left : abs(came - left);
  if (ratio === undefined && (left > ZERO || rows.length > 1))
    return rejects(rows, 'split without its ratio');
  return moved(rows, {
    action: 'split',
    quantity: formatDecimal(quantity),
    ratio: ratio === undefined ? null : formatDecimal(ratio),
    underlying: nameOf(rows.find((row) => row.quantity > ZERO) ?? first),
  });
}

/** `SPLIT 1 FOR 20` is new for old; `20:1` is the other way round where the broker's code says so. */
function ratioOf({ description, ratio, type }: IbkrCorporateAction): Decimal | undefined {
  const words = SPLIT_WORDS.exec(description);
  const [, now = '', before = ''] = words ?? RATIO_WORDS.exec(description) ?? [];
  const [to, from] = [parseDecimal(now), parseDecimal(before)];
  if (!to || !from) return ratio;
  const reversed = words === null && ((type === 'RS' && to > from) || (type === 'FS' && to < from));
  return reversed ? divide(from, to) : divide(to, from);
}

function symbolChange(left: readonly IbkrCorporateAction[], came: readonly IbkrCorporateAction[]): Parsed[] {
  const [from] = left as [IbkrCorporateAction];
  const [to] = came as [IbkrCorporateAction];
  const [held, became] = [from.contract as IbkrContract, to.contract as IbkrContract];
  const before = abs(sum(left.map(({ quantity }) => quantity)));
  const after = abs(sum(came.map(({ quantity }) => quantity)));
  const paid = [...left, ...came].filter(({ proceeds }) => proceeds !== ZERO);
  const unpaid = [...left, ...came].filter(({ proceeds }) => proceeds === ZERO);
  const same = held.right === null ? nameOf(from) === nameOf(to) : held.name === became.name;
  if (same && before === after)
    return [...left, ...came].map(({ input }) => ({
      kind: 'ignored',
      line: input.line,
      reason: 'identifier that changed, the symbol stays',
    }));
  if (unpaid.length === 0) return rejects([...left, ...came], 'corporate action with cash on every row');
  const cash = paid.flatMap((row) => {
    const { account, at, currency, description, coarseness, input, proceeds } = row;
    const amount = formatDecimal(proceeds);
    return cashRecord(
      {
        account,
        at,
        type: 'Corporate action',
        amount,
        currency,
        symbol: nameOf(row),
        description,
        coarseness,
      },
      input,
    );
  });
  const ratio = before === after ? null : formatDecimal(divide(after, before));
  if (same)
    return [
      ...cash,
      ...moved(unpaid, { action: 'split', underlying: nameOf(from), quantity: formatDecimal(before), ratio }),
    ];
  const followingRoot = held.root === held.underlying ? became.underlying : held.root;
  const target = {
    to_underlying: held.right === null ? nameOf(to) : became.underlying,
    to_strike: became.strike === held.strike ? null : became.strike,
    to_multiplier: became.multiplier === held.multiplier ? null : became.multiplier,
    to_root: became.root === followingRoot ? null : became.root,
  };
  const underlying = held.right === null ? nameOf(from) : held.underlying;
  const { root, right, strike, expiration, multiplier } = held;
  return [
    ...cash,
    ...moved(unpaid, {
      action: 'symbol_change',
      ...{ underlying, root, right, strike, expiration, multiplier },
      quantity: formatDecimal(before),
      ratio,
      ...target,
    }),
  ];
}

function alone(row: IbkrCorporateAction): Parsed[] {
  const { quantity, proceeds, type, description } = row;
  const { underlying: _, name: __, ...contract } = row.contract as IbkrContract;
  const told = { ...contract, underlying: nameOf(row), quantity: formatDecimal(abs(quantity)) };
  if (quantity > ZERO && proceeds === ZERO && (STOCK_DIVIDEND.test(type) || STOCK_DIVIDEND.test(description)))
    return moved([row], { action: 'split', ...told });
  if (quantity > ZERO && proceeds === ZERO)
    return moved([row], { action: 'transfer', direction: 'in', ...told });
  const action = quantity > ZERO ? 'buy' : 'sell';
  const price = formatDecimal(divide(abs(proceeds), abs(quantity)));
  return moved([row], { action, ...told, price, amount: formatDecimal(proceeds) }, proceeds);
}

function moved(
  rows: readonly IbkrCorporateAction[],
  told: Record<string, unknown>,
  stated?: Decimal,
): Parsed[] {
  const [{ account, at, currency, description, coarseness }] = rows as [IbkrCorporateAction];
  const { action, underlying, quantity } = told;
  const inputs = rows.map(({ input }) => input);
  return checkedRecord(
    { account, executed_at: at, currency, corporate_action: onOneLine(description), ...told },
    inputs,
    {
      dataset: 'executions',
      identity: JSON.stringify(['corporate action', action, underlying, told['strike'] ?? null, quantity]),
      coarseness,
      ...(stated === undefined ? {} : { statedAmount: stated }),
    },
  );
}

/**
 * The symbol behind a row: the one that the description names last; a position that is being renamed is called
 * `ABC.OLD` for a day.
 */
function nameOf({ contract, description }: IbkrCorporateAction): string {
  const symbol = /\(([^(),]+),[^()]*\)$/.exec(onOneLine(description))?.[1]?.trim();
  const name = contract?.right === null && symbol !== undefined ? symbol : (contract?.underlying ?? '');
  return name.replace(/\.OLD$/, '');
}

function rejects(rows: readonly IbkrCorporateAction[], reason: string): Parsed[] {
  return rows.map(({ input, description }) => ({
    kind: 'reject',
    ...input,
    reason,
    detail: JSON.stringify(onOneLine(description).slice(0, 80)),
  }));
}
