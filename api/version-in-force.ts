import { versionOn } from '../domain/registry/registry.js';
import { registryIn } from '../store/derived/algorithm.js';
import { datesOf } from '../store/inputs/description.js';
import type { Moment } from './parts.js';

/** The version of the algorithm that is in force on the last day with any data. */
export async function versionInForce({ journal, warehouse }: Moment): Promise<string> {
  const { last_date } = await datesOf(warehouse);
  return versionOn(registryIn(journal), last_date).version;
}
