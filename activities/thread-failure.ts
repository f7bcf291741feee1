import * as errors from '../domain/errors.js';

/** An error as a thread hands it to the one that started it. */
export type Failure = Pick<NodeJS.ErrnoException, 'name' | 'message' | 'code'>;

const { TradeloopError: _, ...CLASSES } = errors;
const NAMED = new Map<string, new (message: string) => Error>(Object.entries(CLASSES));

export function failureOf(error: unknown): Failure {
  const { name, message, code } = error as NodeJS.ErrnoException;
  return { name, message, code };
}

/** The error that the thread threw, as the same error here. */
export function errorOf({ name, message, code }: Failure): Error {
  const Named = NAMED.get(name) ?? Error;
  return code === undefined ? new Named(message) : Object.assign(new Named(message), { code });
}
