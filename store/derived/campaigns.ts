import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import { newYorkDay } from '../../domain/time/calendar.js';
import { campaigns, type RunningCampaign, type Span } from '../../domain/outcomes/campaigns.js';
import { laterOf, type IsoDate } from '../../domain/time/dates.js';
import { groupBy } from '../../domain/group-by.js';
import { spanOf, type OutcomeRow } from '../../domain/outcomes/outcomes.js';
import { sameInstrument, TOUCHED } from './stale-outcomes.js';
import { turns } from '../turns.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** An account and the underlyings that have their campaigns together, as JSON text. */
type Group = string;

/** Keeps the campaigns of the rows that are about to be replaced: until the touched date they stay as they were. */
export async function keepCampaigns(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE kept_campaigns AS
     SELECT DISTINCT coalesce(o.lot_id, o.outcome_id) AS span_id, o.campaign_id
     FROM outcomes AS o JOIN stale_instruments AS stale ON ${sameInstrument('o', 'stale')}`,
  );
}

/** Gives campaigns to the outcomes in the touched underlyings, from a week before the touched date on. */
export async function tellCampaigns(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `UPDATE outcomes SET campaign_id = kept.campaign_id FROM kept_campaigns AS kept
     WHERE kept.span_id = coalesce(outcomes.lot_id, outcomes.outcome_id) AND outcomes.campaign_id IS NULL`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE campaign_groups AS
     WITH named AS (
       SELECT account, underlying, coalesce(unit_id, json_array(account, underlying)::VARCHAR) AS group_id, since
       FROM ${TOUCHED} LEFT JOIN linked USING (account, underlying)),
     begun AS (SELECT group_id, (min(since) - ${NEXT_SESSION_DAYS})::VARCHAR AS since FROM named GROUP BY group_id)
     SELECT account, underlying, group_id, begun.since FROM (
       SELECT DISTINCT account, underlying, group_id FROM named
       UNION SELECT account, underlying, unit_id FROM linked WHERE unit_id IN (SELECT group_id FROM named))
     JOIN begun USING (group_id)`,
  );
  const running = await runningCampaigns(warehouse);
  const rows = await warehouse.rows<OutcomeRow & { group_id: Group; campaign_id: string | null }>(
    `SELECT group_id, outcome_id, lot_id, opened_at, closed_at, expiration, flags, campaign_id
     FROM outcomes JOIN campaign_groups USING (account, underlying)
     WHERE left(coalesce(opened_at, closed_at), 10) >= since ORDER BY group_id, outcome_id`,
  );
  const changed: { outcome_id: string; now: string | undefined }[] = [];
  const turn = turns();
  for (const [group, own] of groupBy(rows, (row) => row.group_id)) {
    const spans = own.map(spanOf);
    const campaignOf = campaigns(spans, running.get(group));
    own.forEach(({ outcome_id, campaign_id }, i) => {
      const now = campaignOf.get((spans[i] as Span).id);
      if (now !== campaign_id) changed.push({ outcome_id, now });
    });
    await turn();
  }
  if (changed.length === 0) return;
  await warehouse.run(
    'CREATE OR REPLACE TEMPORARY TABLE changed_campaigns (outcome_id VARCHAR, now VARCHAR)',
  );
  await warehouse.insert('changed_campaigns', changed);
  await warehouse.run(
    `UPDATE outcomes SET campaign_id = changed_campaigns.now FROM changed_campaigns
     WHERE changed_campaigns.outcome_id = outcomes.outcome_id`,
  );
}

/** What was running in each group when its touched stretch begins. */
async function runningCampaigns(warehouse: Warehouse): Promise<Map<Group, RunningCampaign>> {
  const rows = await warehouse.rows<{
    group_id: Group;
    campaign_id: string;
    open: boolean;
    last_day: IsoDate | null;
    last_instant: string | null;
  }>(
    `WITH spans AS (
       SELECT group_id, campaign_id, left(coalesce(opened_at, closed_at), 10) AS day, coalesce(lot_id, outcome_id) AS span_id,
         CASE WHEN list_contains(flags, 'lapsed') THEN expiration::VARCHAR ELSE closed_at END AS until
       FROM outcomes JOIN campaign_groups USING (account, underlying)
       WHERE left(coalesce(opened_at, closed_at), 10) < since)
     SELECT group_id, max_by(campaign_id, (day, span_id)) AS campaign_id, bool_or(until IS NULL) AS open,
       max(until) FILTER (length(until) = 10) AS last_day, max(until) FILTER (length(until) > 10) AS last_instant
     FROM spans GROUP BY group_id ORDER BY group_id`,
  );
  return new Map(
    rows.map(({ group_id, campaign_id, open, last_day, last_instant }) => {
      const days = [last_day, last_instant].filter((time) => time !== null).map(newYorkDay);
      return [group_id, { campaign_id, flat: open ? null : days.reduce(laterOf) }];
    }),
  );
}
