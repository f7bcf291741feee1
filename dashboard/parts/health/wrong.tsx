import type { ComponentChildren } from 'preact';
import type { HealthAnswer } from '../../asking/shapes.js';
import { linkTo } from '../../shell/location.js';
import { numberText } from '../../words/numbers.js';

type Details = HealthAnswer['details'];
/** What the API counts beside what is wrong. */
type Harmless = 'outside_epoch' | 'missing_timestamp';

/** What is wrong, by the API's names, and what mends it; a name of the API's that is missing here does not compile. */
const KINDS: Readonly<
  Record<Exclude<keyof Details, Harmless>, { one: string; many: string; mend: ComponentChildren }>
> = {
  cash_differences: {
    one: 'account has other cash than its files say',
    many: 'accounts have other cash than their files say',
    mend: (
      <>
        <a href={linkTo('')}>the review</a> says by how much; import what is missing:{' '}
        <code>npx tradeloop import FILE</code>
      </>
    ),
  },
  rejected_lines: {
    one: 'line of imported files was rejected',
    many: 'lines of imported files were rejected',
    mend: (
      <>
        <code>npx tradeloop imports</code> names the files; correct the lines in their files in{' '}
        <code>rejects</code> of the home and import those: <code>npx tradeloop import FILE</code>
      </>
    ),
  },
  stale_outcomes: {
    one: 'part of the outcomes is older than what it is made from',
    many: 'parts of the outcomes are older than what they are made from',
    mend: <TrackOutcomes />,
  },
  orphaned_outcomes: {
    one: 'outcome is of a match that is not there',
    many: 'outcomes are of matches that are not there',
    mend: <TrackOutcomes />,
  },
  duplicate_groups: {
    one: 'match is stored twice',
    many: 'matches are stored twice',
    mend: <code>npx tradeloop rebuild</code>,
  },
};

/** Each thing that is wrong: how often, and where it is seen or what mends it. */
export function Wrong({ details }: { details: Details }) {
  const found = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => details[kind] > 0);
  return (
    <ul>
      {found.map((kind) => {
        const { one, many, mend } = KINDS[kind];
        return (
          <li key={kind} data-wrong={kind}>
            {numberText(details[kind])} {details[kind] === 1 ? one : many}
            <div class="note">{mend}</div>
          </li>
        );
      })}
    </ul>
  );
}

function TrackOutcomes() {
  return (
    <>
      Track outcomes on the <a href={linkTo('/overview')}>overview</a>, or <code>npx tradeloop outcomes</code>
    </>
  );
}
