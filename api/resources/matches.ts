import { z } from '@hono/zod-openapi';
import { matchesByKey } from '../../store/pages/matches-by-key.js';
import { matchPage, type MatchPlace } from '../../store/pages/match-page.js';
import { saidLately } from '../../store/pages/said-lately.js';
import { cursorOf, placeIn } from '../cursor.js';
import { JOURNAL, LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { text } from '../shapes/fields.js';
import { match } from '../shapes/match.js';
import { filtersOf, matchFilters } from '../shapes/match-filters.js';
import { shownAs } from '../shapes/match-sides.js';

const order = z.enum(['queue', 'date', 'confidence']);

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
    const list = { list: 'matches', order, ...filters };
    const lately = await saidLately(moment);
    const { total, unreviewed, keys } = await matchPage(moment.warehouse, filtersOf(filters), {
      ...{ order, limit: limit + 1, offset, lately },
      after: cursor === undefined ? null : (placeIn(cursor, list) as MatchPlace),
    });
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
