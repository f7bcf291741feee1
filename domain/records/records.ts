/**
 * The canonical records: the contract at the door, version 1 (docs/trade_record_format.md). One schema per record; the
 * types are inferred from it and nothing further in validates again (`check-record.ts` applies them). {@link fieldsOf}
 * says how each field is written, so that the set-wise check of Parquet and CSV in bulk and the exports are made from
 * the same schemas.
 */
import { fields, type Field, type FieldKind, type ValueOf } from './record-fields.js';

/** The version of the contract; in reports and in Parquet metadata. */
export const CONTRACT_VERSION = 2;

export const TRADE_ACTIONS = [
  'sell_to_open',
  'buy_to_close',
  'buy_to_open',
  'sell_to_close',
  'buy',
  'sell',
] as const;
export type TradeAction = (typeof TRADE_ACTIONS)[number];

const EVENT_ACTIONS = ['expire', 'assign', 'exercise', 'split', 'symbol_change', 'transfer'] as const;

export const ADVICE_ACTIONS = [...TRADE_ACTIONS, 'roll', 'hold', 'wait'] as const;
export type AdviceAction = (typeof ADVICE_ACTIONS)[number];

const CASH_FLOW_KINDS = [
  'dividend',
  'interest',
  'fee',
  'deposit',
  'withdrawal',
  'transfer',
  'adjustment',
] as const;

/** True for the actions that are a trade, false for what happens to a position without one. */
export function isTrade(action: Execution['action']): action is TradeAction {
  return (TRADE_ACTIONS as readonly string[]).includes(action);
}

const recommendationSchema = {
  recommendation_id: fields.idRequired(),
  sent_at: fields.timeRequired(),
  valid_until: fields.time(),
  seen_at: fields.time(),
  withdrawn_at: fields.time(),
  account: fields.name(),
  algorithm_version: fields.name(),
  action: fields.choiceRequired(ADVICE_ACTIONS),
  underlying: fields.nameRequired(),
  right: fields.right(),
  strike: fields.positive(),
  expiration: fields.date(),
  from_strike: fields.positive(),
  from_expiration: fields.date(),
  from_right: fields.right(),
  legs: fields.json(),
  quantity: fields.positive(),
  premium: fields.decimal(),
  bid: fields.nonNegative(),
  ask: fields.nonNegative(),
  underlying_price: fields.nonNegative(),
  priority: fields.text(),
  rationale: fields.text(),
  propensity: fields.fraction(),
  alternatives: fields.json(),
  context: fields.json(),
  root: fields.name(),
  multiplier: fields.positive(),
};

const executionSchema = {
  execution_id: fields.id(),
  order_id: fields.id(),
  account: fields.nameRequired(),
  executed_at: fields.timeRequired(),
  action: fields.choiceRequired([...TRADE_ACTIONS, ...EVENT_ACTIONS]),
  underlying: fields.nameRequired(),
  root: fields.name(),
  right: fields.right(),
  strike: fields.positive(),
  expiration: fields.date(),
  multiplier: fields.positive(),
  quantity: fields.positiveRequired(),
  price: fields.nonNegative(),
  fees: fields.nonNegative(),
  amount: fields.decimal(),
  currency: fields.currency(),
  sequence: fields.integer(),
  direction: fields.choice(['in', 'out']),
  ratio: fields.ratio(),
  to_underlying: fields.name(),
  to_strike: fields.positive(),
  to_multiplier: fields.positive(),
};

const cashFlowSchema = {
  account: fields.nameRequired(),
  at: fields.timeRequired(),
  kind: fields.choiceRequired(CASH_FLOW_KINDS),
  amount: fields.decimalRequired(),
  currency: fields.currency(),
  underlying: fields.name(),
  description: fields.text(),
};

const barSchema = {
  symbol: fields.nameRequired(),
  interval: fields.choiceRequired(['1m', '5m', '15m', '1h', '1d']),
  ts: fields.timeRequired(),
  open: fields.positiveRequired(),
  high: fields.positiveRequired(),
  low: fields.positiveRequired(),
  close: fields.positiveRequired(),
  volume: fields.count(),
  adjusted: fields.choice(['none', 'split']),
};

const quoteSchema = {
  underlying: fields.nameRequired(),
  root: fields.name(),
  right: fields.rightRequired(),
  strike: fields.positiveRequired(),
  expiration: fields.dateRequired(),
  ts: fields.timeRequired(),
  bid: fields.nonNegative(),
  ask: fields.nonNegative(),
  last: fields.nonNegative(),
  open_interest: fields.count(),
  underlying_price: fields.nonNegative(),
};

const marketEventSchema = {
  underlying: fields.nameRequired(),
  kind: fields.choiceRequired(['earnings', 'ex_dividend', 'split']),
  date: fields.dateRequired(),
  amount: fields.decimal(),
  ratio: fields.ratio(),
};

/** The datasets of the lake, each with the schema of its records. */
const schemas = {
  recommendations: recommendationSchema,
  executions: executionSchema,
  cash_flows: cashFlowSchema,
  bars: barSchema,
  quotes: quoteSchema,
  market_events: marketEventSchema,
} as const;

export type Dataset = keyof typeof schemas;
export const DATASETS = Object.keys(schemas) as Dataset[];

/** Fields the contract does not name, as JSON text; null when there were none. */
interface Extra {
  extra: string | null;
}
type RecordBy<D extends Dataset> = {
  [N in keyof (typeof schemas)[D]]: ValueOf<(typeof schemas)[D][N]>;
} & Extra;
export type Recommendation = RecordBy<'recommendations'>;
export type Execution = RecordBy<'executions'>;
export type CashFlow = RecordBy<'cash_flows'>;
export type Bar = RecordBy<'bars'>;
export type Quote = RecordBy<'quotes'>;
export type MarketEvent = RecordBy<'market_events'>;
export interface RecordOf {
  recommendations: Recommendation;
  executions: Execution;
  cash_flows: CashFlow;
  bars: Bar;
  quotes: Quote;
  market_events: MarketEvent;
}

/** The names of a dataset's fields with how they are read, in the contract's order, without `extra`. */
export function schemaOf(dataset: Dataset): readonly (readonly [name: string, field: Field<unknown>])[] {
  return Object.entries(schemas[dataset]);
}

/** The names of a dataset's fields with their kinds, in the contract's order, without `extra`. */
export function fieldsOf(dataset: Dataset): { name: string; field: FieldKind; required: boolean }[] {
  return schemaOf(dataset).map(([name, { kind, required }]) => ({ name, field: kind, required }));
}
