/** Weeks for which a candidate is open in whose message it is asked about again. */
export const REMINDER_WEEKS: readonly number[] = [2, 4, 8];
/** A candidate without an answer for so long is shown no more. */
export const EXPIRY_WEEKS = 12;
