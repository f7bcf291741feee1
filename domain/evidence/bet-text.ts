const A_LOT = 1_000_000;
const EXACT_FROM = 10;

/** Evidence, a logarithm, as what a bet of 1 became: `1,709`, `0.19`, `more than a million`. */
export function betText(evidence: number): string {
  const bet = Math.exp(evidence);
  if (bet > A_LOT) return 'more than a million';
  return bet < EXACT_FROM ? String(Number(bet.toPrecision(2))) : Math.round(bet).toLocaleString('en-US');
}
