/**
 * The most days from one session to the next: the market was closed after 2001-09-10 for so long. What counts for a
 * session happened at most so many days before it, and what is open until the next one ends at most so many days after
 * it.
 */
export const NEXT_SESSION_DAYS = 7;

/** The most days from one session to the second one after it: 2001-09-07 to 2001-09-17. */
export const SECOND_SESSION_DAYS = 10;

/** The most days from one session to the fifth one after it: 2001-09-06 to 2001-09-19. */
export const FIFTH_SESSION_DAYS = 13;
