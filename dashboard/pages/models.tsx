import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Model, ModelsAnswer } from '../asking/shapes.js';
import { useAnswer } from '../asking/use-answer.js';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { Drift } from '../parts/models/drift.js';
import { Registry } from '../parts/models/registry.js';
import { ALIASES, Standing, type Served } from '../parts/models/standing.js';
import { Section } from '../parts/review/section.js';

/** Which model speaks, on what evidence, and what is still missing. */
export function Models() {
  const asked = useAnswer('/models').value;
  return (
    <>
      <div class="title">
        <h1>Models</h1>
      </div>
      {asked.answer === undefined && asked.problem === undefined && (
        <p class="note">What was learned is looked at …</p>
      )}
      <Answered asked={asked}>{(answer) => <Standings answer={answer} />}</Answered>
    </>
  );
}

function asServed(models: readonly Model[], served: Served | null): readonly Model[] {
  if (served === null) return models;
  const { champion, previous } = served;
  return models.map((model) => ({
    ...model,
    aliases: ALIASES.filter((alias) => {
      if (alias === 'shadow') return model.aliases.includes(alias) && model.model_id !== champion;
      return model.model_id === (alias === 'champion' ? champion : previous);
    }),
  }));
}

function Standings({ answer }: { answer: ModelsAnswer }) {
  const { registry, report } = answer;
  /** Which serve by what was done here: until the report is made anew, the API's answer is of before. */
  const served = useSignal<Served | null>(null);
  useEffect(() => {
    served.value = null;
  }, [answer]);
  const models = asServed(answer.models, served.value);
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
            <Standing alias={alias} models={models} onServed={(now) => (served.value = now)} />
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
