import { wordsOf } from '../../asking/words-of.js';
import { LOOP } from '../../asking/api.js';
import { say } from '../../asking/say.js';
import type { Model } from '../../asking/shapes.js';
import { announce } from '../../shell/announcement.js';
import { verdictText } from '../../words/models.js';
import { numberText } from '../../words/numbers.js';
import { Allowed } from '../allowed.js';
import { WithReason } from '../with-reason.js';
import { Evidence } from './evidence-lines.js';

export const ALIASES = ['champion', 'shadow', 'previous'] as const;
type Alias = (typeof ALIASES)[number];
const DOES: Readonly<Record<Alias, string>> = {
  champion: 'what it says is heard',
  shadow: 'speaks along unheard, and may serve next',
  previous: 'served before; the way back',
};

/** Which models serve once that was changed, by their ids. */
export interface Served {
  champion: string | null;
  previous: string | null;
}

/** Which model stands for an alias, what the gate said of it, and what can be done with it. */
export function Standing({
  alias,
  models,
  onServed,
}: {
  alias: Alias;
  models: readonly Model[];
  onServed: (served: Served) => void;
}) {
  const model = models.find(({ aliases }) => aliases.includes(alias));
  if (model === undefined)
    return (
      <p>
        None. <span class="note">{DOES[alias]}</span>
      </p>
    );
  const { model_id, kind, verdict, evaluation } = model;
  const isBlessed = verdict === 'bless';
  const reasons = evaluation?.reasons ?? [];
  const met = reasons.filter(({ passed }) => passed);
  return (
    <>
      <p>
        <strong>{model_id}</strong>{' '}
        <span class="note">
          {kind !== null && `${wordsOf(kind)} · `}
          {DOES[alias]}
        </span>
      </p>
      <dl class="facts">
        <dt>The gate says</dt>
        <dd>{verdictText(verdict)}</dd>
        {evaluation !== null && (
          <>
            <dt>Evidence</dt>
            <dd>
              {numberText(evaluation.evidence)} of {numberText(Math.log(1 / evaluation.alpha))}, from{' '}
              {evaluation.scored} scored trades
            </dd>
            <dt>Needed</dt>
            <dd>
              {evaluation.needed === null
                ? 'not known'
                : `about ${numberText(evaluation.needed, { digits: 0 })} more trades`}
            </dd>
          </>
        )}
      </dl>
      <Reasons reasons={reasons.filter(({ passed }) => !passed)} />
      {met.length > 0 && (
        <details>
          <summary>
            {met.length} of {reasons.length} of the gate's rules are met
          </summary>
          <Reasons reasons={met} />
        </details>
      )}
      {alias !== 'previous' && <Evidence model={model} models={models} />}
      {alias === 'shadow' && (
        <Allowed to="admin">
          <WithReason
            about={`promote ${model_id}`}
            name={isBlessed ? 'Promote' : 'Promote in spite of the gate'}
            isOptional={isBlessed}
            does="It serves from now on; what serves now becomes the previous one, and rolling back leads to it."
            onDo={async (reason) => {
              const served = await say<Served>({
                method: 'POST',
                address: `${LOOP}/models/${encodeURIComponent(model_id)}/promote`,
                parameters: { ...(reason !== '' && { reason }), ...(!isBlessed && { override: true }) },
              });
              onServed(served);
              announce(`${served.champion} serves.`);
            }}
          />
        </Allowed>
      )}
      {alias === 'previous' && (
        <Allowed to="admin">
          <WithReason
            about={`model ${model_id}`}
            name="Roll back to it"
            does="It serves again from now on; what serves now becomes the previous one."
            onDo={async (reason) => {
              const address = `${LOOP}/models/rollback`;
              const served = await say<Served>({ method: 'POST', address, parameters: { reason } });
              onServed(served);
              announce(`${served.champion} serves again.`);
            }}
          />
        </Allowed>
      )}
    </>
  );
}

function Reasons({ reasons }: { reasons: NonNullable<Model['evaluation']>['reasons'] }) {
  if (reasons.length === 0) return null;
  return (
    <ul class="rules">
      {reasons.map(({ rule, passed, text }) => (
        <li key={rule}>
          <span class={passed ? 'good' : 'bad'}>{passed ? '✓ met' : '✗ not met'}</span> {text}
        </li>
      ))}
    </ul>
  );
}
