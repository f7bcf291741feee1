import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import { evaluatePolicy } from '../domain/learning/off-policy/evaluate-policy.js';
import { policyRules } from '../domain/learning/off-policy/policy-rules.js';
import { weighedLog } from '../domain/learning/off-policy/weighed-log.js';
import { readTexts } from './read-texts.js';
import { sharedData } from './shared-data.js';

const folder = sharedData('open-bandit-men');

interface Shown {
  item: string;
  position: string;
  propensity: number;
  click: number;
}

function shownBy(policy: string): Shown[] {
  const csv = readFileSync(join(folder ?? '', policy, 'men.csv'), 'utf8');
  const { data } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
  return data.map(({ item_id = '', position = '', propensity_score, click }) => ({
    ...{ item: item_id, position, propensity: Number(propensity_score), click: Number(click) },
  }));
}

/** By position and item, how often a policy showed it there. */
function frequencies(shown: readonly Shown[]): Map<string, Record<string, number>> {
  const chances = new Map<string, Record<string, number>>();
  for (const { position } of shown) chances.set(position, {});
  for (const [position, ofItem] of chances) {
    const there = shown.filter((one) => one.position === position);
    for (const { item } of there) ofItem[item] = (ofItem[item] ?? 0) + 1 / there.length;
  }
  return chances;
}

function evaluated(log: readonly Shown[], target: ReturnType<typeof frequencies>) {
  const rules = [...target].map(([position, probabilities]) => ({ when: { position }, probabilities }));
  const read = readTexts(
    policyRules(),
    rules.map((rule) => JSON.stringify(rule)),
  );
  if ('refused' in read) throw new Error(read.refused);
  const lines = log.map(({ item, position, propensity, click }, id) =>
    JSON.stringify({ id, context: { position }, action: item, propensity, reward: click }),
  );
  const weighed = readTexts(weighedLog(read), lines);
  if ('refused' in weighed) throw new Error(weighed.refused);
  return evaluatePolicy(weighed, read);
}

/** The sums of the definitions, decision by decision. */
function byDefinition(log: readonly Shown[], target: ReturnType<typeof frequencies>) {
  let [all, clicked] = [0, 0];
  for (const { item, position, propensity, click } of log) {
    const weight = (target.get(position)?.[item] ?? 0) / propensity;
    all += weight;
    clicked += weight * click;
  }
  return { ips: clicked / log.length, snips: clicked / all };
}

/** A mean with its squared standard error. */
function clicksOf(shown: readonly Shown[]) {
  const mean = shown.reduce((clicks, { click }) => clicks + click, 0) / shown.length;
  return { mean, variance: (mean * (1 - mean)) / (shown.length - 1) };
}

(folder ? describe : describe.skip)('evaluatePolicy(log, target) on what two policies showed', () => {
  const [random, learned] = folder ? [shownBy('random'), shownBy('bts')] : [[], []];
  const items = [...new Set(random.map(({ item }) => item))];
  const uniform = Object.fromEntries(items.map((item) => [item, 1 / items.length]));
  const anyOf = new Map(['1', '2', '3'].map((position) => [position, uniform]));

  test.each([
    {
      ...{ name: 'the learned policy by the random one', log: random, other: learned },
      ...{ target: frequencies(learned), ess: 2869 },
      figures: { ips: 0.00566, snips: 0.00574, dr: 0.00576, dm: 0.00562 },
    },
    {
      ...{ name: 'the random policy by the learned one', log: learned, other: random },
      ...{ target: anyOf, ess: 656, figures: { snips: 0.00319 } },
    },
  ])(
    'gives the known figures of $name, and is no surer than its clicks',
    ({ log, other, target, ess, figures }) => {
      const evaluation = evaluated(log, target);
      const { estimates } = evaluation;
      expect(Math.round(evaluation.ess)).toBe(ess);
      for (const [name, value] of Object.entries(figures))
        expect(estimates[name as keyof typeof figures].value).toBeCloseTo(value, 5);
      const { ips, snips } = byDefinition(log, target);
      expect(Math.abs((estimates.ips.value ?? 0) / ips - 1)).toBeLessThan(1e-12);
      expect(Math.abs((estimates.snips.value ?? 0) / snips - 1)).toBeLessThan(1e-12);
      const { mean, variance } = clicksOf(other);
      for (const name of ['ips', 'snips', 'dr'] as const) {
        const { value, se } = estimates[name];
        expect(Math.abs((value ?? 0) - mean)).toBeLessThan(1.96 * Math.sqrt((se ?? 0) ** 2 + variance));
      }
    },
  );
});
