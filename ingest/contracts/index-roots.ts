const INDEX_OF_ROOT: ReadonlyMap<string, string> = new Map([
  ['SPXW', 'SPX'],
  ['SPXPM', 'SPX'],
  ['NDXP', 'NDX'],
  ['RUTW', 'RUT'],
  ['VIXW', 'VIX'],
  ['XSPW', 'XSP'],
  ['MRUTW', 'MRUT'],
  ['OEXW', 'OEX'],
  ['DJXW', 'DJX'],
]);

/**
 * The underlying of an option by its root, where a broker names the root alone: the index of those that expire weekly
 * under a root of their own, else the root without the digit that an adjusted contract carries (`AAPL1`).
 */
export function underlyingOfRoot(root: string): string {
  return INDEX_OF_ROOT.get(root) ?? (/^[A-Z.]+\d$/.test(root) ? root.slice(0, -1) : root);
}
