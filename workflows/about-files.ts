import type { FileReport } from '../activities/import-reports.js';
import { earlierOf, laterOf } from '../domain/time/dates.js';
import type { About } from './search-attributes.js';

/** The accounts that imported files turned out to be of, and the days from the first to the last that they cover. */
export function aboutFiles(
  reports: readonly Pick<FileReport, 'cash' | 'covered_from' | 'covered_through'>[],
): About {
  const ranges = reports.flatMap(({ covered_from: from, covered_through: to }) =>
    from === null || to === null ? [] : [{ from, to }],
  );
  const [first] = ranges;
  return {
    days: first && {
      from: ranges.map(({ from }) => from).reduce(earlierOf, first.from),
      to: ranges.map(({ to }) => to).reduce(laterOf, first.to),
    },
    accounts: [...new Set(reports.flatMap(({ cash }) => cash.map(({ account }) => account)))],
  };
}
