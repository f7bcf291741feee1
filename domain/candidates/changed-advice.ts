import { formatDecimal, type Decimal } from '../number/decimal.js';
import type { Decision } from '../matching/decision.js';
import type { DateRange, IsoDate } from '../time/dates.js';
import { compare } from '../compare.js';
import type { Piece } from './advice-piece.js';
import type { DecidedPart } from './decided-parts.js';
import type { ReplayedStretch } from './replayed-stretch.js';
import type { ChangedAsk } from './stretch-replay.js';

/** What a piece of advice asks for, decimals as text. */
interface AskedText {
  action: string;
  strike: string | null;
  expiration: IsoDate | null;
  from_strike: string | null;
  from_expiration: IsoDate | null;
  quantity: string | null;
  premium: string | null;
}

/** One piece of advice that the change touches, and what the person did. */
export interface ChangedAdvice {
  /** Of the advice log; null for what was never given. */
  recommendation_id: string | null;
  session: IsoDate;
  account: string | null;
  underlying: string;
  /** Null: nothing is advised. */
  before: AskedText | null;
  after: AskedText | null;
  /** The trade that answers either; null where neither is answered. */
  human: (AskedText & { execution_ids: readonly string[]; at: string }) | null;
  /** Whether the decision that it is part of diverges; null where it asks for none. */
  diverges_before: boolean | null;
  diverges_after: boolean | null;
}

/** Those of a range, by session, account and underlying. */
export function changedAdvice(stretches: readonly ReplayedStretch[], range: DateRange): ChangedAdvice[] {
  return stretches
    .flatMap(({ stretch: { subject }, result }) =>
      result.changed
        .filter(({ ask: { session } }) => session >= range.from && session <= range.to)
        .map((one) => lineOf(one, { subject, before: result.before, after: result.after })),
    )
    .sort(
      (a, b) =>
        compare(a.session, b.session) ||
        compare(a.account ?? '', b.account ?? '') ||
        compare(a.underlying, b.underlying),
    );
}

function lineOf(
  { ask, before, after }: ChangedAsk,
  decided: {
    subject: { account: string | null; underlying: string };
    before: readonly DecidedPart[];
    after: readonly DecidedPart[];
  },
): ChangedAdvice {
  const { session, logged } = ask;
  const partIn = (parts: readonly DecidedPart[]) => parts.find(({ sessions }) => sessions.includes(session));
  const [was, is] = [partIn(decided.before), partIn(decided.after)];
  const trade = was?.trade ?? is?.trade ?? null;
  return {
    recommendation_id: logged.at(-1)?.recommendation_id ?? null,
    session,
    account: decided.subject.account,
    underlying: decided.subject.underlying,
    before: textOf(before.at(-1)?.piece),
    after: textOf(after.at(-1)?.piece),
    human: trade && { ...tradeText(trade), execution_ids: trade.execution_ids, at: trade.at },
    diverges_before: was?.diverges ?? null,
    diverges_after: is?.diverges ?? null,
  };
}

function textOf(piece: Piece | undefined): AskedText | null {
  if (piece === undefined) return null;
  return {
    action: piece.action,
    strike: amount(piece.strike),
    expiration: piece.expiration,
    from_strike: amount(piece.from_strike),
    from_expiration: piece.from_expiration,
    quantity: amount(piece.quantity),
    premium: amount(piece.premium),
  };
}

function tradeText({ action, contract, from, quantity, premium }: Decision): AskedText {
  return {
    action,
    strike: amount(contract.strike),
    expiration: contract.expiration,
    from_strike: amount(from?.strike ?? null),
    from_expiration: from?.expiration ?? null,
    quantity: amount(quantity),
    premium: amount(premium),
  };
}

function amount(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}
