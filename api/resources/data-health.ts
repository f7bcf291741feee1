import { z } from '@hono/zod-openapi';
import { counted } from '../../domain/counted.js';
import { epochOf } from '../../store/home/epoch.js';
import { standingImports } from '../../store/home/standing.js';
import { untiedCash } from '../../store/lake/cash.js';
import { facetsOf } from '../../store/pages/facets.js';
import { healthCounts, type HealthCounts } from '../../store/pages/health.js';
import type { Moment } from '../parts.js';
import { LOOP, read, route } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { date } from '../shapes/fields.js';
import { versionInForce } from '../version-in-force.js';

const count = z.int().min(0);

export const dataHealth = read({
  path: `${LOOP}/data-health`,
  scope: 'read',
  summary: 'What may be wrong with what is stored',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.object({
    status: z.enum(['healthy', 'issues_found']),
    epoch: z.object({ algorithm_version: z.string().nullable(), min_valid_date: date.nullable() }),
    counts: z.object({ total_matches: count, total_outcomes: count, by_type: z.record(z.string(), count) }),
    issues: z.array(z.string()),
    details: z.object({
      duplicate_groups: count,
      outside_epoch: count,
      missing_timestamp: count,
      orphaned_outcomes: count,
      stale_outcomes: count,
      rejected_lines: count,
      cash_differences: count,
    }),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment) {
    const { min_valid_date } = epochOf(moment.journal);
    const { matches, outcomes, ...found } = await healthCounts(moment.warehouse, min_valid_date);
    const { types } = await facetsOf(moment.warehouse);
    const cash_differences = await cashDifferences(moment);
    const issues = issuesIn({ ...found, cash_differences });
    return {
      status: issues.length === 0 ? ('healthy' as const) : ('issues_found' as const),
      epoch: { algorithm_version: await versionInForce(moment), min_valid_date },
      counts: {
        total_matches: matches,
        total_outcomes: outcomes,
        by_type: Object.fromEntries(types.map(({ match_type, count: times }) => [match_type, times])),
      },
      issues,
      details: { ...found, cash_differences },
      as_of: await asOfMoment(moment),
    };
  },
});

export const cleanDuplicates = route({
  method: 'delete',
  path: `${LOOP}/cleanup-duplicates`,
  scope: 'admin',
  summary:
    'Looks for matches that there are twice: there are none, since their ids are made of what they are about',
  inPath: z.object({}),
  parameters: z.object({ dry_run: z.boolean().default(true) }),
  answer: z.object({
    status: z.enum(['dry_run', 'no_duplicates']),
    message: z.string(),
    duplicate_groups_found: count,
    total_duplicates_to_remove: count,
    groups: z.array(z.unknown()),
    dry_run: z.boolean(),
  }),
  problems: [],
  async handle({ given: { dry_run }, at }) {
    const { duplicate_groups } = await at(({ warehouse }) => healthCounts(warehouse, null));
    if (duplicate_groups > 0) throw new Error(`${duplicate_groups} ids have several matches`);
    return {
      document: {
        status: dry_run ? ('dry_run' as const) : ('no_duplicates' as const),
        message: 'no duplicates',
        ...{ duplicate_groups_found: 0, total_duplicates_to_remove: 0, groups: [], dry_run },
      },
    };
  },
});

/** Accounts and currencies whose records do not come to what their files say, of those whose files do not overlap. */
async function cashDifferences({ warehouse, manifest, journal }: Moment): Promise<number> {
  const standing = standingImports({ manifest, journal });
  const overlapping = manifest.entries.flatMap(({ seq, counts, accounts }) =>
    standing.has(seq) && counts.duplicates > 0 ? accounts : [],
  );
  return (await untiedCash(warehouse, { except: overlapping })).length;
}

/** Without what is no issue by itself: what lies before the epoch, and trades of which only the day is known. */
function issuesIn(
  found: Omit<HealthCounts, 'matches' | 'outcomes'> & { cash_differences: number },
): string[] {
  const { duplicate_groups, orphaned_outcomes, stale_outcomes, rejected_lines, cash_differences } = found;
  return [
    ...(duplicate_groups > 0 ? [`${counted(duplicate_groups, 'match', 'matches')} stored twice`] : []),
    ...(orphaned_outcomes > 0
      ? [`${counted(orphaned_outcomes, 'outcome')} of matches that are not there`]
      : []),
    ...(stale_outcomes > 0 ? ['outcomes are older than what they are made from: track outcomes'] : []),
    ...(rejected_lines > 0 ? [`${counted(rejected_lines, 'line')} of imported files rejected`] : []),
    ...(cash_differences > 0 ? [`${counted(cash_differences, 'account')} whose cash does not tie`] : []),
  ];
}
