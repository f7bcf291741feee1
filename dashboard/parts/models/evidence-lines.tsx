import type { EvaluationsAnswer, Model } from '../../asking/shapes.js';
import { useAnswer } from '../../asking/use-answer.js';
import { momentText } from '../../words/dates.js';
import { verdictText } from '../../words/models.js';
import { numberText } from '../../words/numbers.js';
import { Lines } from '../charts/lines.js';
import { ProblemLine } from '../problem-line.js';
import { Calibration } from './calibration.js';

type Evaluation = EvaluationsAnswer['evaluations'][number];

/** How a model was judged over time against the gate's limit, and how often it is right where it says so much. */
export function Evidence({ model, models }: { model: Model; models: readonly Model[] }) {
  const { answer, problem } = useAnswer('/models/{model}/evaluations', {
    named: { model: model.model_id },
  }).value;
  if (problem !== undefined) return <ProblemLine problem={problem} />;
  if (answer === undefined) return <p class="note">Asked …</p>;
  const evaluations = alongItsLine(model, models, answer.evaluations);
  return (
    <>
      {evaluations.length === 0 ? <p>It was not judged yet.</p> : <EvidenceLines evaluations={evaluations} />}
      <Calibration bins={answer.calibration} />
    </>
  );
}

/** What is trained on is a model of its own: those that it was made from were judged before it. */
function alongItsLine(
  model: Model,
  models: readonly Model[],
  own: readonly Evaluation[],
): readonly Evaluation[] {
  const known = new Set(own.map(({ evaluation_id }) => evaluation_id));
  const before = models.flatMap(({ lineage, evaluation }) =>
    evaluation === null ||
    lineage === null ||
    lineage !== model.lineage ||
    known.has(evaluation.evaluation_id)
      ? []
      : [{ ...evaluation, limit: Math.log(1 / evaluation.alpha) }],
  );
  return [...own, ...before].sort((one, other) => one.as_of.localeCompare(other.as_of));
}

function EvidenceLines({ evaluations }: { evaluations: readonly Evaluation[] }) {
  const last = evaluations.at(-1);
  if (last === undefined) return null;
  return (
    <Lines
      drawing={{
        at: evaluations.map(({ as_of }) => as_of),
        lines: [
          { name: 'evidence', colour: '--algorithm', values: evaluations.map(({ evidence }) => evidence) },
          {
            ...{ name: 'limit', colour: '--good', dash: [6, 4] },
            values: evaluations.map(({ limit }) => limit),
          },
        ],
      }}
      text={`Evidence ${numberText(last.evidence)} of ${numberText(last.limit)} that the gate asks for${evaluations.length === 1 ? '' : ' (dashed)'}; the ${evaluations.length === 1 ? 'only evaluation' : `last of ${evaluations.length} evaluations of its line`}, ${momentText(last.as_of)}.`}
      table={
        <div class="wide" tabIndex={0} role="region" aria-label="Evaluations">
          <table class="rows narrow">
            <thead>
              <tr>
                <th scope="col">As of</th>
                <th scope="col">Model</th>
                {['Evidence', 'Limit', 'Against', 'Scored', 'Needed'].map((name) => (
                  <th key={name} scope="col" class="number">
                    {name}
                  </th>
                ))}
                <th scope="col">Verdict</th>
              </tr>
            </thead>
            <tbody>
              {[...evaluations].reverse().map((one) => (
                <tr key={one.evaluation_id}>
                  <th scope="row">{momentText(one.as_of)}</th>
                  <td>{one.model_id}</td>
                  <td class="number">{numberText(one.evidence)}</td>
                  <td class="number">{numberText(one.limit)}</td>
                  <td class="number">{numberText(one.evidence_against)}</td>
                  <td class="number">{one.scored}</td>
                  <td class="number">{numberText(one.needed, { digits: 0 })}</td>
                  <td>{verdictText(one.verdict)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      }
    />
  );
}
