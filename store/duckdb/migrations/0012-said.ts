/** When people said something, whatever it was. */
export const name = 'said';

export const statements: readonly string[] = ['CREATE TABLE said ("at" VARCHAR)'];
