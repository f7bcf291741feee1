/** Gives the next number in [0, 1). */
export type Random = () => number;

/**
 * A stream of random numbers, the same for the same seed everywhere: sfc32 of Chris Doty-Humphrey (PractRand, "RNG
 * output and seeding"), with twelve numbers thrown away at the start.
 */
export function seededRandom(seed: number): Random {
  let [a, b, c, counter] = [0, seed >>> 0, Math.floor(seed / 2 ** 32), 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** A standard normal number: Box and Muller (1958). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** A whole number from `least` to `greatest`, both included. */
export function integerBetween(random: Random, least: number, greatest: number): number {
  return least + Math.floor(random() * (greatest - least + 1));
}
