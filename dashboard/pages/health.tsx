import type { HealthAnswer } from '../asking/shapes.js';
import { useAnswer } from '../asking/use-answer.js';
import { wordsOf } from '../asking/words-of.js';
import { Answered } from '../parts/answered.js';
import { Bars } from '../parts/bars.js';
import { Empty } from '../parts/empty.js';
import { Epoch } from '../parts/health/epoch.js';
import { KnownThrough } from '../parts/health/known-through.js';
import { RecordCounts } from '../parts/health/record-counts.js';
import { Wrong } from '../parts/health/wrong.js';
import { Section } from '../parts/review/section.js';
import { linkTo } from '../shell/location.js';
import { numberText } from '../words/numbers.js';

/** Whether what is stored can be relied on, how much there is of it, and how far it reaches. */
export function Health() {
  const asked = useAnswer('/data-health').value;
  return (
    <>
      <div class="title">
        <h1>Health</h1>
      </div>
      <Answered asked={asked}>{(health) => <Found health={health} />}</Answered>
    </>
  );
}

function Found({ health }: { health: HealthAnswer }) {
  const { status, issues, details, counts, epoch, as_of } = health;
  const isHealthy = status === 'healthy';
  if (isHealthy && as_of.known_through === null)
    return (
      <Empty>
        <p>Nothing is imported yet, so there is nothing that could be wrong.</p>
        <p>
          <code>npx tradeloop import FILE</code>, or drop a file on the{' '}
          <a href={linkTo('/overview')}>overview</a>.
        </p>
      </Empty>
    );
  const types = Object.entries(counts.by_type);
  return (
    <div data-health={status}>
      <p class={isHealthy ? 'good' : 'bad'}>
        {isHealthy
          ? 'The records are healthy.'
          : `The records are not healthy: ${numberText(issues.length)} ${issues.length === 1 ? 'thing is' : 'things are'} wrong.`}
      </p>
      {!isHealthy && (
        <Section name="wrong" heading="Wrong">
          <Wrong details={details} />
        </Section>
      )}
      <Section name="counts" heading="Counts">
        <RecordCounts counts={counts} details={details} />
      </Section>
      {types.length > 0 && (
        <Section name="types" heading="By type">
          <Bars
            label="Matches, also those that are excluded or lie before the epoch"
            bars={types.map(([type, count]) => ({
              name: wordsOf(type),
              value: count,
              text: numberText(count),
            }))}
          />
        </Section>
      )}
      <Section name="known" heading="Known">
        <KnownThrough asOf={as_of} />
      </Section>
      <Section name="epoch" heading="Epoch">
        <Epoch epoch={epoch} before={details.outside_epoch} />
      </Section>
    </div>
  );
}
