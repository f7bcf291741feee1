import { hash } from 'node:crypto';
import { standardisation, standardised } from '../domain/learning/baselines/ridge-logistic.js';
import type { Fit } from '../domain/learning/training/fitting.js';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import { fitNetwork, type FitState, type NetworkSet } from '../models/fit-network.js';
import { layersOf } from '../models/network.js';
import type { Home } from '../store/home/home.js';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '../store/home/training-checkpoint.js';
import { turns } from '../store/turns.js';

/** The fits of one training, which may be stopped at any point and go on later. */
export interface NetworkFits {
  fit: Fit;
  /** How many epochs were gone through, and after which one it went on: both counted over all fits. */
  progress(): { epochs: number; resumed_from: number | null };
}

/**
 * Fits of networks whose progress is kept: every so many epochs, and after each fit. Seeds follow from the model's id,
 * and so from all that it is made from, and the name of the fit. `tell` hears each epoch.
 */
export async function networkFits(
  home: Pick<Home, 'training'>,
  { model_id, config }: { model_id: string; config: TrainingConfig },
  tell: (fit: string, epoch: number) => void,
): Promise<NetworkFits> {
  const found = await readCheckpoint(home, model_id);
  const done: Checkpoint['done'] = found?.done ?? {};
  const stopped = found?.current ?? null;
  const before = Object.keys(done).length * config.epochs + (stopped?.epoch ?? 0);
  const turn = turns();
  let epochs = 0;

  async function keep(current: Checkpoint['current']) {
    await writeCheckpoint(home, { checkpoint: 1, model_id, done, current });
  }

  async function fitted(name: string, set: NetworkSet): Promise<Float32Array> {
    const { parameters } = await fitNetwork(set, config, {
      seed: seedOf(model_id, name),
      from: stopped?.name === name ? stateOf(stopped) : null,
      async after(state) {
        epochs++;
        tell(name, state.epoch);
        if (state.epoch % config.checkpoint_every === 0) await keep({ name, ...state });
        await turn();
      },
    });
    return parameters;
  }

  return {
    async fit(name, { values, targets, counts }) {
      const scale = standardisation(values, values[0]?.length ?? 0);
      const width = scale.mean.length;
      const inputs = values.map((row) => standardised(row, scale).subarray(0, width));
      const known = done[name];
      const parameters = known ?? (await fitted(name, { inputs, targets, counts }));
      done[name] = parameters;
      if (known === undefined) await keep(null);
      return { standardise: scale, layers: layersOf([width, ...config.hidden, 1], parameters) };
    },
    progress: () => ({ epochs, resumed_from: found === null ? null : before }),
  };
}

function stateOf({ name: _name, ...state }: NonNullable<Checkpoint['current']>): FitState {
  return state;
}

/** As many bits as a double holds. */
const SEED_DIGITS = 12;

function seedOf(model_id: string, name: string): number {
  return Number.parseInt(hash('sha256', `${model_id}/${name}`, 'hex').slice(0, SEED_DIGITS), 16);
}
