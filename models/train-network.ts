import type { FitState, NetworkJob } from './fit-network.js';

/** When a fit ends: after so many epochs, or where `ends` says so of an epoch and the parameters as it began. */
export interface Watched {
  epochs?: number;
  ends?: (state: FitState, began: Float32Array) => boolean;
}

/** The fits of one training: each has a name, and its seed follows from that. */
export interface TrainNetwork {
  /** Fits a network, so that a fit that is stopped goes on later with the same bits; gives its parameters. */
  train(name: string, job: NetworkJob, watched?: Watched): Promise<Float32Array>;
  /** Fits a network only to hear of each epoch, anew where it was stopped; gives what was heard. */
  trial(name: string, job: NetworkJob, heard: (state: FitState) => number): Promise<Float32Array>;
  seedOf(name: string): number;
}
