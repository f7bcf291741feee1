import type { CashFlow } from '../../domain/records/records.js';

/** What money without a trade is called, the surer first, in the languages of the headings. */
const WORDS: readonly (readonly [RegExp, CashFlow['kind']])[] = [
  [
    /\b(withholding|fee|fees|tax|gebuhr(en)?|steuer|kosten|belasting|frais|impot|commissione|imposta|comision|impuesto|taxa|imposto)\b/,
    'fee',
  ],
  [/\b(dividend(s|e|en|o|os|i)?|div|dividendo|distribution|capital gain|dividende|cedola)\b/, 'dividend'],
  [/\b(interest|int|coupon|zinsen|rente|interets?|interessi|intereses|juros|lending)\b/, 'interest'],
  [
    /\b(withdraw(al|als|n)?|withdrawals?|payout|cash out|auszahlung|opname|retrait|prelievo|retirada|retiro|saque)\b/,
    'withdrawal',
  ],
  [
    /\b(deposits?|deposited|funding|top up|cash in|contribution|einzahlung|storting|depot|versement|versamento|ingreso|deposito)\b/,
    'deposit',
  ],
  [
    /\b(transfer|internal transfer|journal|uberweisung|overboeking|virement|bonifico|transferencia)\b/,
    'transfer',
  ],
];

/** The kind of money that a text names; undefined for what names none. */
export function cashKindOf(written: string): CashFlow['kind'] | undefined {
  const text = written
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  return WORDS.find(([pattern]) => pattern.test(text))?.[1];
}
