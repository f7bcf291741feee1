import { bothSidesText, type BothSides } from '../../words/money.js';
import { Interval } from '../interval.js';

/** What both sides made: a sentence, and the same as a picture where there is an interval. */
export function BothSidesLine({ sides }: { sides: BothSides }) {
  const { human, low, mid, high } = sides;
  const text = bothSidesText(sides);
  return (
    <>
      <p>{text}</p>
      {human !== null && low !== null && mid !== null && high !== null && (
        <>
          <Interval low={low} mid={mid} high={high} beside={human} text={text} />
          <p class="note key">
            <span class="swatch human" /> you <span class="swatch algorithm" /> as advised, its interval{' '}
            <span class="swatch zero" /> nothing gained or lost
          </p>
        </>
      )}
    </>
  );
}
