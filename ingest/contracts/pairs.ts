/** What is traded and what it is paid in. */
export interface Pair {
  base: string;
  quote: string;
}

/** Currencies by their codes, and coins in which others are priced; the longer ones first. */
const QUOTES = [
  ...['FDUSD', 'USDT', 'USDC', 'BUSD', 'TUSD', 'USDD', 'DAI'],
  ...[
    'USD',
    'EUR',
    'GBP',
    'JPY',
    'CHF',
    'CAD',
    'AUD',
    'NZD',
    'TRY',
    'BRL',
    'KRW',
    'SGD',
    'HKD',
    'PLN',
    'SEK',
  ],
  ...['NOK', 'DKK', 'MXN', 'ZAR', 'BTC', 'XBT', 'ETH', 'BNB'],
];
const KNOWN = new Set(QUOTES);
const DIVIDED = /^([A-Z0-9]{2,12})[-/_]([A-Z]{3,5})(?::([A-Z]{3,5}))?(?:[-_](?:PERP|SWAP|SPOT))?$/;
/** Kraken's letters: X before a coin, Z before a currency. */
const LETTERED = /^X([A-Z0-9]{3})[XZ]([A-Z]{3})$/;

/** The pair that a text names: `BTC/USDT`, `ETH-EUR`, `XRP/USDT:USDT`, `BTCUSDT`, `XXBTZEUR`; undefined for none. */
export function pairOf(written: string): Pair | undefined {
  const text = written.trim().toUpperCase();
  const [, first = '', second = '', settled] = DIVIDED.exec(text) ?? [];
  if (KNOWN.has(settled ?? second)) return pair(first, settled ?? second);
  const [, base = '', quote = ''] = LETTERED.exec(text) ?? [];
  if (KNOWN.has(quote)) return pair(base, quote);
  // Of a word that ends as a currency does, as ENTRY, too little is left.
  const last = QUOTES.find(
    (one) => text.endsWith(one) && text.length >= one.length + (one.length > 3 ? 2 : 3),
  );
  if (last === undefined || !/^[A-Z0-9]{5,20}$/.test(text)) return undefined;
  return pair(text.slice(0, -last.length), last);
}

function pair(base: string, quote: string): Pair {
  return { base: coin(base), quote: coin(quote) };
}

function coin(name: string): string {
  return name === 'XBT' ? 'BTC' : name;
}
