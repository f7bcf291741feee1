import { bothSidesText, type BothSides } from '../../words/money.js';
import { SidesPicture } from '../sides-picture.js';

/** What both sides made: a sentence, and the same as a picture where there is an interval. */
export function BothSidesLine({ sides }: { sides: BothSides }) {
  const text = bothSidesText(sides);
  return (
    <>
      <p>{text}</p>
      <SidesPicture sides={sides} text={text} />
    </>
  );
}
