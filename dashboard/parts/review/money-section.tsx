import type { ReviewAnswer } from '../../asking/shapes.js';
import { Interval } from '../interval.js';
import { moneyText } from '../../words/numbers.js';
import { Section } from './section.js';

type Money = ReviewAnswer['money'];

/** What the human made and what the advice would have made, in a sentence and as a picture of both. */
export function MoneySection({ money }: { money: Money }) {
  const parts = money.by_currency.length > 1 ? money.by_currency : [money];
  return (
    <Section name="money" heading="Money">
      <p>{money.sentence === '' ? 'Nothing was closed that could be compared.' : money.sentence}</p>
      {parts.map((part) => (
        <Compared key={part.currency} part={part} />
      ))}
    </Section>
  );
}

function Compared({ part }: { part: Money['by_currency'][number] }) {
  const { human, algorithm_low, algorithm_mid, algorithm_high, currency } = part;
  if (human === null || algorithm_low === null || algorithm_mid === null || algorithm_high === null)
    return null;
  return (
    <Interval
      low={algorithm_low}
      mid={algorithm_mid}
      high={algorithm_high}
      beside={human}
      text={`you ${moneyText(human, currency, { signed: true })}, as advised ${moneyText(algorithm_low, currency, { signed: true })} to ${moneyText(algorithm_high, currency, { signed: true })}`}
    />
  );
}
