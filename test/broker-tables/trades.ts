/** Made-up trades, from which tables in the shapes of brokers are written, and what they come to. */

export interface MadeTrade {
  /** UTC, `2026-03-03T14:35:10Z`. */
  at: string;
  side: 'buy' | 'sell';
  symbol: string;
  quantity: number;
  price: number;
  /** In the money of the trade, above zero. */
  fee: number;
  /** How many units one of the quantity is. */
  multiplier: number;
}

export interface MadeCash {
  at: string;
  kind: 'deposit' | 'dividend' | 'interest' | 'fee';
  amount: number;
  symbol: string;
}

/** A table in the shape of a broker's, and what is in it. */
export interface BrokerTable {
  broker: string;
  text: string;
  truth: {
    executions: number;
    /** By currency, what all rows come to. */
    cash: Record<string, number>;
    /** The instant of the first trade, or its day. */
    first: string;
    /** By currency, what all closed positions made. */
    pnl: Record<string, number>;
  };
}

/** The same numbers for the same seed: Mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Make {
  symbols: readonly string[];
  seed: number;
  fee: number;
  /** Decimal places of quantities. */
  places?: number;
  multiplier?: number;
  price?: number;
}

/** Purchases, each followed days later by the sale of all or of a half. */
export function roundTrips({
  symbols,
  seed,
  fee,
  places = 0,
  multiplier = 1,
  price: around = 50,
}: Make): MadeTrade[] {
  const random = randomOf(seed);
  const trades: MadeTrade[] = [];
  let day = 2;
  for (const symbol of symbols) {
    const unit = 10 ** places;
    const quantity = Math.max(2, Math.round((1 + random() * 9) * unit) * (places === 0 ? 10 : 1)) / unit;
    const even = places === 0 ? quantity - (quantity % 2) : quantity;
    const price = Math.round((around / 2 + random() * around) * 100) / 100;
    const later = Math.round(price * (0.9 + random() * 0.25) * 100) / 100;
    const stamp = (d: number, minute: number) =>
      `2026-03-${String(d).padStart(2, '0')}T1${5 + (minute % 4)}:${String(10 + (minute % 45))}:0${minute % 10}Z`;
    const base = { symbol, fee, multiplier };
    trades.push({ ...base, at: stamp(day, Math.floor(random() * 40)), side: 'buy', quantity: even, price });
    const sold = random() < 0.5 && places === 0 ? even / 2 : even;
    trades.push({
      ...base,
      at: stamp(day + 1, Math.floor(random() * 40)),
      side: 'sell',
      quantity: sold,
      price: later,
    });
    day += 2;
  }
  return trades;
}

export const cents = (value: number) => Math.round(value * 1e8) / 1e8;

/** Paid below zero, received above it, net of the fee. */
export function netOf({ side, quantity, price, multiplier, fee }: MadeTrade): number {
  const gross = quantity * price * multiplier;
  return cents((side === 'buy' ? -gross : gross) - fee);
}

export function grossOf({ quantity, price, multiplier }: MadeTrade): number {
  return cents(quantity * price * multiplier);
}

/** What trades of one currency come to. */
export function truthOf(
  currency: string,
  trades: readonly MadeTrade[],
  { cash = [], daysOnly = false }: { cash?: readonly MadeCash[]; daysOnly?: boolean } = {},
): BrokerTable['truth'] {
  const total =
    trades.reduce((sum, trade) => sum + netOf(trade), 0) + cash.reduce((sum, one) => sum + one.amount, 0);
  let pnl = 0;
  for (const symbol of new Set(trades.map((trade) => trade.symbol))) {
    const own = trades.filter((trade) => trade.symbol === symbol);
    const [opened, closed] = [own[0] as MadeTrade, own[1] as MadeTrade];
    pnl += netOf(closed) + (netOf(opened) * closed.quantity) / opened.quantity;
  }
  const first = trades.map(({ at }) => at).toSorted()[0] ?? '';
  return {
    executions: trades.length,
    cash: { [currency]: cents(total) },
    first: daysOnly ? first.slice(0, 10) : first,
    pnl: { [currency]: cents(pnl) },
  };
}

/** The wall clock of a zone so many hours from UTC. */
export function clockOf(
  at: string,
  hours: number,
): { day: string; time: string; y: string; m: string; d: string } {
  const iso = new Date(Date.parse(at) + hours * 3_600_000).toISOString();
  const day = iso.slice(0, 10);
  const [y = '', m = '', d = ''] = day.split('-');
  return { day, time: iso.slice(11, 19), y, m, d };
}

/** New York’s in March 2026: an hour less before the eighth. */
export function newYork(at: string) {
  return clockOf(at, at < '2026-03-08T07:00:00Z' ? -5 : -4);
}

export function csv(rows: readonly (readonly (string | number)[])[], divider = ','): string {
  const field = (value: string | number) => {
    const text = String(value);
    return text.includes(divider) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(field).join(divider)).join('\n') + '\n';
}

/** `1.234,56`. */
export function comma(value: number, places = 2): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(places).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.');
  return `${value < 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `,${fraction}`}`;
}

/** `1,234.56`. */
export function grouped(value: number, places = 2): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
}
