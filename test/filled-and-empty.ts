import { afterAll, beforeAll } from '@jest/globals';
import { askedApi, type AskedApi } from './asked-api.js';

/** Two APIs for the tests of a file: on ten weeks of the sample, and on a home without anything. */
export function filledAndEmpty(): { readonly filled: AskedApi; readonly empty: AskedApi } {
  const made: AskedApi[] = [];
  beforeAll(async () => {
    for (const filled of [true, false]) made.push(await askedApi({ filled }));
  }, 240_000);
  afterAll(() => Promise.all(made.map((api) => api.close())));
  return {
    get filled() {
      return made[0] as AskedApi;
    },
    get empty() {
      return made[1] as AskedApi;
    },
  };
}
