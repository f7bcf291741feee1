import type { Fit, Fitted } from '../training/fitting.js';
import { behaviourClone, cloneLayer } from './behaviour-clone.js';
import type { Choice } from './preference.js';

/** The behaviour clone of what was done by then. */
export function cloneFit(choices: readonly Choice[]): Fit {
  return (_name, { rows, maySee }): Promise<Fitted> => {
    const clone = behaviourClone(choices.filter(maySee), rows[0]?.values.length ?? 0);
    return Promise.resolve({ standardise: clone.standardise, layers: [cloneLayer(clone)] });
  };
}
