/** A session's prices in plain numbers. */
export interface PricePath {
  open: number;
  high: number;
  low: number;
  close: number;
}

/**
 * The price after a part of a session: open to one extreme in the first third, to the other in the second, then to the
 * close; a rising day sees its low first.
 */
export function spotAt({ open, high, low, close }: PricePath, part: number): number {
  const path = close > open ? [open, low, high, close] : [open, high, low, close];
  const at = Math.min(Math.max(part, 0), 1) * 3;
  const leg = Math.min(Math.floor(at), 2);
  const [from, to] = [path[leg] as number, path[leg + 1] as number];
  return from + (to - from) * (at - leg);
}
