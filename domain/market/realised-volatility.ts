/** Sessions in a year, by which daily variance is annualised. */
const SESSIONS_A_YEAR = 252;

/**
 * The yearly volatility (0.25 = 25 %) that daily closes, oldest first, have shown: the sample standard deviation of
 * their logarithmic returns times √252. Undefined below three closes and for closes that are not above zero.
 */
export function realisedVolatility(closes: readonly number[]): number | undefined {
  if (closes.length < 3 || closes.some((close) => !(close > 0))) return undefined;
  const returns = closes.slice(1).map((close, i) => Math.log(close / (closes[i] as number)));
  const mean = returns.reduce((total, value) => total + value, 0) / returns.length;
  const squares = returns.reduce((total, value) => total + (value - mean) ** 2, 0);
  return Math.sqrt((squares / (returns.length - 1)) * SESSIONS_A_YEAR);
}
