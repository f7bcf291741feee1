const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/**
 * Sixteen hex digits that two texts hardly ever share by chance (FNV-1a of 64 bits, Fowler, Noll, Vo): a workflow has
 * no hash functions of Node.
 */
export function digest(text: string): string {
  let hash = OFFSET;
  for (const character of text)
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * PRIME);
  return hash.toString(16).padStart(16, '0');
}
