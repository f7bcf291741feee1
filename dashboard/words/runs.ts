import type { Run } from '../asking/shapes.js';
import { wordsOf } from '../asking/words-of.js';
import { shortDayText } from './dates.js';
import { numberText } from './numbers.js';

const RANGE = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/;

/** What a run does, and about what: `reconcile Nov 20 to Nov 21`. */
export function runText({ step, subject }: Pick<Run, 'step' | 'subject'>): string {
  return subject === null ? wordsOf(step) : `${wordsOf(step)} ${subjectText(subject)}`;
}

function subjectText(subject: string): string {
  const [, from, to] = RANGE.exec(subject) ?? [];
  if (from !== undefined && to !== undefined) return `${shortDayText(from)} to ${shortDayText(to)}`;
  return subject === 'new' ? 'of all that is new' : subject;
}

/** How far a run is, where that is known: `3 of 14 months`. */
export function progressText({ progress }: Pick<Run, 'progress'>): string {
  if (progress === null) return '';
  const { done, total, unit, note } = progress;
  return `${numberText(done)} of ${numberText(total)} ${unit}${note === null || note === '' ? '' : ` · ${note}`}`;
}
