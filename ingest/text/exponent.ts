const EXPONENT = /^([+-]?)(\d{1,40})(?:[.,](\d{0,40}))?[eE]([+-]?\d{1,2})$/;

/**
 * `1.5E+07` as `15000000`, `3.2E-07` as `0.00000032`: as spreadsheets and programs write large and small numbers. Any
 * other text as it is.
 */
export function withoutExponent(written: string): string {
  const [, sign = '', whole, fraction = '', exponent = ''] = EXPONENT.exec(written.trim()) ?? [];
  if (whole === undefined) return written;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
