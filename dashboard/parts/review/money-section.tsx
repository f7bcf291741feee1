import type { ReviewAnswer } from '../../asking/shapes.js';
import { bothSidesText } from '../../words/money.js';
import { SidesPicture } from '../sides-picture.js';
import { Section } from './section.js';

type Money = ReviewAnswer['money'];

/** What the human made and what the advice would have made, in a sentence and as a picture of both. */
export function MoneySection({ money }: { money: Money }) {
  const parts = money.by_currency.length > 1 ? money.by_currency : [money];
  return (
    <Section name="money" heading="Money">
      <p>{money.sentence === '' ? 'Nothing was closed that could be compared.' : money.sentence}</p>
      {parts.map(({ human, algorithm_low: low, algorithm_mid: mid, algorithm_high: high, currency }) => {
        const sides = { human, low, mid, high, currency };
        return <SidesPicture key={currency} sides={sides} text={bothSidesText(sides)} />;
      })}
    </Section>
  );
}
