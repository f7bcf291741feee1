import { wordsOf } from '../../asking/words-of.js';
import type { MatchAnswer } from '../../asking/shapes.js';
import { dateText } from '../../words/dates.js';
import { moneyText, numberText, percentText } from '../../words/numbers.js';
import { verdictText } from '../../words/matches.js';
import { SidesPicture } from '../sides-picture.js';

type Outcome = NonNullable<MatchAnswer['outcome']>;
type Compared = NonNullable<Outcome['counterfactual']>;

/** What became of it, and what would have become of the advice: an interval, never a single number. */
export function WhoWasRight({ outcome }: { outcome: MatchAnswer['outcome'] }) {
  if (outcome === null) return <p>Not known: nothing was done that could be compared.</p>;
  const { counterfactual: compared, currency } = outcome;
  return (
    <>
      {compared === null ? (
        <p>Not known yet: what is to be compared has not ended.</p>
      ) : (
        <ComparedWays compared={compared} currency={currency} />
      )}
      <dl class="facts">
        {factsOf(outcome).map(([name, text]) => (
          <>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </>
        ))}
      </dl>
    </>
  );
}

function ComparedWays({ compared, currency }: { compared: Compared; currency: string | null }) {
  const { pnl_low, pnl_mid, pnl_high, human_pnl, difference_low, difference_mid, difference_high } = compared;
  const money = (value: number | null) => moneyText(value, currency, { signed: true });
  const isKnown = pnl_low !== null && pnl_mid !== null && pnl_high !== null && human_pnl !== null;
  const sentence = isKnown
    ? `You ${money(human_pnl)}; as advised ${money(pnl_mid)} (${money(pnl_low)} to ${money(pnl_high)})`
    : 'What the advice would have brought is not known';
  return (
    <>
      <p>
        <strong>{verdictText(compared.verdict) ?? 'not known'}</strong>. {sentence}.
        {difference_mid !== null && (
          <>
            {' '}
            You made {money(difference_mid)} against it ({money(difference_low)} to {money(difference_high)})
            {compared.horizon !== null && ` by ${dateText(compared.horizon)}`}.
          </>
        )}
      </p>
      <SidesPicture
        sides={{ human: human_pnl, low: pnl_low, mid: pnl_mid, high: pnl_high, currency }}
        text={sentence}
      />
      <Attribution compared={compared} currency={currency} />
      {compared.source !== 'none' && (
        <p class="note">
          By {wordsOf(compared.source)}
          {compared.difference_delta_hedged !== null &&
            `; with the market's move taken out ${money(compared.difference_delta_hedged)}`}
          .
        </p>
      )}
    </>
  );
}

/** What the difference comes from, part by part; what made nothing is left out. */
function Attribution({
  compared: { attribution },
  currency,
}: {
  compared: Compared;
  currency: string | null;
}) {
  const parts = Object.entries(attribution ?? {}).filter(([, value]) => value !== 0);
  if (parts.length === 0) return null;
  return (
    <table class="plain-table">
      <caption>What the difference comes from</caption>
      <tbody>
        {parts.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="number">{moneyText(value, currency, { signed: true })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function factsOf(outcome: Outcome): [string, string][] {
  const { currency, final_status, premium_received, premium_paid_to_close, net_profit, profit_percent } =
    outcome;
  const money = (value: number) => moneyText(value, currency, { signed: true });
  const facts: [string, string | null][] = [
    ['State', final_status],
    ['Received', premium_received === null ? null : money(premium_received)],
    ['Paid to close', premium_paid_to_close === null ? null : money(-premium_paid_to_close)],
    [
      'Result',
      net_profit === null
        ? null
        : `${money(net_profit)}${profit_percent === null ? '' : ` (${percentText(profit_percent)})`}`,
    ],
    ['Held', outcome.days_held === null ? null : `${numberText(outcome.days_held, { digits: 0 })} days`],
    ['At its worst', outcome.max_adverse_excursion === null ? null : money(outcome.max_adverse_excursion)],
    [
      'At its best',
      outcome.max_favourable_excursion === null ? null : money(outcome.max_favourable_excursion),
    ],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}
