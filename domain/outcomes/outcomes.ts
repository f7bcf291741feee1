import { compare } from '../compare.js';
import type { IsoDate } from '../time/dates.js';
import type { Span } from './campaigns.js';
import type { Market } from '../market/daily-bars.js';
import { isOffScale } from '../market/share-count.js';
import { newYorkDay } from '../time/calendar.js';
import { toNumber, ZERO, type Decimal } from '../number/decimal.js';
import { deliveryAdjustments, findShareLegs, intrinsicSettlement, type ShareLegs } from './deliveries.js';
import { excursionsOf } from './excursions.js';
import type { StoredExecution } from '../records/execution-order.js';
import { hashId } from '../hash.js';
import type { Instrument, Side } from '../records/instrument.js';
import { fifoLots } from '../positions/book.js';
import { costOf, resultCurrency, type CloseKind, type Closing, type Lot } from '../positions/lot.js';

/** A lot that is open at the end, as the table has it. */
export interface LotRow extends Instrument {
  lot_id: string;
  account: string;
  side: Side;
  quantity: Decimal;
  opened_at: string;
  cost: Decimal;
  currency: string;
  flags: string[];
}

/** A closing of a lot, or a lot still open, as the table has it; matches and campaigns are linked in the store. */
export interface OutcomeRow extends Instrument {
  outcome_id: string;
  lot_id: string | null;
  account: string;
  /** Null for the end of an option whose opening is not in the data and whose row does not say which side it was. */
  side: Side | null;
  quantity: Decimal;
  opened_at: string | null;
  closed_at: string | null;
  close_kind: CloseKind | 'open';
  pnl: Decimal | null;
  pnl_tax: Decimal | null;
  pnl_economic: Decimal | null;
  /** Null where the two ends paid them in different currencies. */
  fees: Decimal | null;
  max_adverse_excursion: Decimal | null;
  max_favourable_excursion: Decimal | null;
  excursion_source: 'bars' | 'bound' | null;
  r_multiple: number | null;
  currency: string;
  flags: string[];
  opening_record_id: string | null;
  closing_record_id: string | null;
}

/**
 * The open lots and the outcomes of one account's executions, by their ids: of all of them, or of some instruments
 * with all that symbol changes, assignments and exercises link them to.
 *
 * `market` gives closes and daily bars of the underlyings as traded. A lot past its expiration is flagged `lapsed`
 * when the account is known that far (`knownThrough`) and no row said how it ended; it is not closed. Flags of
 * outcomes: `no_opening` (a closing of what was never opened in the data: no P&L), `no_share_leg` (an assignment or
 * exercise without its share trade: the tax view keeps the premium in the option, and there is no economic one),
 * `oversold` (a short of shares by a sale of more than was held), `lapsed`, `without_cost` (came in by transfer without
 * a price: no P&L either), `bars_off_scale` (its bars are on another share count: no economic view of a delivery, no
 * excursions), `other_currency` (closed for another currency than the lot was opened for, since none was held in that
 * one: no P&L).
 */
export function tellOutcomes(
  executions: readonly StoredExecution[],
  { market, knownThrough }: { market: Market; knownThrough: IsoDate },
): { lots: LotRow[]; outcomes: OutcomeRow[] } {
  const plain = fifoLots(executions);
  const legs = findShareLegs(plain.closings, executions);
  // Without deliveries the three views are one, and the book stands as it is.
  const { open, closings } =
    legs.size === 0 ? plain : fifoLots(executions, deliveryAdjustments(plain.closings, legs, market));

  const delivered = new Set([...legs.values()].flat().map(({ leg }) => leg.record_id));
  const lots = open.map((lot) => lotRow(lot, knownThrough));
  const outcomes = [
    ...closings.map((closing) => closedRow(closing, { legs, delivered }, market)),
    ...open.map((lot) => openRow(lot, knownThrough)),
  ];
  return {
    lots: lots.sort((a, b) => compare(a.lot_id, b.lot_id)),
    outcomes: outcomes.sort((a, b) => compare(a.outcome_id, b.outcome_id)),
  };
}

function lotRow(lot: Lot, knownThrough: IsoDate): LotRow {
  const { lot_id, opening, instrument, side, quantity } = lot;
  return {
    lot_id,
    account: opening.account,
    ...instrument,
    side,
    quantity,
    opened_at: opening.executed_at,
    cost: costOf(lot),
    currency: lot.currency,
    flags: flagsOfOpen(lot, knownThrough),
  };
}

function openRow(lot: Lot, knownThrough: IsoDate): OutcomeRow {
  const { lot_id, opening, instrument, side, quantity, fees } = lot;
  return {
    outcome_id: hashId('open', lot_id),
    lot_id,
    account: opening.account,
    ...instrument,
    side,
    quantity,
    opened_at: opening.executed_at,
    closed_at: null,
    close_kind: 'open',
    pnl: null,
    pnl_tax: null,
    pnl_economic: null,
    fees,
    max_adverse_excursion: null,
    max_favourable_excursion: null,
    excursion_source: null,
    r_multiple: null,
    currency: lot.currency,
    flags: flagsOfOpen(lot, knownThrough),
    opening_record_id: opening.record_id,
    closing_record_id: null,
  };
}

function closedRow(
  closing: Closing,
  { legs, delivered }: { legs: ShareLegs; delivered: ReadonlySet<string> },
  market: Market,
): OutcomeRow {
  const { lot, closing: end, kind, instrument, quantity } = closing;
  const currency = resultCurrency(closing);
  const daily = currency === null ? undefined : market.get(instrument.underlying);
  const excursions = excursionsOf(closing, daily, delivered);
  const pnl = pnlOf(closing, legs, market);
  const isDelivery = (kind === 'assigned' || kind === 'exercised') && !isSettledInCash(closing);
  const unsettled = isDelivery && lot !== null && !legs.has(end.record_id);
  const isPriced = instrument.right === null || kind === 'assigned' || kind === 'exercised';
  const isOff = isPriced && hasBarsOffScale(closing, market);
  return {
    outcome_id: hashId('closed', lot?.lot_id ?? '', end.record_id, ...paidOtherwise(closing)),
    lot_id: lot?.lot_id ?? null,
    account: end.account,
    ...instrument,
    side: lot?.side ?? sideByAction(end),
    quantity,
    opened_at: lot?.opening.executed_at ?? null,
    closed_at: end.executed_at,
    close_kind: kind,
    ...pnl,
    fees: currency === null ? null : closing.fees + (lot?.fees ?? ZERO),
    max_adverse_excursion: excursions?.adverse ?? null,
    max_favourable_excursion: excursions?.favourable ?? null,
    excursion_source: excursions?.source ?? null,
    r_multiple: rMultiple(closing, pnl.pnl),
    currency: currency ?? closing.currency,
    flags: [
      ...(lot === null ? ['no_opening'] : lot.flags),
      ...(currency === null ? ['other_currency'] : []),
      ...(unsettled ? ['no_share_leg'] : []),
      ...(isOff ? ['bars_off_scale'] : []),
    ],
    opening_record_id: lot?.opening.record_id ?? null,
    closing_record_id: end.record_id,
  };
}

/** A change of name may close one lot by what was paid in several currencies: their rows have different ids. */
function paidOtherwise({ closing, currency }: Closing): string[] {
  return currency === closing.currency ? [] : [currency];
}

function hasBarsOffScale({ lot, closing, instrument }: Closing, market: Market): boolean {
  const closed = newYorkDay(closing.executed_at);
  const opened = lot === null ? closed : newYorkDay(lot.opening.executed_at);
  return isOffScale(market.get(instrument.underlying)?.offScale ?? [], opened, closed);
}

type Pnl = Pick<OutcomeRow, 'pnl' | 'pnl_tax' | 'pnl_economic'>;

function pnlOf(closing: Closing, legs: ShareLegs, market: Market): Pnl {
  const { lot, cash, kind } = closing;
  if (lot === null || lot.flags.includes('without_cost') || resultCurrency(closing) === null)
    return { pnl: null, pnl_tax: null, pnl_economic: null };
  const pnl = lot.cash.actual + cash.actual;
  if (kind === 'assigned' || kind === 'exercised') {
    const isDelivered = legs.has(closing.closing.record_id);
    const pnl_tax = isDelivered ? ZERO : pnl;
    if (isSettledInCash(closing)) return { pnl, pnl_tax, pnl_economic: pnl };
    // The other half of the settlement is in the shares: without them it would be a gain or loss that nobody made.
    const settlement = isDelivered ? intrinsicSettlement(closing, market) : null;
    return { pnl, pnl_tax, pnl_economic: settlement === null ? null : pnl + settlement };
  }
  const [opened, closed] = [lot.cash.economic, cash.economic];
  const pnl_economic = opened === null || closed === null ? null : opened + closed;
  return { pnl, pnl_tax: lot.cash.tax + cash.tax, pnl_economic };
}

function isSettledInCash({ cash, fees }: Closing): boolean {
  return cash.actual + fees !== ZERO;
}

/** A long option risks what was paid for it; nothing else here has a risk that was defined when it was opened. */
function rMultiple({ lot }: Closing, pnl: Decimal | null): number | null {
  if (pnl === null || lot?.side !== 'long' || lot.instrument.right === null) return null;
  const risk = costOf(lot);
  return risk === ZERO ? null : toNumber(pnl) / toNumber(risk);
}

function flagsOfOpen({ instrument, flags }: Lot, knownThrough: IsoDate): string[] {
  const { expiration } = instrument;
  return expiration !== null && expiration <= knownThrough ? [...flags, 'lapsed'] : [...flags];
}

function sideByAction({ action }: StoredExecution): Side | null {
  if (action === 'buy_to_close' || action === 'assign') return 'short';
  return action === 'sell_to_close' || action === 'sell' || action === 'exercise' ? 'long' : null;
}

/** How long a row's lot was held, for its campaign: an option that lapsed holds it only up to its expiration. */
export function spanOf(
  row: Pick<OutcomeRow, 'outcome_id' | 'lot_id' | 'opened_at' | 'closed_at' | 'expiration' | 'flags'>,
): Span {
  const { outcome_id, lot_id, opened_at, closed_at, expiration, flags } = row;
  const to = flags.includes('lapsed') ? expiration : closed_at;
  return { id: lot_id ?? outcome_id, from: opened_at ?? (closed_at as string), to };
}
