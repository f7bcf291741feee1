/** What money is called. */
const CODES = new Set(
  (
    'USD EUR GBP JPY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN TRY ILS ZAR BRL MXN CLP COP PEN ARS INR CNY CNH ' +
    'HKD SGD KRW TWD THB IDR MYR PHP VND AED SAR KWD QAR RUB UAH ISK'
  ).split(' '),
);
/** A hundredth of a currency, as exchanges quote in it. */
const HUNDREDTHS: ReadonlyMap<string, string> = new Map([
  ['GBX', 'GBP'],
  ['GBp', 'GBP'],
  ['GBPENCE', 'GBP'],
  ['ZAC', 'ZAR'],
  ['ZAc', 'ZAR'],
  ['ILA', 'ILS'],
]);
const COINS = new Set(['USDT', 'USDC', 'BUSD', 'FDUSD', 'TUSD', 'DAI']);
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/(?:CA?|CAD)\$/, 'CAD'],
  [/(?:AU?|AUD)\$/, 'AUD'],
  [/HK\$/, 'HKD'],
  [/R\$/, 'BRL'],
  [/(?:US)?\$/, 'USD'],
  [/€/, 'EUR'],
  [/£/, 'GBP'],
  [/¥/, 'JPY'],
  [/₹/, 'INR'],
];

/** True for the code of a currency that states issue. */
export function isStateCurrency(text: string): boolean {
  return CODES.has(text) || HUNDREDTHS.has(text);
}

/** True for the code of a currency or of a coin that stands for one. */
export function isMoney(text: string): boolean {
  return isStateCurrency(text) || COINS.has(text);
}

/** The currency of which that is a hundredth: GBP of GBX, pence. */
export function hundredthOf(currency: string): string | undefined {
  return HUNDREDTHS.get(currency);
}

const CODE_BESIDE = /^([A-Z]{3,5})\s*[-+(]?[\d.,]|[\d.,)]\s*([A-Z]{3,5})$/;

/** The currency whose sign or code stands beside a number, `EUR` of `12,50 €` and of `EUR 12.50`. */
export function currencyBeside(written: string): string | undefined {
  const text = written.trim();
  if (!/\d/.test(text)) return undefined;
  const [, before, behind] = CODE_BESIDE.exec(text) ?? [];
  const code = before ?? behind;
  if (code !== undefined && isMoney(code)) return code;
  return SIGNS.find(([sign]) => sign.test(text))?.[1];
}

/** The currency that a heading names: `EUR` of `Amount (EUR)`, `Price €` and `Fees EUR`. */
export function currencyInHeading(heading: string): string | undefined {
  const code = heading.match(/\b[A-Z]{3}\b/g)?.find((one) => CODES.has(one));
  return code ?? SIGNS.find(([sign]) => sign.test(heading))?.[1];
}

const BEFORE = /^([-+(]*)([A-Z]{3,5})\s*(?=[-+(]?[\d.])/;
const BEHIND = /(?<=[\d.)])\s*([A-Z]{3,5})(\)?-?)$/;

/** The number without the code of a currency beside it, and without signs that are longer than `$`, `€` and `£`. */
export function withoutCurrency(written: string): string {
  const text = written.trim().replace(/\b(?:CAD?|AUD?|HK|R|US)(?=\$)|[¥₹]/g, '');
  const [before, sign = '', code = ''] = BEFORE.exec(text) ?? [];
  if (before !== undefined && isMoney(code)) return sign + text.slice(before.length);
  const [behind, last = '', after = ''] = BEHIND.exec(text) ?? [];
  return behind !== undefined && isMoney(last) ? text.slice(0, -behind.length) + after : text;
}
