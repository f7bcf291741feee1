import { questionText } from '../domain/matching/review-questions.js';
import type { DateRange } from '../domain/time/dates.js';
import { weekOf } from '../domain/time/iso-week.js';
import { candidatesOfWeek } from '../store/derived/candidates.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import type { Facts } from '../store/home/journal.js';
import { reviewQuestions } from './review-questions.js';

/** What is asked of the week's matches, and what is to be done about candidates. */
export async function weekQuestions(
  store: { warehouse: Warehouse; journal: Facts; home: Home },
  days: DateRange,
): Promise<string[]> {
  const asked = await reviewQuestions(store, days);
  const [candidate] = candidatesOfWeek(store.journal, weekOf(days.from));
  return [
    ...(candidate === undefined
      ? []
      : [
          `Implement, defer or reject candidate ${candidate.candidate_id.slice(0, 6)}? ("npx tradeloop candidates decide")`,
        ]),
    ...asked.map((question) => questionText(question, days.from)),
  ];
}
