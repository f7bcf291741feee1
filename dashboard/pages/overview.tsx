import { wordsOf } from '../asking/words-of.js';
import type { DivergenceAnswer } from '../asking/shapes.js';
import { useAnswer } from '../asking/use-answer.js';
import { changeRows } from '../parts/algorithm/version-rows.js';
import { Answered } from '../parts/answered.js';
import { Bars } from '../parts/bars.js';
import { Empty } from '../parts/empty.js';
import { ByMonth } from '../parts/overview/by-month.js';
import { DivergenceLines } from '../parts/overview/divergence-lines.js';
import { DropArea } from '../parts/overview/drop-area.js';
import { Steps } from '../parts/overview/steps.js';
import { TopModifications } from '../parts/overview/top-modifications.js';
import { Section } from '../parts/review/section.js';
import { linkTo, query } from '../shell/location.js';
import { dateText, mondayOf } from '../words/dates.js';
import { numberText, percentText, rangeText } from '../words/numbers.js';

const PERIODS = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'a year'],
  ['3660', 'all'],
] as const;
const TYPES = ['consent', 'modify', 'reject', 'independent', 'no_action', 'pending'] as const;

/** Whether advice and deeds come closer, and whether anything is left to do. */
export function Overview() {
  const { days = '90', until } = query.value;
  const period = { days: Number(days), until };
  const asked = useAnswer('/analytics/divergence-rate', { query: period }).value;
  return (
    <>
      <div class="title">
        <h1>Overview</h1>
        <nav class="choices" aria-label="Period">
          {PERIODS.map(([length, name]) => (
            <a
              key={length}
              href={linkTo('/overview', { days: length, until })}
              aria-current={length === days ? 'true' : undefined}
            >
              {name}
            </a>
          ))}
        </nav>
      </div>
      <Answered asked={asked}>{(answer) => <Numbers answer={answer} period={period} />}</Answered>
      <Section name="import" heading="Import">
        <DropArea />
      </Section>
      <Section name="steps" heading="Run">
        <Steps epochStart={asked.answer?.epoch_start ?? null} />
      </Section>
    </>
  );
}

interface Period {
  days: number;
  /** Its last day; that of the last record where none is asked for. */
  until: string | undefined;
}

function Numbers({ answer, period }: { answer: DivergenceAnswer; period: Period }) {
  const { answer: months } = useAnswer('/analytics/success-metrics').value;
  const { answer: modifications } = useAnswer('/analytics/top-modifications', { query: period }).value;
  const { answer: versions } = useAnswer('/algorithm/versions').value;
  const { answer: left } = useAnswer('/matches', { query: { limit: 1 } }).value;
  if (answer.total_matches === 0) return <NothingMatched until={answer.until} period={period} />;
  const [firstWeek] = answer.by_week;
  // A period reaches further back than anything is known.
  const start = [answer.effective_start_date ?? '', firstWeek ? mondayOf(firstWeek.week) : ''].sort().at(-1);
  const { divergence_rate: rate, divergence_rate_low: low, divergence_rate_high: high } = answer;
  return (
    <>
      <p class="figures">
        <span>
          Divergence <strong>{percentText(rate)}</strong>
          {low !== null && high !== null && ` (${rangeText(low, high)})`}
        </span>
        <span>
          consent <strong>{percentText(answer.consent_rate)}</strong>
          {answer.consent_rate_active !== null &&
            `, ${percentText(answer.consent_rate_active)} where something had to be done`}
        </span>
        {left !== undefined && (
          <a href={linkTo('/matches', { reviewed: 'false' })}>
            {numberText(left.unreviewed_count)} not reviewed
          </a>
        )}
        <span class="note">
          {numberText(answer.sample_size)} decisions
          {start !== undefined &&
            answer.until !== null &&
            `, ${dateText(start)} to ${dateText(answer.until)}`}
        </span>
      </p>
      <Section name="weeks" heading="By week">
        <DivergenceLines
          weeks={answer.by_week}
          aim={months?.targets.divergence_rate}
          changes={versions === undefined ? [] : changeRows(versions)}
        />
      </Section>
      <Section name="types" heading="By type">
        <Bars
          label={`${numberText(answer.total_matches)} matches, ${numberText(answer.excluded)} of them excluded`}
          bars={TYPES.map((type) => ({
            name: wordsOf(type),
            value: answer[type],
            text: numberText(answer[type]),
          }))}
        />
      </Section>
      {modifications !== undefined && (
        <Section name="modifications" heading="Changed">
          <TopModifications answer={modifications} />
        </Section>
      )}
      {months !== undefined && (
        <Section name="months" heading="By month">
          <ByMonth answer={months} />
        </Section>
      )}
    </>
  );
}

/** Records may reach further than matches: the way to the last ones. */
function NothingMatched({ until, period: { days } }: { until: string | null; period: Period }) {
  const last = useAnswer('/facets').value.answer?.last_date ?? null;
  return (
    <Empty>
      {last !== null && until !== null ? (
        <p>
          Nothing is matched in the {numberText(days)} days through {dateText(until)}; the last match is of{' '}
          {dateText(last)}. <a href={linkTo('/overview', { days: String(days), until: last })}>Up to then</a>
        </p>
      ) : (
        <p>Nothing is matched yet: there is no advice, or nothing is imported.</p>
      )}
      <p>
        Drop an export below, or <code>npx tradeloop import FILE</code>; it is matched tonight, or by
        Reconcile.
      </p>
    </Empty>
  );
}
