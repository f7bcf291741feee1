/** What brokers call what was done, in the languages of the headings, as the contract's actions. */
const WORDS: readonly (readonly [pattern: RegExp, action: string])[] = [
  [/^(bto|(buy|bought|bot|b|long) (to )?(open|opening|o))$/, 'buy_to_open'],
  [/^(btc|(buy|bought|bot|b) (to )?(close|closing|c|cover)|cover|bc)$/, 'buy_to_close'],
  [
    /^(sto|(sell|sold|sld|s) (to )?(open|opening|o)|sell short|sold short|short sell|short|shrt|ss)$/,
    'sell_to_open',
  ],
  [/^(stc|(sell|sold|sld|s) (to )?(close|closing|c))$/, 'sell_to_close'],
  [
    /^(buy|bought|bot|b|bid|purchase|purchased|you bought|buy long|kauf|gekauft|koop|gekocht|aankoop|achat|achete|acquisto|acquistato|compra|comprado|kop|kopt)$/,
    'buy',
  ],
  [
    /^(sell|sold|sld|s|a|ask|sale|you sold|sell long|verkauf|verkauft|verkoop|verkocht|vente|vendu|vendita|venduto|venta|vendido|venda|salj|salt)$/,
    'sell',
  ],
  [/^(option )?(expired|expiration|expire|expiry|expires|oexp)$/, 'expire'],
  [/^(option )?(assigned|assignment|assign|oasgn)$/, 'assign'],
  [/^(option )?(exercised|exercise|oexcs)$/, 'exercise'],
];

/** The action that a text names; undefined for what names none. */
export function actionOf(written: string): string | undefined {
  const text = written
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/^(market|limit|stop|stop limit) (?=buy|sell)/, '')
    .replace(/(?<=^(buy|sell)) (market|limit|stop|stop limit)$/, '');
  return WORDS.find(([pattern]) => pattern.test(text))?.[1];
}
