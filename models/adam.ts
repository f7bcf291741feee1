/** All that the optimiser knows between two steps. */
export interface AdamState {
  steps: number;
  /** Running means of the gradients, and of their squares. */
  first: Float32Array;
  second: Float32Array;
}

export function adamState(size: number): AdamState {
  return { steps: 0, first: new Float32Array(size), second: new Float32Array(size) };
}

const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * One step of Adam with decoupled weight decay towards `anchor`, in place (Kingma and Ba, 2015; Loshchilov and Hutter,
 * "Decoupled weight decay regularization", 2019). `decays` says which parameters do. Written out, since that of the
 * library does not go on from saved weights with the same bits.
 */
export function adamStep(
  parameters: Float32Array,
  gradient: Float32Array,
  state: AdamState,
  { rate, decay, decays, anchor }: { rate: number; decay: number; decays: Uint8Array; anchor: Float32Array },
): void {
  const { first, second } = state;
  state.steps++;
  // The means begin at 0: what they lack is made up for.
  const pace = rate / (1 - BETA_1 ** state.steps);
  const scale = 1 / Math.sqrt(1 - BETA_2 ** state.steps);
  for (let i = 0; i < parameters.length; i++) {
    const slope = gradient[i] as number;
    const mean = BETA_1 * (first[i] as number) + (1 - BETA_1) * slope;
    const square = BETA_2 * (second[i] as number) + (1 - BETA_2) * slope * slope;
    first[i] = mean;
    second[i] = square;
    const own = parameters[i] as number;
    const shrink = decays[i] === 1 ? rate * decay * (own - (anchor[i] as number)) : 0;
    parameters[i] = own - (pace * mean) / (Math.sqrt(square) * scale + EPSILON) - shrink;
  }
}
