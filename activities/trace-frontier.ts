import { hash } from 'node:crypto';
import { learningJson } from '../domain/algorithm/canonical-json.js';
import {
  frontierOf,
  frontierText,
  type FrontierDecision,
  type FrontierPolicy,
} from '../domain/learning/policies/frontier.js';
import { choicesDuring } from '../domain/learning/policies/forward-choices.js';
import type { Choice } from '../domain/learning/policies/preference.js';
import { followedReward, followedUsd } from '../domain/learning/backtest/followed.js';
import { TRAINING_RULES } from '../domain/learning/training/rules.js';
import type { TrainingRow } from '../domain/learning/training/training-row.js';
import { CLONE, frontierPolicies, GREEDY } from '../models/frontier-policies.js';
import { compare } from '../domain/compare.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import type { Home } from '../store/home/home.js';
import { removeCheckpoint } from '../store/home/training-checkpoint.js';
import { useFastestBackend } from './fastest-backend.js';
import type { FrontierReport, TrainingProgress, TrainInput } from './learning-reports.js';
import { networkFits } from './network-fits.js';
import { foldsOf, seenChoices, seenWindow } from './seen-window.js';

const NAMES = { human: CLONE, greedy: GREEDY };

/**
 * Trains the policies between what the human does and what pays on each fold of a frozen window, and compares them on
 * the human's decisions that came after it, and what they earn on those whose reward is determined. Stopped at any
 * point, the next run goes on and comes to the same.
 */
export async function traceFrontier(
  {
    rowsOf,
    home,
    tell,
  }: {
    rowsOf: (sha256: string) => Promise<TrainingRow[]>;
    home: Pick<Home, 'training'>;
    tell: (progress: TrainingProgress) => void;
  },
  { asked: { config, seed }, window: frozen }: TrainInput,
): Promise<FrontierReport> {
  const window = seenWindow(frozen, await rowsOf(frozen.scenarios_sha256));
  const choices = seenChoices(window);
  const backend = await useFastestBackend();
  const made = { config, seed, backend, rules: TRAINING_RULES, window: { ...frozen } };
  const model_id = `frontier-${hash('sha256', learningJson(made), 'hex').slice(0, ID_DIGITS)}`;
  const fits = await networkFits(home, { model_id, config }, (fit, epoch) =>
    tell({ kind: 'frontier', fit, epoch, epochs: config.epochs }),
  );
  const results = new Map(window.rows.map((row) => [row.scenario_id, row]));
  const vetoed = new Set(
    window.all.flatMap(({ scenario_id, vetoes }) => (vetoes.length > 0 ? [scenario_id] : [])),
  );
  const tested: Choice[] = [];
  const policies: (FrontierPolicy & { follows: boolean[] })[] = [];
  for (const [i, { train, test, maySee }] of foldsOf(window, { config }).entries()) {
    if (train.length < window.least) continue;
    const own = choicesDuring({ test }, choices);
    const seen = { rows: train, maySee };
    const named = await frontierPolicies(fits, `fold-${i + 1}`, { seen, choices, config });
    for (const [place, { policy, beta, follows }] of named.entries()) {
      const all = (policies[place] ??= { policy, beta, follows: [] });
      all.follows.push(...own.map(({ scenario_id, values }) => !vetoed.has(scenario_id) && follows(values)));
    }
    tested.push(...own);
  }
  await removeCheckpoint(home, model_id);
  const decisions = tested.map(({ scenario_id, trading_date, target }): FrontierDecision => {
    const row = results.get(scenario_id);
    const result = row === undefined ? null : { reward: followedReward(row), usd: followedUsd(row) };
    return { day: trading_date, followed: target === 1, result };
  });
  const days = decisions.map(({ day }) => day).sort(compare);
  const sessions = days.length === 0 ? 0 : sessionsBetween(days[0] as IsoDate, days.at(-1) as IsoDate).length;
  const frontier = frontierOf(decisions, policies, { sessions, ...NAMES });
  return {
    ...{ as_of: window.asOf, scenarios: decisions.length, sessions },
    determined: decisions.filter(({ result }) => result !== null).length,
    ...{ ...frontier, text: frontierText(frontier, NAMES) },
  };
}

const ID_DIGITS = 12;
