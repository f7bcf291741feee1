import type { IsoDate } from '../../domain/time/dates.js';
import { addDays, weekday } from '../../domain/time/dates.js';
import { sessionOnOrBefore } from '../../domain/time/calendar.js';
import type { Decimal } from '../../domain/number/decimal.js';
import type { Recommendation } from '../../domain/records/records.js';
import type { OptionContract } from '../quotes.js';

/** What a person means to trade in answer to advice on calls. */
export type Trade =
  | { action: 'open' | 'close'; contract: OptionContract; quantity: Decimal }
  | { action: 'roll'; from: OptionContract; contract: OptionContract; quantity: Decimal };

export type MatterAction = Trade['action'] | 'hold' | 'wait';

const ACTIONS: Partial<Record<Recommendation['action'], MatterAction>> = {
  sell_to_open: 'open',
  roll: 'roll',
  buy_to_close: 'close',
  hold: 'hold',
};

/** What a piece of advice on calls is about; what asks for nothing else is to wait. */
export function matterAction({ action }: Recommendation): MatterAction {
  return ACTIONS[action] ?? 'wait';
}

/** The call that is sold or bought back; of a roll the one that it opens. */
export function advisedContract({ underlying, strike, expiration }: Recommendation): OptionContract {
  return { underlying, right: 'call', strike: strike as Decimal, expiration: expiration as IsoDate };
}

/** The call that a roll closes. */
export function rolledContract({ underlying, from_strike, from_expiration }: Recommendation): OptionContract {
  return {
    underlying,
    right: 'call',
    strike: from_strike as Decimal,
    expiration: from_expiration as IsoDate,
  };
}

const FRIDAY = 5;

/** The weekly expiration so many weeks later, or earlier where negative. */
export function expirationShifted(expiration: IsoDate, weeks: number): IsoDate {
  return sessionOnOrBefore(addDays(expiration, FRIDAY - weekday(expiration) + 7 * weeks));
}
