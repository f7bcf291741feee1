import { textTable, type TableColumn } from '../../domain/text-table.js';
import { plantedPerson, type PlantedPerson } from '../../sim/planted/person.js';
import type { PlayTask } from './play.js';
import type { PlayedPerson } from './played-person.js';

/** People of one kind, played each by a seed. */
export interface Group extends Omit<PlayTask, 'seed'> {
  name: string;
}

/** One line of what the loop of habits and changes is held to: who is played, and the table with the goals. */
export interface Measurement {
  title: string;
  /** People of each group, unless said otherwise. */
  people: number;
  groups: readonly Group[];
  /** `playedOf` gives the people of a group; nobody where it was not asked for. */
  table: (playedOf: (group: Group) => readonly PlayedPerson[]) => string[];
}

/** What stands in the cells of a row, by heading. */
export type Cells = Readonly<Record<string, string>>;

/** Rows under their headings; the first and the last column stand at the left. */
export function rowsTable(rows: readonly Cells[]): string[] {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = headings.map((heading, at): TableColumn<Cells> => ({
    heading,
    right: at > 0 && at < headings.length - 1,
    of: (row) => row[heading] ?? '',
  }));
  return textTable(rows, columns, Infinity);
}

/** A person of two accounts. */
export function personOf(given: {
  name: string;
  market: object;
  habits: readonly object[];
  noise?: object;
}): PlantedPerson {
  return plantedPerson({
    ...{ schema: 1, start: '2024-01-02' },
    accounts: [
      { account: 'main', commission: 0.65 },
      { account: 'ira', commission: 0 },
    ],
    ...given,
  });
}

/** Decisions a week, on average. */
export function decisionsText(people: readonly PlayedPerson[]): string {
  const weeks = people.flatMap(({ decisions }) => decisions);
  return (weeks.reduce((sum, one) => sum + one, 0) / weeks.length).toFixed(1);
}
