import { groupBy } from '../../group-by.js';
import { compare } from '../../compare.js';
import type { ModelOrigin } from '../artifact/manifest.js';
import { sessionHour } from '../report/performers.js';
import type { Scored } from '../scoring/scored.js';
import { scoresOf, type Scores } from '../scoring/scores.js';
import { isBareDate } from '../../time/calendar.js';
import type { PolicyAccount } from '../policies/policy-account.js';
import { LEAST_PREFERENCES } from '../policies/research.js';
import type { Retrained } from './retrain.js';
import type { LabelledRow } from './training-row.js';

interface CardOf {
  origin: ModelOrigin;
  retrained: Retrained;
  rows: readonly LabelledRow[];
  heldBack: readonly string[];
  /** Of a policy. */
  account: PolicyAccount | null;
}

const OF_THE_ADVICE = [
  '# KIND: does following this advice pay?',
  '',
  'It gives the chance that following a piece of advice ends with a gain after costs, as the specification counts one.',
];

const OF_THE_HUMAN = [
  '# KIND: what will the human do?',
  '',
  'It gives the chances that a piece of advice is skipped and that it is followed. What that pays it does not say.',
];

const OF_A_POLICY = [
  '# KIND: follow this advice, or skip it?',
  '',
  'It chooses between the two, by chances. It begins as a model of what you do and goes from there as its losses ask.',
];

function aboutOf(kind: string, account: PolicyAccount | null): string[] {
  if (kind !== 'clone') return account === null ? OF_THE_ADVICE : OF_A_POLICY;
  return OF_THE_HUMAN;
}

/** What a person has to know of a model: `card.md`. It says nothing that its inputs do not. */
export function cardText({ origin, retrained, rows, heldBack, account }: CardOf): string {
  const { kind, inputs } = origin;
  const { model, scores } = retrained;
  const byId = new Map(rows.map((row) => [row.scenario_id, row]));
  const scored = (of: (score: Retrained['scores'][number]) => number): Scored[] =>
    scores.flatMap((score) => {
      const row = byId.get(score.scenario_id);
      return row === undefined ? [] : [{ scenario_id: row.scenario_id, p: of(score), label: row.label }];
    });
  const own = scored(({ p_win }) => p_win);
  const hourOf = ({ sent_at }: LabelledRow) =>
    isBareDate(sent_at) ? 'a day without a time' : sessionHour(sent_at);
  const { a, b } = model.calibration ?? { a: 1, b: 0 };
  return [
    ...aboutOf(kind, account).map((line) => line.replace('KIND', kind)),
    '',
    '## What was it made from?',
    '',
    `- ${inputs.rows} labelled decisions, ${inputs.window_from} to ${inputs.window_to}`,
    `- feature specification ${inputs.spec_id}, ${model.inputs.length} features`,
    `- computed by ${inputs.backend.name} ${inputs.backend.version}, seed ${inputs.seed}`,
    ...(heldBack.length === 0
      ? []
      : [`- held back, since they know the outcome too well: ${heldBack.join(', ')}`]),
    '',
    '## How good was it on what it had not seen?',
    '',
    'Each fold forward in time, by a model that was trained on what came before it.',
    '',
    '| | scored | log loss | Brier | right | AUC | ECE | ECE by luck, up to |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    scoreLine('this model', scoresOf(own)),
    ...(['base_rate', 'always_follow', 'logistic'] as const).map((name) =>
      scoreLine(name.replaceAll('_', ' '), scoresOf(scored(({ baselines }) => baselines[name]))),
    ),
    '',
    ...sharpeLines(retrained.sharpes),
    ...(account === null ? [] : accountLines(account)),
    '## Are its chances right?',
    '',
    `Its logit z is served as ${fixed(a)} · z ${b < 0 ? '−' : '+'} ${fixed(Math.abs(b))}, by what came of those folds.`,
    '',
    '## By underlying',
    '',
    ...groupLines(own, byId, ({ underlying }) => underlying),
    '',
    '## By hour in New York',
    '',
    ...groupLines(own, byId, hourOf, 'by name'),
    '',
    '## What may it not be used for?',
    '',
    '- Advice of another algorithm or another account than those of the window: it has not seen any.',
    '- The size of a position: a chance says nothing of how much is won.',
    '- Features by another specification: they have other names or another meaning.',
    '',
  ].join('\n');
}

function accountLines(account: PolicyAccount): string[] {
  const { basis, preferences, divergence, most_divergence, compared, agreement } = account;
  const { follows, vetoed, vetoes } = account;
  const named = Object.entries(vetoes).map(([name, count]) => `${name} ${count}`);
  const learned = basis === 'taste' ? 'what you did' : 'what came of decisions';
  return [
    '## How far does it go from what you do?',
    '',
    `- It learned ${preferences} preferences, by ${learned}${preferences < LEAST_PREFERENCES ? `: fewer than ${LEAST_PREFERENCES}, so it is research and never serves` : ''}.`,
    `- Its divergence from a model of what you do is ${fixed(divergence)} nats on average, at most ${fixed(most_divergence)}.`,
    ...(agreement === null
      ? []
      : [
          `- Of ${compared} decisions that it had not seen it would have done what you did in ${Math.round(100 * agreement)} %.`,
        ]),
    `- It would follow ${follows} decisions of the window; guardrails make it skip ${vetoed} of them${named.length === 0 ? '' : `: ${named.join(', ')}`}.`,
    '',
  ];
}

function sharpeLines(sharpes: Retrained['sharpes']): string[] {
  const known = sharpes.filter((sharpe) => sharpe !== null).sort((a, b) => a - b);
  if (known.length === 0) return [];
  return [
    `On ${known.length} of ${sharpes.length} ways through the history, each predicted by the rest of it, the Sharpe ratio ` +
      `of a day was ${known.map(fixed).join(', ')}: after costs, and without what a guardrail speaks against.`,
    '',
  ];
}

function scoreLine(name: string, { scored, ...scores }: Scores): string {
  const { log_loss, brier, accuracy, auc, ece, ece_null_95 } = scores;
  const cells = [log_loss, brier, accuracy, auc, ece, ece_null_95].map((value) =>
    value === null ? '' : fixed(value),
  );
  return `| ${name} | ${scored} | ${cells.join(' | ')} |`;
}

const NAMED = 20;

function groupLines(
  scored: readonly Scored[],
  byId: ReadonlyMap<string, LabelledRow>,
  by: (row: LabelledRow) => string,
  order: 'by size' | 'by name' = 'by size',
): string[] {
  const groups = [...groupBy(scored, ({ scenario_id }) => by(byId.get(scenario_id) as LabelledRow))];
  groups.sort(
    ([a, own], [b, other]) => (order === 'by size' ? other.length - own.length : 0) || compare(a, b),
  );
  const mean = (own: readonly Scored[], of: (one: Scored) => number) =>
    fixed(own.reduce((sum, one) => sum + of(one), 0) / own.length);
  return [
    '| | scored | chance it gave | share of gains | Brier |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...groups
      .slice(0, NAMED)
      .map(
        ([name, own]) =>
          `| ${name} | ${own.length} | ${mean(own, ({ p }) => p)} | ${mean(own, ({ label }) => label)} | ` +
          `${mean(own, ({ p, label }) => (p - label) ** 2)} |`,
      ),
    ...(groups.length > NAMED ? ['', `and ${groups.length - NAMED} more`] : []),
  ];
}

function fixed(value: number): string {
  return value.toFixed(3);
}
