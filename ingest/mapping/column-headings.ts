import type { SampledColumn, TableSample } from './table-sample.js';

/** Headings by what they mean, in English and German, the likelier first; of a {@link headingKey}. */
const HEADINGS = {
  time: [
    /^(time|date) (filled|executed)$|^(fill|filled|exec|executed|execution|trade|traded|deal)( date)?( and)? (time|datetime|timestamp|at|on)$/,
    /^(date ?time|date and time|date time|timestamp|trade time|time stamp|date time utc)/,
    /^((trade|transaction|execution|exec|fill|activity|run|deal) date|t d)$/,
    /^date$/,
    /^(ausfuhrungs(tag|datum|zeit|zeitpunkt)|handelstag|handelsdatum)$/,
    /^(datum|datum( und)? (uhr)?zeit|zeitpunkt)$/,
    /^(buchungstag|buchungsdatum)$/,
    /\b(date|time|timestamp)\b/,
  ],
  clock: [/^(exec(uted|ution)? |trade |fill(ed)? )?time\b/, /^(uhrzeit|zeit|ausfuhrungszeit)$/],
  action: [
    /^(side|action|direction|buy sell|b s|bs|order side|trade side|buy or sell|transaction)$/,
    /^(transaction|trade|trans|order) (type|code|action)$|^(type|operation|activity|dir|description)$/,
    /^(kauf verkauf|richtung|geschaftsart|transaktion|transaktions(art|typ)|vorgang|art|typ)$/,
  ],
  effect: [/^(open close|o c|position effect|pos effect|effect|open close indicator|opening closing)$/],
  quantity: [
    /^(filled|executed|exec|fill|traded) ?(qty|quantity|size|shares|contracts|amount)$|^(qty|quantity|size) (filled|executed)$|^(filled|executed)$/,
    /^(qty|quantity|shares|contracts|size|sz|units|no of shares|number of shares)$/,
    /^(volume|vol|amount)$/,
    /^(ausgefuhrte stuckzahl|stuck|stucke|stuckzahl|stuck nominale|anzahl|menge)$/,
  ],
  price: [
    /^(avg|average|fill|filled|exec|executed|execution|trade)( fill| filled)? ?(price|px)$/,
    /^(price|px|unit price|rate|t price|cost per share|price per share)\b/,
    /^(ausfuhrungskurs|kurs|preis|stuckpreis)$/,
  ],
  fees: [
    /\b(commission|commissions|comm|fee|fees|brokerage|charges)\b|^(sec|taf|nscc|orf|occ)$/,
    /\b(gebuhr|gebuhren|provision|spesen|courtage|kommission)\b/,
  ],
  amount: [
    /^(net|net amount|net cash|net proceeds|net total)$/,
    /^(amount|total|proceeds|total amount|cash|value|cost)$/,
    /^(nettobetrag|endbetrag|ausmachender betrag|betrag)$/,
  ],
  symbol: [
    /^(symbol|ticker|option symbol|symbol contract)$/,
    /^(instrument|contract|security)$/,
    /^(underlying|underlying symbol|stock|coin|pair|market|product id|product|asset|root|name|description)$/,
    /^(basiswert|wertpapier|isin|wkn|bezeichnung)$/,
  ],
  right: [/^(put call|call put|right|option type|cp|c p|p c|call or put|put or call|type)$/],
  strike: [/^strike( price)?$/, /^basispreis$/],
  expiration: [
    /^(exp|expiry|expiration|maturity)( date)?$/,
    /^(verfall|verfallsdatum|verfallstag|falligkeit)$/,
  ],
  execution_id: [
    /^(trade|exec|execution|fill|transaction|deal) ?(id|no|number|#|ref|reference)$|^tid$/,
    /^id$/,
  ],
  order_id: [/^order ?(id|no|number|#|ref)$|^oid$/, /^(order|auftrags)(nummer|nr|id)$/],
  account: [/^(account|acct)( name| number| id| no| #)?$/, /^(konto|depot)(nummer|nr)?$/],
  currency: [/^(currency|ccy|currency code)$/, /^currency price\b/, /^wahrung$/],
  status: [/^(status|state|order status)$/],
} as const;
export type Told = keyof typeof HEADINGS;

/** True for a heading that belongs to a trade or an order. */
export function tellsOfTrades(key: string): boolean {
  return Object.values(HEADINGS)
    .flat()
    .some((pattern) => pattern.test(key));
}

/** The column whose heading is the likeliest to mean that, of those whose values fit. */
export function findColumn(
  { columns }: TableSample,
  told: Told,
  fits: (column: SampledColumn) => boolean,
): SampledColumn | undefined {
  for (const pattern of HEADINGS[told]) {
    const found = columns.find((column) => column.heading !== '' && pattern.test(column.key) && fits(column));
    if (found) return found;
  }
  return undefined;
}
