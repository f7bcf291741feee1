const PAIR = /^[^/:\s]+\/(?:[^/:\s]+:)?([^/:\s]+)$/;

/**
 * The coin that a pair is settled in, the second of `TRX/BTC`; a future names it behind a colon, `XRP/USDT:USDT`.
 * Undefined for what is no pair.
 */
export function settledIn(pair: string): string | undefined {
  return PAIR.exec(pair)?.[1];
}
