import { betaQuantile } from './beta-distribution.js';

/** The t with P(T ≤ t) = p of Student's distribution, for p from ½ on: ν ÷ (ν + T²) is Beta(ν/2, ½). */
export function studentQuantile(p: number, degrees: number): number {
  const x = betaQuantile(2 * (1 - p), degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - x)) / x);
}
