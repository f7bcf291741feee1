import type { Decimal } from '../number/decimal.js';
import type { IsoDate } from '../time/dates.js';
import type { IsoWeek } from '../time/iso-week.js';
import type { Given } from './given-advice.js';
import type { Stretch } from './stretch.js';
import type { StretchReplay } from './stretch-replay.js';

/** What changed advice came to, once and known. */
export interface JudgedPair {
  week: IsoWeek;
  session: IsoDate;
  usd: Decimal;
  percent: number;
}

export interface ReplayedStretch {
  stretch: Stretch;
  /** What the unchanged version gives. */
  given: readonly Given[];
  result: StretchReplay;
  judged: readonly JudgedPair[];
}
