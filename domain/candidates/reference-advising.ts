import type { AlgorithmParameters } from '../algorithm/algorithm-parameters.js';
import { effectiveParameters, ownOverrides } from '../algorithm/effective-parameters.js';
import { decide } from '../algorithm/reference-decision.js';
import type { Piece } from './advice-piece.js';
import type { Advising } from './advising.js';
import type { Stretch } from './stretch.js';

/** A version of the reference algorithm on what the accounts really held. */
export function referenceAdvising(parameters: AlgorithmParameters): Advising {
  const keys = new Map<string, string>();
  return {
    keyOn({ underlying, purpose }) {
      const place = `${purpose} ${underlying}`;
      const key = keys.get(place) ?? JSON.stringify(saidOf(parameters, { underlying, purpose }));
      keys.set(place, key);
      return key;
    },
    pieceOn({ session, situation }, { subject: { underlying } }) {
      if (situation === null) return null;
      const view = situation.viewOf(parameters.volatility.lookbackReturns);
      if (view === undefined) return null;
      const { matter, earningsIn, regimes } = situation;
      const morning = { ...view, date: session, parameters, earningsIn };
      const found = decide(matter, morning, { underlying, regimes });
      if (found === null) return null;
      const { action, contract, from, quantity, premium } = found.decided;
      const piece: Piece = {
        action,
        right: 'call',
        ...contract,
        from_right: from ? 'call' : null,
        from_strike: from?.strike ?? null,
        from_expiration: from?.expiration ?? null,
        legs: null,
        quantity,
        premium,
      };
      return piece;
    },
  };
}

type Place = { underlying: string; purpose: Stretch['subject']['purpose'] };

/** The parameters that have a say on calls to sell, or on calls that were sold, on an underlying. */
function saidOf(parameters: AlgorithmParameters, { underlying, purpose }: Place): unknown[] {
  const { byRegime } = parameters;
  const fields = purpose === 'open' ? ofShares : ofCalls;
  // In which regimes a matter is depends on what those of all would advise.
  if (byRegime.length > 0) return [fields(parameters), byRegime, ownOverrides(parameters, underlying)];
  return [fields(effectiveParameters(parameters, { underlying, regimes: [] }))];
}

function ofShares(parameters: AlgorithmParameters): unknown[] {
  const { dte, minimumPremium, strikeSteps, quantityShare, quiet } = parameters;
  const { openWeekdays, beforeEarningsSessions } = quiet;
  return [
    dte,
    minimumPremium,
    strikeSteps,
    quantityShare,
    openWeekdays,
    beforeEarningsSessions,
    ofAll(parameters),
  ];
}

function ofCalls(parameters: AlgorithmParameters): unknown[] {
  const { dte, profitTarget, minimumBuyBack, roll, quiet } = parameters;
  return [
    roll.dte ?? dte,
    profitTarget,
    minimumBuyBack,
    { ...roll, dte: null },
    quiet.rollWeekdays,
    ofAll(parameters),
  ];
}

function ofAll({
  strikeDistance,
  advises,
  volatility,
  rate,
  strikeIncrements,
}: AlgorithmParameters): unknown[] {
  return [strikeDistance, advises, volatility, rate, strikeIncrements];
}
