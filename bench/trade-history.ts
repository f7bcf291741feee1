import { addDays, weekday, type IsoDate } from '../domain/time/dates.js';
import { nextSession, sessionsBetween } from '../domain/time/calendar.js';
import { integerBetween, seededRandom, type Random } from '../domain/number/random.js';

/** How much there is in a made-up history of advice and trades. */
export interface HistorySize {
  recommendations: number;
  executions: number;
  symbols: number;
  accounts: number;
}

/** A day of it, each record as a line of CSV. */
export interface HistoryDay {
  recommendations: string[];
  executions: string[];
}

export const FIRST: IsoDate = '2020-01-02';
export const LAST: IsoDate = '2024-12-31';

export const ADVICE_HEAD =
  'recommendation_id,sent_at,account,action,underlying,right,strike,expiration,from_strike,from_expiration,quantity,premium';
export const EXECUTION_HEAD =
  'order_id,account,executed_at,action,underlying,right,strike,expiration,quantity,price,fees';

/** So long the algorithm looks at the same symbols, each of them every third session or so. */
const SESSIONS_WATCHED = 21;

interface Contract {
  right: 'call' | 'put';
  strike: number;
  expiration: IsoDate;
}

interface Lot extends Contract {
  quantity: number;
}

/** One account's trading in one underlying. */
interface Desk {
  account: string;
  symbol: string;
  price: number;
  lots: Lot[];
  shares: number;
  /**
   * How many orders the day has had so far: each has a time of its own, so that nothing but a roll pairs their legs.
   */
  slots: number;
  slotsOf: IsoDate;
  asked: Asked | null;
  askedOn: number;
}

interface Asked extends Contract {
  action: 'sell_to_open' | 'buy_to_close' | 'roll' | 'hold';
  from: Contract | null;
  quantity: number;
  premium: number;
}

/**
 * Five years of a covered-call and put seller's advice and trades: sales, closings and rolls advised, a part of them
 * asked again the next day; followed as they are, moved, done in part or left; trades of the human's own beside them;
 * orders in one to three fills, four fifths of them with an order id; contracts that expire or are assigned. The same
 * for the same seed, and of exactly the size that is asked for.
 */
export function* tradeHistory(size: HistorySize, seed = 1): Generator<HistoryDay> {
  const random = seededRandom(seed);
  const desks = Array.from({ length: size.symbols * size.accounts }, (_, i): Desk => ({
    account: `account-${i % size.accounts}`,
    symbol: `SYM${Math.floor(i / size.accounts)}`,
    price: 20 + ((Math.floor(i / size.accounts) * 37) % 280),
    lots: [],
    shares: 0,
    slots: 0,
    slotsOf: '',
    asked: null,
    askedOn: -9,
  }));
  const sessions = sessionsBetween(FIRST, LAST);
  const made = { recommendations: 0, executions: 0 };
  let later: { desk: Desk; asked: Asked }[] = [];
  const ends = new Map<IsoDate, { desk: Desk; lot: Lot }[]>();

  for (const [at, day] of sessions.entries()) {
    const recommendations: string[] = [];
    const trades = tradesOf(random, day, at, ends);
    const share = (at + 1) / sessions.length;
    const wanted = Math.round(size.executions * share) - made.executions;
    const isBehind = () => trades.lines.length < wanted;

    for (const { desk, lot } of ends.get(day) ?? []) trades.end(desk, lot);
    ends.delete(day);
    const answered = later;
    later = [];
    for (const { desk, asked } of answered) trades.answer(desk, asked, isBehind());

    const count = Math.round(size.recommendations * share) - made.recommendations;
    const watched = () => {
      const listed = Math.min(desks.length, 3 * Math.max(1, count));
      const first = Math.floor(at / SESSIONS_WATCHED) * listed;
      return desks[(first + integerBetween(random, 0, listed - 1)) % desks.length] as Desk;
    };
    for (let n = 0; n < count; n++) {
      const desk = watched();
      const asked = askedOf(random, desk, { day, at });
      recommendations.push(adviceLine(random, desk, { asked, day, id: made.recommendations + n }));
      desk.asked = asked;
      desk.askedOn = at;
      if (asked.action === 'hold' || random() > (isBehind() ? 0.85 : 0.6)) continue;
      if (random() < 0.25) later.push({ desk, asked });
      else trades.answer(desk, asked, isBehind());
    }
    for (let tries = 0; isBehind() && tries < 20 * wanted; tries++) trades.ofOwnMind(watched());
    made.recommendations += recommendations.length;
    const left = size.executions - made.executions;
    const executions = trades.lines.slice(0, left);
    made.executions += executions.length;
    yield { recommendations, executions };
  }
  if (made.executions < size.executions)
    throw new RangeError(`${made.executions} executions, too few desks for ${size.executions}`);
}

function askedOf(random: Random, desk: Desk, { day, at }: { day: IsoDate; at: number }): Asked {
  if (desk.asked !== null && at - desk.askedOn === 1 && random() < 0.5) return desk.asked;
  desk.price = Math.max(8, desk.price * (1 + (random() - 0.5) * 0.04));
  const held = desk.lots[integerBetween(random, 0, desk.lots.length - 1)];
  const quantity = held?.quantity ?? integerBetween(random, 1, 5);
  if (held === undefined || random() < 0.35)
    return {
      action: 'sell_to_open',
      ...contractOf(random, desk, day),
      from: null,
      quantity,
      premium: premiumOf(random),
    };
  const mood = random();
  if (mood < 0.1) return { action: 'hold', ...contract(held), from: null, quantity, premium: 0 };
  if (mood < 0.55)
    return {
      action: 'buy_to_close',
      ...contract(held),
      from: null,
      quantity,
      premium: premiumOf(random) / 4,
    };
  const opened = { ...contractOf(random, desk, day), right: held.right };
  return { action: 'roll', ...opened, from: contract(held), quantity, premium: premiumOf(random) / 2 };
}

function contractOf(random: Random, { price }: Desk, day: IsoDate): Contract {
  const right = random() < 0.7 ? 'call' : 'put';
  const steps = integerBetween(random, 1, 6) * (right === 'call' ? 1 : -1);
  const step = price < 50 ? 1 : price < 150 ? 2.5 : 5;
  const friday = addDays(day, 5 - weekday(day));
  return {
    right,
    strike: Math.max(1, Math.round(price / step) + steps) * step,
    expiration: addDays(friday, 7 * integerBetween(random, 1, 5)),
  };
}

function contract({ right, strike, expiration }: Contract): Contract {
  return { right, strike, expiration };
}

function premiumOf(random: Random): number {
  return 0.4 + integerBetween(random, 0, 400) / 100;
}

function adviceLine(
  random: Random,
  desk: Desk,
  { asked, day, id }: { asked: Asked; day: IsoDate; id: number },
): string {
  const { action, from, right, strike, expiration, quantity, premium } = asked;
  const sentAt = `${day}T15:${two(integerBetween(random, 0, 9))}:${two(integerBetween(random, 0, 59))}Z`;
  const account = random() < 0.1 ? '' : desk.account;
  const closes = from === null ? ',' : `${from.strike},${from.expiration}`;
  const price = action === 'hold' ? '' : premium.toFixed(2);
  return `r${id},${sentAt},${account},${action},${desk.symbol},${right},${strike},${expiration},${closes},${quantity},${price}`;
}

/** The trades of a day as they are made. */
function tradesOf(random: Random, day: IsoDate, at: number, ends: Map<IsoDate, { desk: Desk; lot: Lot }[]>) {
  const lines: string[] = [];

  function slotOf(desk: Desk): number | undefined {
    if (desk.slotsOf !== day) [desk.slots, desk.slotsOf] = [0, day];
    return desk.slots < 8 ? desk.slots++ : undefined;
  }

  function order(
    desk: Desk,
    {
      slot,
      id,
      action,
      traded,
      quantity,
      price,
      fills,
    }: {
      slot: number;
      id: string;
      action: string;
      traded: Contract;
      quantity: number;
      price: number;
      fills: number;
    },
  ) {
    const { right, strike, expiration } = traded;
    const pieces = Math.min(fills, quantity);
    for (let n = 0; n < pieces; n++) {
      const size = Math.floor(quantity / pieces) + (n < quantity % pieces ? 1 : 0);
      const time = clock(slot, 4 * n + integerBetween(random, 0, 3), integerBetween(random, 0, 59));
      const paid = Math.max(0.01, price + integerBetween(random, -2, 2) / 100).toFixed(2);
      lines.push(
        `${id},${desk.account},${day}T${time}Z,${action},${desk.symbol},${right},${strike},${expiration},${size},${paid},${(0.65 * size).toFixed(2)}`,
      );
    }
    if (action === 'sell_to_open') open(desk, traded, quantity);
    else close(desk, traded, quantity);
  }

  function open(desk: Desk, traded: Contract, quantity: number) {
    const lot = desk.lots.find((one) => isSame(one, traded));
    if (lot) lot.quantity += quantity;
    else {
      const opened = { ...contract(traded), quantity };
      desk.lots.push(opened);
      const end = nextSession(traded.expiration);
      const ending = ends.get(end) ?? [];
      ending.push({ desk, lot: opened });
      ends.set(end, ending);
    }
  }

  function close(desk: Desk, traded: Contract, quantity: number) {
    const lot = desk.lots.find((one) => isSame(one, traded));
    if (!lot) return;
    lot.quantity -= quantity;
    if (lot.quantity === 0) desk.lots.splice(desk.lots.indexOf(lot), 1);
  }

  function heldOf(desk: Desk, traded: Contract): number {
    return desk.lots.find((one) => isSame(one, traded))?.quantity ?? 0;
  }

  const idOf = (desk: Desk, slot: number) =>
    random() < 0.8 ? `o${desk.account.slice(8)}-${desk.symbol}-${at}-${slot}` : '';

  /** A contract moved a little, as a human moves it. */
  function moved(asked: Contract): Contract {
    const mood = random();
    const step = asked.strike < 50 ? 1 : asked.strike < 150 ? 2.5 : 5;
    if (mood < 0.6) return contract(asked);
    if (mood < 0.85)
      return {
        ...contract(asked),
        strike: Math.max(step, asked.strike + integerBetween(random, -3, 3) * step),
      };
    return { ...contract(asked), expiration: addDays(asked.expiration, 7 * integerBetween(random, 0, 2)) };
  }

  function answer(desk: Desk, asked: Asked, inParts: boolean) {
    const slot = slotOf(desk);
    if (slot === undefined) return;
    const id = idOf(desk, slot);
    const fills = inParts ? integerBetween(random, 1, 3) : 1;
    const price = asked.premium * (0.9 + random() * 0.2);
    const quantity = random() < 0.85 ? asked.quantity : integerBetween(random, 1, 5);
    if (asked.action === 'sell_to_open') {
      order(desk, { slot, id, action: 'sell_to_open', traded: moved(asked), quantity, price, fills });
      return;
    }
    const closed = asked.from ?? contract(asked);
    const most = Math.min(quantity, heldOf(desk, closed));
    if (most === 0) return;
    const paid = asked.action === 'roll' ? 1 : price;
    order(desk, { slot, id, action: 'buy_to_close', traded: closed, quantity: most, price: paid, fills });
    if (asked.action !== 'roll' || random() < 0.1) return;
    const opened = moved(asked);
    if (isSame(opened, closed)) return;
    const size = random() < 0.9 ? most : integerBetween(random, 1, 5);
    order(desk, {
      slot,
      id,
      action: 'sell_to_open',
      traded: opened,
      quantity: size,
      price: paid + price,
      fills,
    });
  }

  return {
    lines,
    answer,
    ofOwnMind(desk: Desk) {
      const held = desk.lots[0];
      const slot = slotOf(desk);
      if (slot === undefined) return;
      const id = idOf(desk, slot);
      const fills = integerBetween(random, 1, 3);
      if (desk.shares > 0) {
        const time = clock(slot, 0, 0);
        lines.push(
          `${id},${desk.account},${day}T${time}Z,sell,${desk.symbol},,,,${desk.shares},${desk.price.toFixed(2)},0.02`,
        );
        desk.shares = 0;
      } else if (held && random() < 0.5)
        order(desk, {
          slot,
          id,
          action: 'buy_to_close',
          traded: held,
          quantity: held.quantity,
          price: premiumOf(random) / 3,
          fills,
        });
      else
        order(desk, {
          slot,
          id,
          action: 'sell_to_open',
          traded: contractOf(random, desk, day),
          quantity: integerBetween(random, 1, 6),
          price: premiumOf(random),
          fills,
        });
    },
    /** The contract ends, on the session after its expiration as brokers book it; one put in five is assigned. */
    end(desk: Desk, lot: Lot) {
      if (lot.quantity === 0) return;
      const { right, strike, expiration, quantity } = lot;
      desk.lots.splice(desk.lots.indexOf(lot), 1);
      const isAssigned = right === 'put' && random() < 0.2;
      lines.push(
        `,${desk.account},${day},${isAssigned ? 'assign' : 'expire'},${desk.symbol},${right},${strike},${expiration},${quantity},,`,
      );
      if (!isAssigned) return;
      lines.push(`,${desk.account},${day},buy,${desk.symbol},,,,${100 * quantity},${strike},0`);
      desk.shares += 100 * quantity;
    },
  };
}

function isSame(a: Contract, b: Contract): boolean {
  return a.right === b.right && a.strike === b.strike && a.expiration === b.expiration;
}

/** From 15:15 UTC on a slot begins every forty minutes, of which trades use the first twelve. */
function clock(slot: number, minute: number, second: number): string {
  const minutes = 15 * 60 + 15 + 40 * slot + minute;
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(second)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
