import type { SampledColumn, TableSample } from './table-sample.js';

/**
 * Headings by what they mean, the likelier first, of a {@link headingKey}: English, German, Dutch, French, Italian,
 * Spanish, Portuguese and Swedish.
 */
const HEADINGS = {
  time: [
    /^(time|date) (filled|executed)$|^(fill|filled|exec|executed|execution|trade|traded|deal)( date)?( and)? (time|datetime|timestamp|at|on)$/,
    /^(date ?time|date and time|date time|timestamp|trade time|time stamp|date time utc)/,
    /^((trade|transaction|execution|exec|fill|activity|run|deal) date|t d)$/,
    /^(date|day)$/,
    /^(ausfuhrungs(tag|datum|zeit|zeitpunkt)|handelstag|handelsdatum)$/,
    /^(datum|datum( und)? (uhr)?zeit|datum tijd|tijdstip|zeitpunkt)$/,
    /^(buchungstag|buchungsdatum)$/,
    /^(affarsdag|handelsdag|uitvoeringsdatum|transactiedatum|date d (execution|operation)|date (execution|operation)|data (operazione|esecuzione|negocio|do negocio|operacao)|fecha( (de )?(operacion|ejecucion))?|data|data pregao)$/,
    /\b(date|time|timestamp|datum|fecha)\b(?! zone)/,
  ],
  clock: [
    /^(exec(uted|ution)? |trade |fill(ed)? )?time\b(?! zone)/,
    /^(clock|uhrzeit|zeit|ausfuhrungszeit|tijd|heure|ora|orario|hora)$/,
  ],
  zone: [
    /^(time ?zone|timezone|tz|zone|zeitzone|tijdzone|fuseau( horaire)?|fuso( orario| horario)?|zona horaria)$/,
  ],
  action: [
    /^(side|action|direction|buy sell|b s|bs|order side|trade side|buy or sell|transaction)$/,
    /^(transaction|trade|trans|order) (type|code|action)$|^(type|operation|activity|dir|kind|description)$/,
    /^(kauf verkauf|richtung|geschaftsart|transaktion|transaktions(art|typ)|vorgang|art|typ)$/,
    /^(koop verkoop|aan verkoop|richting|transactie|soort|sens|sens operation|achat vente|operazione|tipo( operazione)?|segno|acquisto vendita|operacion|tipo( de)? operacion|compra venta|lado|operacao|tipo( de)? operacao|compra venda|c v|natureza)$/,
  ],
  effect: [/^(open close|o c|position effect|pos effect|effect|open close indicator|opening closing)$/],
  filled: [
    /^(filled|executed|exec|fill|traded|cum|cumulative) ?(qty|quantity|size|shares|contracts|amount|volume)$|^(qty|quantity|size|shares) (filled|executed)$|^(filled|executed)$/,
    /^(ausgefuhrte (stuckzahl|menge|anzahl)|uitgevoerd|execute|quantite executee|quantita eseguita|cantidad ejecutada|quantidade executada)$/,
  ],
  quantity: [
    /^(qty|quantity|shares|contracts|size|sz|units|no of shares|number of shares|num shares)$/,
    /^(volume|vol|amount)$/,
    /^(stuck|stucke|stuckzahl|stuck nominale|anzahl|menge)$/,
    /^(antal|aantal|hoeveelheid|quantite|qte|nombre( de titres)?|quantita|qta|cantidad|titulos|num(ero)? titulos|quantidade|qtd|qtde)$/,
    /^(?!.*\b(order|total|remaining|leaves|limit|open)\b).*\b(quantity|qty|shares|units|contracts)\b/,
  ],
  price: [
    /^(avg|average|fill|filled|exec|executed|execution|trade)( fill| filled)? ?(price|px)$/,
    /^(price|px|unit price|rate|t price|cost per share|price per share)\b/,
    /^(ausfuhrungskurs|kurs|preis|stuckpreis)$/,
    /^(koers|prijs|cours|prix( unitaire| d execution)?|prezzo( unitario| medio)?|precio( unitario| medio)?|cotizacion|preco( unitario| medio)?)\b/,
    /^(?!.*\b(fee|fees|limit|stop|order|market|currency|total)\b).*\b(price|px)\b/,
  ],
  fees: [
    /\b(ib)?(commission|commissions|comm|fee|fees|brokerage|charge|charges)\b|^(sec|taf|nscc|orf|occ|ptm|ftt)$/,
    /\b(duty|duties|stamp|levy|tax|taxes|clearing|regulatory|exchange cost|exchange costs|network cost|network costs|gas)\b/,
    /\b(gebuhr|gebuhren|provision|spesen|courtage|kommission|borsenplatzentgelt|fremdspesen|steuer)\b/,
    /\b(transactiekosten|kosten|provisie|belasting|frais|courtages|taxe|taxes|commissione|commissioni|spese|imposta|bollo|comision|comisiones|gastos|canon|corretagem|emolumentos|taxa|taxas|comissao|imposto)\b/,
  ],
  /** What is a cost only where it is small beside what was traded. */
  smallCost: [/^(cost|costs|custos|coste|costes|costo|costi)$/],
  amount: [
    /^(net|net amount|net cash|net proceeds|net total|net value)$/,
    /^(amount|total|proceeds|total amount|cash|cash total|total cash|value|cost|total value|cash amount|cash flow)$/,
    /^(nettobetrag|endbetrag|ausmachender betrag|betrag)$/,
    /^(nettobedrag|bedrag|totaal|belopp|montant( net)?|net a payer|importo( netto)?|controvalore|totale|importe( neto)?|efectivo( neto)?|valor( liquido| total)?|montante)$/,
    /^(net|total|gross)? ?(amount|proceeds|total|value|cash)\b/,
  ],
  symbol: [
    /^(symbol|ticker|option symbol|symbol contract)$/,
    /^(instrument|contract|security)$/,
    /^(underlying|underlying symbol|stock|coin|pair|market|product id|product|asset|root|name|description)$/,
    /^(basiswert|wertpapier|bezeichnung)$/,
    /^(vardepapper|symbool|fonds|symbole|valeur|libelle|titre|simbolo|titolo|strumento|instrumento|titulo|valor|activo|ativo|papel|codigo)$/,
    /^(isin|wkn|code( isin)?)$/,
    /\b(symbol|ticker|pairs?|instrument|contract)\b/,
  ],
  right: [/^(put call|call put|right|option type|cp|c p|p c|call or put|put or call|type)$/],
  strike: [
    /^strike( price)?$/,
    /^basispreis$/,
    /^(uitoefenprijs|prix d exercice|prezzo di esercizio|precio de ejercicio)$/,
  ],
  expiration: [
    /^(exp|expiry|expiration|maturity)( date)?$/,
    /^(verfall|verfallsdatum|verfallstag|falligkeit|vervaldatum|echeance|scadenza|vencimiento|vencimento)$/,
  ],
  multiplier: [/^(multiplier|contract (size|multiplier)|kontraktgrosse|bezugsverhaltnis)$/],
  codes: [/^(notes|codes?|notes codes|code s)$/],
  execution_id: [
    /^(trade|exec|execution|fill|transaction|deal|txn?) ?(id|no|number|#|ref|reference)$|^tid$/,
    /^id$/,
  ],
  order_id: [
    /^(ib)?order ?(id|no|number|#|ref)$|^oid$|^order ?tx ?id$/,
    /^(order|auftrags)(nummer|nr|id)$/,
    /^(ordernummer|numero d ordre|numero ordine|numero de orden)$/,
  ],
  account: [
    /^(client )?(account|acct)( name| number| id| no| #)?$/,
    /^(konto|depot|depa|rekening|compte|conto|cuenta|conta)(nummer|nr)?$/,
  ],
  status: [/^(status|state|order status)$/, /^(statut|etat|stato|estado|situacao)$/],
} as const;
export type Told = keyof typeof HEADINGS;

/** Headings of rates and of what has costs in it, which are no costs though they name them. */
const NO_COST =
  /\b(rate|bps|bp|basis points|percent|per cent|pct|prozent|perc|incl|inclusive|including|inc|after|net of|with|excl|excluding|before|without|type|id|total value)\b|%/;

/** True for a heading that may be one of costs, by the words beside. */
export function mayBeCosts({ heading, key }: SampledColumn): boolean {
  return !NO_COST.test(key) && !/%|‰/.test(heading);
}

/** Money that is no cash of the trade. */
const NO_CASH =
  /\b(fee|fees|commission|commissions|tax|duty|price|rate|balance|saldo|profit|loss|pnl|p l|p&l|result|gain|realized|realised|unrealized|basis|currency|per share)\b/;

/** True for a heading that may be one of what a trade paid or brought. */
export function mayBeCash({ key }: SampledColumn): boolean {
  return !NO_CASH.test(key) || /\b(net of|after|incl|inclusive|including|inc)\b/.test(key);
}

/** True for a heading that belongs to a trade or an order. */
export function tellsOfTrades(key: string): boolean {
  return (
    isCurrencyKey(key) ||
    Object.values(HEADINGS)
      .flat()
      .some((pattern) => pattern.test(key))
  );
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

const CURRENCY_WORD = /\b(currency|ccy|wahrung|valuta|munt|devise|monnaie|divisa|moneda|moeda)\b/;
const OF_COSTS =
  /\b(fee|fees|commission|commissions|cost|costs|tax|duty|conversion|result|withholding|gebuhr|kosten|frais)\b/;

/** True for the heading of a column of currencies, whatever they are of. */
export function isCurrencyKey(key: string): boolean {
  return CURRENCY_WORD.test(key);
}

/** True for a column that names the currency of costs or results, not of the trade. */
export function isCurrencyOfCosts(key: string): boolean {
  return OF_COSTS.test(key);
}
