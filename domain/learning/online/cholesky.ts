/** Matrices are (size × size), row by row; of a lower factor what lies above the diagonal is never read. */

/** The scalar product of vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Writes the lower L of L·Lᵀ = `matrix`, which is symmetric and positive definite, into `factor`. */
export function factorise(matrix: Float64Array, factor: Float64Array, size: number): void {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] as number;
      for (let k = 0; k < j; k++) sum -= (factor[i * size + k] as number) * (factor[j * size + k] as number);
      factor[i * size + j] = i === j ? Math.sqrt(sum) : sum / (factor[j * size + j] as number);
    }
}

/** x of L·x = b. */
export function forwards(factor: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (factor[i * size + k] as number) * (x[k] as number);
    x[i] = sum / (factor[i * size + i] as number);
  }
  return x;
}

/** x of L·Lᵀ·x = b. */
export function solvedBy(factor: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = forwards(factor, b);
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < size; k++) sum -= (factor[k * size + i] as number) * (x[k] as number);
    x[i] = sum / (factor[i * size + i] as number);
  }
  return x;
}
