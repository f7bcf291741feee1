import { wordsOf } from '../../asking/words-of.js';
import type { AdviceSide, Match as ListedMatch, MatchAnswer, TradeSide } from '../../asking/shapes.js';
import { dateText, momentText } from '../../words/dates.js';
import { moneyText, numberText, priceText } from '../../words/numbers.js';
import { hoursText } from '../../words/matches.js';

/** A match as lists have it, and where its detail is known with the market at both moments. */
type Match = ListedMatch & Partial<MatchAnswer['match']>;
interface Line {
  name: string;
  advised: string | null;
  done: string | null;
  difference?: string | null;
}

/** What was advised beside what was done, and how they differ. */
export function BothSides({ match }: { match: Match }) {
  const { recommendation: advice, execution: trade } = match;
  const lines = linesOf(match).filter(({ advised, done }) => advised !== null || done !== null);
  return (
    <>
      <table class="both-sides">
        <caption class="unseen">What was advised and what was done</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">advised</th>
            <th scope="col">done</th>
            <th scope="col">difference</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, advised, done, difference }) => (
            <tr key={name} class={difference ? 'differs' : undefined}>
              <th scope="row">{name}</th>
              <td>{advised ?? (advice === null && name === 'action' ? 'nothing' : '–')}</td>
              <td>{done ?? (trade === null && name === 'action' ? 'nothing' : '–')}</td>
              <td>{difference ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {advice?.rationale && <p class="note">Because: {advice.rationale}</p>}
    </>
  );
}

function linesOf(match: Match): Line[] {
  const { recommendation: advice, execution: trade, modification: moved } = match;
  const strike = (side: AdviceSide | TradeSide | null) =>
    side === null || side.strike === null
      ? null
      : `${numberText(side.strike, { digits: 3 })} ${side.right ?? ''}`;
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? null : numberText(value, { digits: 4 });
  const price = (value: number | null | undefined) =>
    value === null || value === undefined ? null : priceText(value);
  const by = (value: number | null | undefined, unit = '') =>
    value ? `${numberText(value, { digits: 4, signed: true })}${unit}` : null;
  return [
    {
      name: 'action',
      advised: advice && wordsOf(advice.action),
      done: trade && wordsOf(trade.action),
      difference: moved?.modified_fields.includes('action') ? 'another action' : null,
    },
    { name: 'from strike', advised: number(advice?.from_strike), done: null },
    {
      name: 'from expiration',
      advised: advice?.from_expiration ? dateText(advice.from_expiration) : null,
      done: null,
    },
    { name: 'strike', advised: strike(advice), done: strike(trade), difference: by(moved?.strike_diff) },
    {
      name: 'expiration',
      advised: advice?.expiration ? dateText(advice.expiration) : null,
      done: trade?.expiration ? dateText(trade.expiration) : null,
      difference: by(moved?.expiration_diff_days, ' days'),
    },
    { name: 'days to it', advised: number(advice?.dte), done: number(trade?.dte) },
    {
      name: 'price',
      advised: price(advice?.premium),
      done: price(trade?.premium),
      difference: by(moved?.premium_diff),
    },
    {
      name: 'contracts',
      advised: number(advice?.contracts),
      done: number(trade?.contracts),
      difference: by(moved?.quantity_diff),
    },
    {
      name: 'at',
      advised: advice && momentText(advice.time ?? advice.date),
      done: trade && momentText(trade.time ?? trade.date),
      difference: match.hours_to_execution === null ? null : `${hoursText(match.hours_to_execution)} later`,
    },
    { name: 'account', advised: advice?.account ?? null, done: trade?.account ?? null },
    {
      name: 'underlying',
      advised: price(match.market_conditions_at_rec?.underlying_price),
      done: boundsOf(match),
    },
    { name: 'algorithm', advised: advice?.algorithm_version ?? null, done: null },
    { name: 'priority', advised: advice?.priority ? wordsOf(advice.priority) : null, done: null },
  ];
}

function boundsOf({ market_conditions_at_exec: bar }: Match): string | null {
  if (bar === null || bar === undefined) return null;
  return `${priceText(bar.underlying_low)} to ${priceText(bar.underlying_high)}, close ${priceText(bar.underlying_close)}`;
}

/** The fills of the decision, with the ids that a link takes. */
export function Fills({ trade, currency }: { trade: TradeSide | null; currency: string | null }) {
  if (trade === null) return <p>No fill answers it.</p>;
  return (
    <div class="sideways" tabIndex={0} role="region" aria-label="Fills">
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">fill</th>
            <th scope="col" class="number">
              price
            </th>
            <th scope="col" class="number">
              fees
            </th>
            <th scope="col">at</th>
            <th scope="col">id</th>
          </tr>
        </thead>
        <tbody>
          {trade.legs.map((leg) => (
            <tr key={leg.id}>
              <td>
                {wordsOf(leg.action)} {numberText(leg.quantity, { digits: 4 })}×{' '}
                {leg.strike === null
                  ? leg.symbol
                  : `${numberText(leg.strike, { digits: 3 })} ${leg.right ?? ''}`}{' '}
                {leg.expiration !== null && dateText(leg.expiration)}
              </td>
              <td class="number">{leg.price === null ? '–' : priceText(leg.price)}</td>
              <td class="number">{moneyText(leg.fees, currency)}</td>
              <td>{leg.time === null ? dateText(trade.date) : momentText(leg.time)}</td>
              <td>
                <code>{leg.id}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
