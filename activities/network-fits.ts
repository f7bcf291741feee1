import { hash } from 'node:crypto';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import type { FitState } from '../models/fit-network.js';
import { trainNetwork, type TrainingMemory, type TrainNetwork } from '../models/train-network.js';
import type { Home } from '../store/home/home.js';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '../store/home/training-checkpoint.js';
import { turns } from '../store/turns.js';

/** The fits of one training, which may be stopped at any point and go on later. */
export interface NetworkFits extends TrainNetwork {
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
  const before = found?.epochs ?? 0;
  const current = found?.current ?? null;
  const turn = turns();
  let epochs = 0;

  async function keep(under: Checkpoint['current']) {
    const counted = before + epochs;
    await writeCheckpoint(home, { checkpoint: 2, model_id, epochs: counted, done, current: under });
  }

  const memory: TrainingMemory = {
    async once(name, made) {
      const known = done[name];
      if (known !== undefined) return known;
      const result = (done[name] = await made());
      await keep(null);
      return result;
    },
    stopped: (name) => (current?.name === name ? stateOf(current) : null),
    async heard(name, state, { canGoOn }) {
      epochs++;
      tell(name, state.epoch);
      if (canGoOn && state.epoch % config.checkpoint_every === 0) await keep({ name, ...state });
      await turn();
    },
  };
  return {
    ...trainNetwork(config, { memory, seedOf: (name) => seedOf(model_id, name) }),
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
