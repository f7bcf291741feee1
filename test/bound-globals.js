/** What of the language modules under test have bound, by `transform.js`; nothing that a test puts another in place of. */
export const BOUND = [
  'Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean Buffer DataView Date Error Float32Array Float64Array',
  'Infinity Int32Array Intl JSON Map Math NaN Number Object Promise RangeError Reflect RegExp Set String Symbol TypeError',
  'Uint16Array Uint32Array Uint8Array WeakMap WeakSet isNaN parseFloat parseInt process',
].flatMap((names) => names.split(' '));
