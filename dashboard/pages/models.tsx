import type { ModelsAnswer } from '../asking/shapes.js';
import { useAnswer } from '../asking/use-answer.js';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { Drift } from '../parts/models/drift.js';
import { Registry } from '../parts/models/registry.js';
import { ALIASES, Standing } from '../parts/models/standing.js';
import { Section } from '../parts/review/section.js';

/** Which model speaks, on what evidence, and what is still missing. */
export function Models() {
  const asked = useAnswer('/models').value;
  return (
    <>
      <div class="title">
        <h1>Models</h1>
      </div>
      <Answered asked={asked}>{(answer) => <Standings answer={answer} />}</Answered>
    </>
  );
}

function Standings({ answer: { models, registry, report } }: { answer: ModelsAnswer }) {
  return (
    <>
      {models.length === 0 && (
        <Empty>
          <p>No model has learned yet: there are no scenarios that it could learn from.</p>
          <p>
            Models learn from advice on which trades were closed. Import advice with its trades (
            <code>npx tradeloop import FILE</code>); learning goes on by itself each hour.
          </p>
        </Empty>
      )}
      {report !== null && <p class="lines-of-text">{report.message}</p>}
      {models.length > 0 &&
        ALIASES.map((alias) => (
          <Section key={alias} name={alias} heading={alias}>
            <Standing alias={alias} models={models} />
          </Section>
        ))}
      {report !== null && (
        <Section name="drift" heading="Drift">
          <Drift drift={report.drift} />
        </Section>
      )}
      {(models.length > 0 || registry.length > 0) && (
        <Section name="registry" heading="History">
          <Registry lines={registry} />
        </Section>
      )}
    </>
  );
}
