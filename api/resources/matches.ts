import { z } from '@hono/zod-openapi';
import { matchesByKey } from '../../store/pages/matches-by-key.js';
import { matchPage, type MatchOrder } from '../../store/pages/match-page.js';
import { cursorOf, placeIn } from '../cursor.js';
import { Problem } from '../problem.js';
import { JOURNAL, LOOP, read } from '../route.js';
import { saidLatelyAt } from '../said-lately-at.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { date, id, text } from '../shapes/fields.js';
import { match } from '../shapes/match.js';
import { filtersOf, matchFilters } from '../shapes/match-filters.js';
import { shownAs } from '../shapes/match-sides.js';

const order = z.enum(['queue', 'date', 'confidence']);

/** What a cursor of each order holds. */
const PLACES = {
  queue: z.tuple([z.boolean(), date, id]),
  date: z.tuple([date, id]),
  confidence: z.tuple([z.number(), date, id]),
} satisfies Record<MatchOrder, z.ZodType>;

export const listMatches = read({
  path: `${LOOP}/matches`,
  also: [`${JOURNAL}/matches`],
  scope: 'read',
  summary: 'Matches, a page at a time, and how many there are of the filters',
  inPath: z.object({}),
  parameters: z.object({
    ...matchFilters,
    order: order.default('queue'),
    limit: z.int().min(1).max(1_000).default(50),
    offset: z.int().min(0).max(100_000).default(0),
    cursor: text(1_000).optional(),
  }),
  answer: z.object({
    total: z.int(),
    unreviewed_count: z.int(),
    matches: z.array(match),
    next_cursor: z.string().nullable(),
    order,
    as_of: asOf,
  }),
  problems: ['cursor-mismatch'],
  async answerFrom(moment, { given }) {
    const { order, limit, offset, cursor, ...filters } = given;
    if (cursor !== undefined && offset > 0) throw offsetWithCursor(offset);
    const list = { list: 'matches', order, ...filters };
    const lately = await saidLatelyAt(moment);
    const { total, unreviewed, keys } = await matchPage(
      moment.warehouse,
      filtersOf(filters, moment.journal),
      {
        ...{ order, limit: limit + 1, offset, lately },
        after: cursor === undefined ? null : placeIn(cursor, list, PLACES[order]),
      },
    );
    const page = keys.slice(0, limit);
    const last = keys.length > limit ? page.at(-1) : undefined;
    const parts = await matchesByKey(moment.warehouse, { ids: page.map(({ match_id }) => match_id), lately });
    return {
      total,
      unreviewed_count: unreviewed,
      matches: shownAs(parts, lately),
      next_cursor: last === undefined ? null : cursorOf(last.place, list),
      order,
      as_of: await asOfMoment(moment),
    };
  },
});

/** A cursor says where the list goes on: an offset behind it would leave rows out. */
function offsetWithCursor(offset: number): Problem {
  return new Problem('invalid-parameter', 'offset: not together with cursor', {
    errors: [{ in: 'query', name: 'offset', message: 'not together with cursor', value: offset }],
  });
}
