import type { BothSides } from '../words/money.js';
import { Interval } from './interval.js';

/** What both sides made as a picture with its key; `text` says the same. Nothing where one of them is not known. */
export function SidesPicture({ sides, text }: { sides: BothSides; text: string }) {
  const { human, low, mid, high } = sides;
  if (human === null || low === null || mid === null || high === null) return null;
  return (
    <>
      <Interval low={low} mid={mid} high={high} beside={human} text={text} />
      <p class="note key" aria-hidden="true">
        <span class="swatch human" /> you <span class="swatch algorithm" /> as advised, its interval{' '}
        <span class="swatch zero" /> nothing gained or lost
      </p>
    </>
  );
}
