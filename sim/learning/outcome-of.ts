import {
  answersAndExits,
  type AnsweringFill,
  type OutcomeAfter,
} from '../../domain/counterfactual/answers-and-exits.js';
import { counterfactual } from '../../domain/counterfactual/counterfactual.js';
import { hashId } from '../../domain/hash.js';
import type { Market } from '../../domain/market/daily-bars.js';
import type { Match } from '../../domain/matching/match-row.js';
import type { Decimal } from '../../domain/number/decimal.js';
import type { Closing } from '../../domain/positions/lot.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { AdviceRecord } from './advice-record.js';

/** What was traded so far, and how lots of options ended. */
export interface Trades {
  execute(execution: StoredExecution): void;
  close(closing: Closing): void;
  fill(recordId: string): StoredExecution | undefined;
  /** How a lot ended, part by part, in the order of time. */
  endsOf(lotId: string): readonly Closing[];
}

export function trades(): Trades {
  const executions = new Map<string, StoredExecution>();
  const ends = new Map<string, Closing[]>();
  return {
    execute: (execution) => executions.set(execution.record_id, execution),
    close(closing) {
      const lotId = closing.lot?.lot_id ?? '';
      const own = ends.get(lotId) ?? [];
      ends.set(lotId, own);
      own.push(closing);
    },
    fill: (recordId) => executions.get(recordId),
    endsOf: (lotId) => ends.get(lotId) ?? [],
  };
}

/** What following a piece of advice would have come to beside what was done; undefined while that is not known. */
export type Judged = 'nothing to go by' | { difference: Decimal; horizon: IsoDate } | undefined;

/** Judges a matched piece of advice by what is known at the end of a day, of which `lastBar` is the last session. */
export function outcomeOf(
  record: AdviceRecord & { match: Match },
  { done, market, asOf, lastBar }: { done: Trades; market: Market; asOf: IsoDate; lastBar: IsoDate },
): Judged {
  const { recommendation, match, day } = record;
  const fills = answersTo(match, done);
  const made = counterfactual({
    advice: { ...recommendation, trading_date: day, held_side: match.held_side },
    ...answersAndExits(fills, outcomesAfter(record, fills, done)),
    daily: market.get(recommendation.underlying),
    lastBar,
    asOf,
  });
  if (made === undefined) return undefined;
  const { difference_delta_hedged: difference, horizon } = made;
  return difference === null || horizon === null ? 'nothing to go by' : { difference, horizon };
}

function answersTo({ fill_record_ids, fill_quantities }: Match, done: Trades): AnsweringFill[] {
  return fill_record_ids
    .flatMap((id, at) => {
      const fill = done.fill(id);
      return fill === undefined ? [] : [{ ...fill, owned: fill_quantities[at] as Decimal }];
    })
    .sort((a, b) => (a.executed_at < b.executed_at ? -1 : a.executed_at > b.executed_at ? 1 : 0));
}

/** What became of what the answer opened, and of what was held of the contract that the advice wanted closed. */
function outcomesAfter(
  { recommendation: { action, sent_at }, held }: AdviceRecord,
  fills: readonly AnsweringFill[],
  done: Trades,
): OutcomeAfter[] {
  const opened = fills.flatMap((fill) =>
    done.endsOf(hashId('lot', fill.record_id)).map((end) => ({
      ...outcome(end),
      held: false,
      opening_quantity: fill.quantity,
      opening_owned: fill.owned,
    })),
  );
  const kept = (action === 'roll' || action === 'buy_to_close' ? held : [])
    .flatMap((lot) => done.endsOf(lot))
    .filter(({ closing }) => closing.executed_at >= sent_at)
    .map((end) => ({ ...outcome(end), held: true, opening_quantity: null, opening_owned: null }));
  const endedAt = ({ closing }: OutcomeAfter) => closing?.executed_at ?? '';
  return [...opened, ...kept].sort((a, b) =>
    endedAt(a) < endedAt(b) ? -1 : endedAt(a) > endedAt(b) ? 1 : 0,
  );
}

function outcome({ lot, closing, kind, instrument, quantity, currency }: Closing) {
  const { right, strike, expiration, multiplier } = instrument;
  return {
    ...{ right, strike, expiration, multiplier, quantity, currency, closing },
    side: lot?.side ?? null,
    close_kind: kind,
    closing_record_id: closing.record_id,
  };
}
