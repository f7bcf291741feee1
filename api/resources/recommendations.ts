import { z } from '@hono/zod-openapi';
import { addDays } from '../../domain/time/dates.js';
import {
  ADVICE_STATUSES,
  advicePage,
  advisedOn,
  latestRevisions,
  revisionsOf,
  type StandingAdvice,
} from '../../store/pages/advice-page.js';
import { matchesByKey } from '../../store/pages/matches-by-key.js';
import { knownThroughAt } from '../known-through-at.js';
import type { Moment } from '../parts.js';
import { Problem } from '../problem.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { advice, adviceOf, snapshot, snapshotOf } from '../shapes/advice.js';
import { amount, date, id, text, time } from '../shapes/fields.js';
import { tradeSide } from '../shapes/match.js';
import { shownAs } from '../shapes/match-sides.js';
import { asNumber } from '../shapes/number.js';

/** So many revisions are given, the last ones. */
const MOST = 1_000;
const count = z.int().min(0);

export const listRecommendations = read({
  path: `${LOOP}/v2/recommendations`,
  scope: 'read',
  summary:
    'Advice, the one that was revised last first: `resolved` by a trade or because its window is over, `expired` with its contract before that, `active` else',
  inPath: z.object({}),
  parameters: z.object({
    status: z.enum(ADVICE_STATUSES).optional(),
    symbol: text(64).optional(),
    account: text(64).optional(),
    limit: z.int().min(1).max(MOST).default(50),
    offset: z.int().min(0).max(100_000).default(0),
  }),
  answer: z.object({ total: count, recommendations: z.array(advice), as_of: asOf }),
  problems: [],
  async answerFrom(moment, { given: { status, symbol, account, limit, offset } }) {
    const { warehouse } = moment;
    const known = await knownThroughAt(moment);
    const filters = { status: status ?? null, symbol: symbol?.toUpperCase() ?? null };
    const page = await advicePage(
      warehouse,
      { ...filters, account: account ?? null, id: null },
      { known, limit, offset },
    );
    const latest = await latestRevisions(
      warehouse,
      page.advice.map(({ recommendation_id }) => recommendation_id),
    );
    return {
      total: page.total,
      recommendations: page.advice.flatMap((standing) => {
        const revision = latest.get(standing.recommendation_id);
        return revision === undefined ? [] : [adviceOf(standing, { latest: revision, known })];
      }),
      as_of: await asOfMoment(moment),
    };
  },
});

export const oneRecommendation = read({
  path: `${LOOP}/v2/recommendations/{id}`,
  scope: 'read',
  summary: `A piece of advice with its revisions, the oldest first, the last ${MOST}, and what was traded on it`,
  inPath: z.object({ id }),
  parameters: z.object({}),
  answer: z.object({
    recommendation: advice,
    snapshots: z.array(snapshot),
    executions: z.array(tradeSide),
    as_of: asOf,
  }),
  problems: ['not-found'],
  async answerFrom(moment, { path }) {
    const { warehouse } = moment;
    const { standing, shown } = await adviceNamed(moment, path.id);
    const ids = standing.match_id === null ? [] : [standing.match_id];
    const parts = await matchesByKey(warehouse, { ids, lately: [] });
    return {
      recommendation: shown,
      snapshots: (await revisionsOf(warehouse, { id: path.id, limit: MOST })).map(snapshotOf),
      executions: shownAs(parts, []).flatMap(({ execution }) => execution ?? []),
      as_of: await asOfMoment(moment),
    };
  },
});

export const snapshotTimeline = read({
  path: `${LOOP}/v2/snapshot-timeline/{symbol}`,
  scope: 'read',
  summary: `What was advised on an underlying, revision by revision, the oldest first, the last ${MOST}`,
  inPath: z.object({ symbol: text(64).min(1) }),
  parameters: z.object({ days: z.int().min(1).max(3_660).default(30) }),
  answer: z.object({
    symbol: z.string(),
    period_days: z.int(),
    total_recommendations: count,
    total_snapshots: count,
    timeline: z.array(
      z.object({
        timestamp: time,
        recommendation_id: z.string(),
        source_strike: amount.nullable(),
        source_expiration: date.nullable(),
        ...snapshot.shape,
      }),
    ),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment, { path, given: { days } }) {
    const symbol = path.symbol.toUpperCase();
    const to = (await knownThroughAt(moment)) ?? '1900-01-01';
    const period = { symbol, from: addDays(to, 1 - days), to, limit: MOST };
    const { advice: advised, revisions, shown } = await advisedOn(moment.warehouse, period);
    return {
      ...{ symbol, period_days: days, total_recommendations: advised, total_snapshots: revisions },
      timeline: shown.map((revision) => ({
        timestamp: revision.sent_at,
        recommendation_id: revision.recommendation_id,
        source_strike: asNumber(revision.from_strike),
        source_expiration: revision.from_expiration,
        ...snapshotOf(revision),
      })),
      as_of: await asOfMoment(moment),
    };
  },
});

/** How a piece of advice stands. Throws a Problem for an id that none has. */
export async function adviceNamed(
  moment: Moment,
  recommendationId: string,
): Promise<{ standing: StandingAdvice; shown: z.input<typeof advice> }> {
  const { warehouse } = moment;
  const known = await knownThroughAt(moment);
  const filters = { status: null, symbol: null, account: null, id: recommendationId };
  const {
    advice: [standing],
  } = await advicePage(warehouse, filters, { known, limit: 1, offset: 0 });
  const latest = (await latestRevisions(warehouse, [recommendationId])).get(recommendationId);
  if (standing === undefined || latest === undefined) throw new Problem('not-found', 'no advice of this id');
  return { standing, shown: adviceOf(standing, { latest, known }) };
}
