/** How far a person is with a week. */
export const WEEK_REVIEWS = ['pending', 'reviewed', 'acted'] as const;
export type WeekReviewStatus = (typeof WEEK_REVIEWS)[number];

/** What a person said of a revision of a week. */
export interface WeekReview {
  status: WeekReviewStatus;
  notes: string | null;
  reviewed_at: string | null;
}

/** Of a revision of which nobody said anything. */
export const NOT_REVIEWED: WeekReview = { status: 'pending', notes: null, reviewed_at: null };
