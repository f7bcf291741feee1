import { z } from '@hono/zod-openapi';
import { withIntents, type AdviceIntent } from '../../domain/matching/advice-intent.js';
import type { MatchFact } from '../../domain/matching/match-fact.js';
import { multiply, prorate, sum, toNumber, type Decimal } from '../../domain/number/decimal.js';
import { intentsOf } from '../../store/home/advice-intents.js';
import { matchFactsIn } from '../../store/home/match-facts.js';
import { judgedAdvice, lotsOpenedBy } from '../../store/pages/match-outcome.js';
import { matchNeighbours } from '../../store/pages/match-page.js';
import {
  matchesByKey,
  type MatchParts,
  type ShownFill,
  type ShownMatch,
} from '../../store/pages/matches-by-key.js';
import { priceOnDay } from '../../store/pages/price-on-day.js';
import { matchTag } from '../match-tag.js';
import type { Moment } from '../parts.js';
import { Problem } from '../problem.js';
import { LOOP, read } from '../route.js';
import { saidLatelyAt } from '../said-lately-at.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { amount, id } from '../shapes/fields.js';
import { match, type MatchShape, type TradeSide } from '../shapes/match.js';
import { filtersOf, matchFilters } from '../shapes/match-filters.js';
import { shownAs } from '../shapes/match-sides.js';
import { asNumber } from '../shapes/number.js';
import { outcome, outcomeOf } from '../shapes/outcome.js';

const detail = match
  .extend({
    recommendation_context: z.unknown().nullable(),
    modification_details: match.shape.modification,
    market_conditions_at_rec: z.union([z.object({ underlying_price: amount.nullable() }), z.null()]),
    /** The underlying's bar of that day. */
    market_conditions_at_exec: z.union([
      z.object({ underlying_low: amount, underlying_high: amount, underlying_close: amount }),
      z.null(),
    ]),
    /** Of all that it was made from. */
    input_hash: z.string(),
    user_reason_code: z.string().nullable(),
    user_reason_text: z.string().nullable(),
    notes: z.string().nullable(),
    runner_up: z.union([
      z.object({
        match_type: z.string().nullable(),
        execution_ids: z.array(z.string()),
        score: z.number().nullable(),
      }),
      z.null(),
    ]),
  })
  .openapi('MatchDetail');

const said = z.object({
  at: z.string(),
  by: z.string(),
  fact: z.enum(['reason', 'review', 'exclusion', 'link', 'unlink', 'intent']),
  value: z.unknown(),
});

const answer = z.object({
  match: detail,
  outcome: z.union([outcome, z.null()]),
  history: z.array(said),
  neighbours: z.object({ previous: z.string().nullable(), next: z.string().nullable() }),
  as_of: asOf,
});

export const oneMatch = read({
  path: `${LOOP}/matches/{id}`,
  scope: 'read',
  tag: 'thing',
  summary: 'A match with all that is known of it, and its neighbours in the queue of these filters',
  inPath: z.object({ id }),
  parameters: z.object(matchFilters),
  answer,
  problems: ['not-found'],
  tagFrom: (moment, { path, parts }) => matchTag(moment, { id: path.id, program: parts.version }),
  async answerFrom(moment, { path, given }) {
    const { warehouse, journal } = moment;
    const { shown, parts } = await shownMatch(moment, path.id);
    const [row] = parts.matches as [ShownMatch];
    const { recommendation, execution } = shown;
    const price =
      recommendation === null ? null : (parts.advice.get(recommendation.id)?.underlying_price ?? null);
    const facts = matchFactsIn(journal).on(row);
    const { runner_up } = await moment.reads.considered({ id: path.id });
    const lately = await saidLatelyAt(moment);
    return {
      match: {
        ...shown,
        input_hash: row.input_hash,
        recommendation_context: recommendation?.context ?? null,
        modification_details: shown.modification,
        market_conditions_at_rec: price === null ? null : { underlying_price: asNumber(price) },
        market_conditions_at_exec: execution === null ? null : await conditionsOn(moment, execution),
        user_reason_code: shown.user_reason,
        user_reason_text: shown.reason_text,
        notes: shown.reason_text,
        runner_up: runner_up && {
          match_type: runner_up.match_type,
          execution_ids: [...runner_up.execution_ids],
          score: runner_up.score,
        },
      },
      outcome: outcomeOf(path.id, {
        symbol: recommendation?.symbol ?? execution?.symbol ?? '',
        lots: await lotsOpenedBy(warehouse, path.id),
        judged: recommendation === null ? undefined : await judgedAdvice(warehouse, recommendation.id),
        received: receivedFor(parts),
      }),
      history: withIntents(facts, intentsOf(journal, recommendation?.id ?? null)).map(historyOf),
      neighbours: await matchNeighbours(warehouse, filtersOf(given, journal), { matchId: path.id, lately }),
      as_of: await asOfMoment(moment),
    };
  },
});

export const NO_MATCH = 'no match of this id';

/** A match as lists show it, and what that is made from. Throws a Problem for an id that no match has. */
export async function shownMatch(
  moment: Moment,
  matchId: string,
): Promise<{ shown: MatchShape; parts: MatchParts }> {
  const lately = await saidLatelyAt(moment);
  const parts = await matchesByKey(moment.warehouse, { ids: [matchId], lately });
  const [shown] = shownAs(parts, lately);
  if (shown === undefined) throw new Problem('not-found', NO_MATCH);
  return { shown, parts };
}

async function conditionsOn(
  { warehouse }: Moment,
  { symbol, date: day }: TradeSide,
): Promise<z.input<typeof detail>['market_conditions_at_exec']> {
  const bar = await priceOnDay(warehouse, { symbol, day });
  if (bar === null) return null;
  return {
    underlying_low: toNumber(bar.low),
    underlying_high: toNumber(bar.high),
    underlying_close: toNumber(bar.close),
  };
}

/** What its sales to open brought in, before fees; null where there are none. */
function receivedFor({ matches, fills }: MatchParts): Decimal | null {
  const [row] = matches;
  const sold = (row?.fill_record_ids ?? []).flatMap((record, at) => {
    const fill = fills.get(record);
    if (fill?.action !== 'sell_to_open') return [];
    return broughtIn(fill, row?.fill_quantities?.[at] ?? fill.quantity) ?? [];
  });
  return sold.length === 0 ? null : sum(sold);
}

/** The broker's own amount, where there is one, decides as it does of the result: it has what its fees leave out. */
function broughtIn({ amount, fees, price, quantity, multiplier }: ShownFill, used: Decimal): Decimal | null {
  if (amount !== null) return prorate(amount + (fees ?? 0n), used, quantity);
  return price === null ? null : multiply(multiply(price, used), multiplier);
}

function historyOf(fact: MatchFact | AdviceIntent): z.input<typeof said> {
  const { at, by } = fact;
  switch (fact.fact) {
    case 'match_reason':
      return {
        ...{ at, by, fact: 'reason' },
        value: fact.code === null ? null : { code: fact.code, note: fact.note, cause: fact.cause },
      };
    case 'advice_intended': {
      const { action_type, new_strike, new_expiration, notes } = fact;
      return { at, by, fact: 'intent', value: { action_type, new_strike, new_expiration, notes } };
    }
    case 'match_reviewed':
      return { at, by, fact: 'review', value: fact.reviewed };
    case 'match_excluded':
      return { at, by, fact: 'exclusion', value: { reason: fact.reason, note: fact.note } };
    case 'match_included':
      return { at, by, fact: 'exclusion', value: null };
    case 'match_linked':
      return { at, by, fact: 'link', value: fact.execution_ids };
    case 'match_unlinked':
      return { at, by, fact: 'unlink', value: fact.execution_ids };
  }
}
