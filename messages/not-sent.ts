/**
 * A way did not take a message. The words are ours: what a library says may hold a token or an address with a key in
 * it.
 */
export class NotSent extends Error {
  override readonly name = 'NotSent';
  /** How long the way asks to be left alone. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { retryAfterSeconds }: { retryAfterSeconds?: number | undefined } = {}) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Why an address did not answer, by the code of the error or of what it came from. */
export function awayReason(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code)) return code;
    if (one.name === 'TimeoutError' || one.name === 'AbortError') return 'no answer in time';
  }
  return 'no answer';
}
