import { fitNetwork, type FitState, type NetworkConfig, type NetworkJob } from './fit-network.js';

/** The fits of one training: each has a name, and its seed follows from that. */
export interface TrainNetwork {
  /** Fits a network, so that a fit that is stopped goes on later with the same bits; gives its parameters. */
  train(name: string, job: NetworkJob, epochs?: number): Promise<Float32Array>;
  /** Fits a network only to hear of each epoch, anew where it was stopped; gives what was heard. */
  trial(name: string, job: NetworkJob, heard: (state: FitState) => number): Promise<Float32Array>;
  seedOf(name: string): number;
}

/** What remembers how far a training has come. */
export interface TrainingMemory {
  /** What was made under a name; made once. */
  once(name: string, made: () => Promise<Float32Array>): Promise<Float32Array>;
  /** Where a fit was stopped; null where it begins. */
  stopped(name: string): FitState | null;
  /** Hears each epoch of each fit, and whether that can go on after it. */
  heard(name: string, state: FitState, fit: { canGoOn: boolean }): Promise<void>;
}

/** For a training that is made at one go. */
export const FORGETFUL: TrainingMemory = {
  once: (_name, made) => made(),
  stopped: () => null,
  heard: () => Promise.resolve(),
};

export function trainNetwork(
  config: NetworkConfig,
  { memory, seedOf }: { memory: TrainingMemory; seedOf: (name: string) => number },
): TrainNetwork {
  return {
    train: (name, job, epochs = config.epochs) =>
      memory.once(name, () =>
        fitNetwork(
          job,
          { ...config, epochs },
          {
            ...{ seed: seedOf(name), from: memory.stopped(name) },
            after: (state) => memory.heard(name, state, { canGoOn: true }),
          },
        ),
      ),
    trial: (name, job, result) =>
      memory.once(name, async () => {
        const results: number[] = [];
        await fitNetwork(job, config, {
          ...{ seed: seedOf(name), from: null },
          async after(state) {
            results.push(result(state));
            await memory.heard(name, state, { canGoOn: false });
          },
        });
        return Float32Array.from(results);
      }),
    seedOf,
  };
}
