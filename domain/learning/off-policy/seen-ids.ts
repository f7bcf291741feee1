/** Slots of the table at first; each has two words of 32 bits, both 0 where it is free. */
const SLOTS = 1_024;
const ODD = [0x9e3779b1, 0x5f356495] as const;

/**
 * Whether an id comes for the first time. Of each 63 bits of a hash are kept, in some twenty bytes, so that a log may
 * have any size. The chance that two of ten million ids are taken for one is 1 in 200,000.
 */
export function seenIds(): (id: string | number) => boolean {
  let table = new Uint32Array(2 * SLOTS);
  let count = 0;
  return (id) => {
    const text = typeof id === 'number' ? `#${id}` : `"${id}`;
    const isNew = put(table, hashOf(text, ODD[0]), hashOf(text, ODD[1]) | 1);
    // At most half of the slots are taken: else to find a free one takes long.
    if (isNew && 4 * ++count > table.length) table = doubled(table);
    return isNew;
  };
}

/** Whether the hash was not there yet: in the slot that it says, or those behind it. */
function put(table: Uint32Array, high: number, low: number): boolean {
  for (let at = 2 * (high >>> 0); ; at += 2) {
    const slot = at % table.length;
    if (table[slot + 1] === 0) {
      table[slot] = high;
      table[slot + 1] = low;
      return true;
    }
    if (table[slot] === high >>> 0 && table[slot + 1] === low >>> 0) return false;
  }
}

function doubled(table: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * table.length);
  for (let slot = 0; slot < table.length; slot += 2) {
    const low = table[slot + 1] as number;
    if (low !== 0) put(larger, table[slot] as number, low);
  }
  return larger;
}

/** 32 bits, by multiplication with an odd number (FNV-1a), then mixed as MurmurHash3 ends. */
function hashOf(text: string, odd: number): number {
  let hash = odd;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), odd);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
