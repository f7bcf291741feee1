/**
 * A table of a FlatBuffer, the encoding of Arrow's metadata. Slots are those of the schema: 4 for the first field, 6
 * for the second, …
 */
export interface FlatTable {
  int8(slot: number): number;
  int16(slot: number): number;
  int32(slot: number): number;
  int64(slot: number): number;
  text(slot: number): string;
  /** Undefined where the field is absent. */
  table(slot: number): FlatTable | undefined;
  tables(slot: number): FlatTable[];
  /** A vector of structs of two 64-bit numbers. */
  pairs(slot: number): [number, number][];
}

/** Texts are names; many that share their bytes would come to far more than the file. */
const LONGEST_TEXT = 1_024;
const TEXT = new TextDecoder();

/**
 * The root table of a FlatBuffer (flatbuffers.dev/internals). Absent fields are 0, empty or undefined. Whatever points
 * out of the bytes throws a RangeError, a vector with more elements than the bytes can hold before any of them is read;
 * so does a text of more than 1,024 bytes.
 */
export function rootTable(bytes: Uint8Array): FlatTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return tableAt(view, view.getUint32(0, true));
}

function tableAt(view: DataView, at: number): FlatTable {
  const slots = at - view.getInt32(at, true);
  const slotBytes = view.getUint16(slots, true);

  function placeOf(slot: number): number | undefined {
    const offset = slot + 2 <= slotBytes ? view.getUint16(slots + slot, true) : 0;
    return offset === 0 ? undefined : at + offset;
  }
  function targetOf(slot: number): number | undefined {
    const place = placeOf(slot);
    return place === undefined ? undefined : place + view.getUint32(place, true);
  }
  function elementsOf(slot: number, bytes: number): number[] {
    const target = targetOf(slot);
    if (target === undefined) return [];
    const count = view.getUint32(target, true);
    if (target + 4 + count * bytes > view.byteLength) throw new RangeError('a vector beyond its bytes');
    return Array.from({ length: count }, (_, index) => target + 4 + index * bytes);
  }
  const read =
    (get: (place: number) => number) =>
    (slot: number): number => {
      const place = placeOf(slot);
      return place === undefined ? 0 : get(place);
    };
  const long = (place: number) => Number(view.getBigInt64(place, true));

  return {
    int8: read((place) => view.getInt8(place)),
    int16: read((place) => view.getInt16(place, true)),
    int32: read((place) => view.getInt32(place, true)),
    int64: read(long),
    text(slot) {
      const target = targetOf(slot);
      if (target === undefined) return '';
      const length = view.getUint32(target, true);
      if (length > LONGEST_TEXT || target + 4 + length > view.byteLength)
        throw new RangeError('a text that is no name');
      return TEXT.decode(new Uint8Array(view.buffer, view.byteOffset + target + 4, length));
    },
    table(slot) {
      const target = targetOf(slot);
      return target === undefined ? undefined : tableAt(view, target);
    },
    tables: (slot) => elementsOf(slot, 4).map((place) => tableAt(view, place + view.getUint32(place, true))),
    pairs: (slot) => elementsOf(slot, 16).map((place) => [long(place), long(place + 8)]),
  };
}
