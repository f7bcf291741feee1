/** The steps that run by themselves, a schedule each, in the order in which they follow one another. */
export const SCHEDULED_STEPS = ['reconcile', 'outcomes', 'week'] as const;

export type ScheduledStep = (typeof SCHEDULED_STEPS)[number];
