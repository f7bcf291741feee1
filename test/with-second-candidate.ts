import { readFile, writeFile } from 'node:fs/promises';
import { formatWeek, type IsoWeek } from '../domain/time/iso-week.js';
import { homePaths } from '../store/home/home.js';
import type { Fact } from '../store/home/journal.js';
import type { AskedApi } from './asked-api.js';
import { published } from './candidate-row.js';

/** Has a week have found a further candidate, less urgent than any: it begins again with it. Gives its id. */
export async function withSecondCandidate(api: AskedApi, week: IsoWeek): Promise<string> {
  const { journal } = homePaths(api.dir);
  const facts = (await readFile(journal, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Fact);
  const at = facts.findIndex((fact) => fact.fact === 'week_published' && formatWeek(fact.row) === week);
  const candidate_id = 'ffffffffffffffff';
  facts.splice(at, 0, published({ candidate_id, priority: 'low', first_seen: week, as_of: week }));
  await writeFile(journal, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  await api.restart();
  return candidate_id;
}
