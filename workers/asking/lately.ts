const FAILED_SINCE_MS = 7 * 86_400_000;

/** From when on failures are shown where nobody names a time. */
export const sevenDaysAgo = () => new Date(Date.now() - FAILED_SINCE_MS).toISOString();
