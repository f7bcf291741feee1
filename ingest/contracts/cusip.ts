const NINE = /^[0-9A-Z]{8}\d$/;

/** True for the nine characters by which brokers name a security that has lost its symbol. */
export function isCusip(name: string | null | undefined): boolean {
  return typeof name === 'string' && NINE.test(name) && /\d.*\d/.test(name);
}
