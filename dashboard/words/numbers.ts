const formats = new Map<string, Intl.NumberFormat>();

function format(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const known = formats.get(key) ?? new Intl.NumberFormat(undefined, options);
  formats.set(key, known);
  return known;
}

const NONE = '–';

/** An amount of money as the browser's language writes it; cents only where there are any. */
export function moneyText(amount: number | null, currency: string | null, { signed = false } = {}): string {
  if (amount === null) return NONE;
  const digits = Math.abs(amount) < 100 && !Number.isInteger(amount) ? 2 : 0;
  const sign = signed ? 'exceptZero' : 'auto';
  // Coins have no code that a browser knows.
  if (currency === null || !/^[A-Z]{3}$/.test(currency))
    return `${numberText(amount, { digits: 2, signed })}${currency === null ? '' : ` ${currency}`}`;
  return format(`${currency} ${digits} ${sign}`, {
    ...{ style: 'currency', currency, signDisplay: sign },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  }).format(amount);
}

export function numberText(
  value: number | null,
  { digits = 2, signed = false }: { digits?: number; signed?: boolean } = {},
): string {
  if (value === null) return NONE;
  const sign = signed ? 'exceptZero' : 'auto';
  return format(`${digits} ${sign}`, { maximumFractionDigits: digits, signDisplay: sign }).format(value);
}

/** A price a contract or share: two decimals, and up to four where there are any. */
export function priceText(price: number): string {
  return format('price', { minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(price);
}

/** Per cent as the API has them (46.7). */
export function percentText(value: number | null): string {
  return value === null ? NONE : `${numberText(value, { digits: 1 })} %`;
}

/** `29 to 71 %`. */
export function rangeText(low: number, high: number): string {
  return `${numberText(low, { digits: 1 })} to ${percentText(high)}`;
}

/** How long a review took: `4 minutes`, `1 minute`, `less than a minute`. */
export function minutesText(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  return `${numberText(minutes, { digits: 0 })} ${minutes < 1.5 ? 'minute' : 'minutes'}`;
}
