import { sigmoid } from '../../domain/learning/baselines/ridge-logistic.js';
import { cusum, cusumLimit } from '../../domain/learning/drift/cusum.js';
import { marketDrift, surpriseDrift } from '../../domain/learning/drift/streams.js';
import { adaptiveWindow } from '../../domain/learning/drift/adaptive-window.js';
import { pageHinkley } from '../../domain/learning/drift/page-hinkley.js';
import { surprise } from '../../domain/learning/drift/surprise.js';
import { alphaOfStart, challengerEvidence } from '../../domain/learning/gate/challenger-evidence.js';
import { onlineLearner } from '../../domain/learning/online/online-learner.js';
import { normal, type Random } from '../../domain/number/random.js';
import { weeksText } from '../planted/figures.js';
import { lifeOf, type LifeOf, type Trade } from './life.js';
import { row, shareOf, type Measurement } from './measurement.js';

const LIVES = 60;
const ARL = 2_000;
const BEFORE = 1_000;
const AFTER = 1_000;
const FEATURES = 4;
const FLIPPED: LifeOf = {
  ...{ trades: BEFORE + AFTER, features: FEATURES, spread: 0.84, aDay: 5, shock: 0, flipped: BEFORE },
};

/** How soon a change is seen and made good, and how seldom one is seen where there is none. */
export const drift: Measurement = {
  title: `Drift: AUC .71 by ${FEATURES} features, whose meaning flips after ${BEFORE} trades; median / 90 %.`,
  rows: [
    arlRow(),
    alarmRow('flips', (chance) => 1 - chance, '≤ 25'),
    alarmRow('becomes noise', () => 0.5, '–'),
    learnerRow(),
    humanRow(),
    marketRow('stays', 0, '≤ 2 %'),
    marketRow('moves one feature by 1.5 SD', 1.5, 'raised'),
  ],
};

function chancesOf(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => sigmoid(0.84 * normal(random)));
}

function arlRow() {
  return row({
    ...{ name: 'nothing changes', lives: LIVES },
    play(random, seed): number[] {
      const limit = cusumLimit(chancesOf(random, 400), { arl: ARL, modelId: `model-${seed}` });
      const chances = chancesOf(random, 40_000);
      return cusum(
        chances.map((p) => surprise(p, random() < p ? 1 : 0)),
        limit,
      ).alarms;
    },
    cells: (played: readonly number[][]) => {
      const alarms = played.reduce((sum, one) => sum + one.length, 0);
      const mean = (40_000 * played.length) / alarms;
      return {
        what: 'nothing changes: trades to a false alarm',
        seen: mean.toFixed(0),
        goal: '2,000 ± 15 %',
      };
    },
  });
}

/** After how many trades each detector sees that true chances are others than said. */
function alarmRow(name: string, turned: (chance: number) => number, goal: string) {
  return row({
    ...{ name, lives: LIVES },
    play(random, seed) {
      const limit = cusumLimit(chancesOf(random, 400), { arl: ARL, modelId: `model-${seed}` });
      const said = chancesOf(random, BEFORE + AFTER).map((p, i) => {
        const label: 0 | 1 = random() < (i < BEFORE ? p : turned(p)) ? 1 : 0;
        return { p, label: label };
      });
      const surprises = said.map(({ p, label }) => surprise(p, label));
      const after = (alarms: readonly number[]) =>
        (alarms.find((at) => at >= BEFORE) ?? Infinity) - BEFORE + 1;
      return {
        cusum: after(cusum(surprises, limit).alarms),
        adwin: after(adaptiveWindow(said.map(({ p, label }) => (p - label) ** 2)).alarms),
        pageHinkley: after(pageHinkley(surprises).alarms),
      };
    },
    cells: (played) => ({
      what: `the relation ${name}: trades to the alarm by CUSUM`,
      seen: weeksText(played.map(({ cusum }) => cusum)),
      goal,
      ADWIN: weeksText(played.map(({ adwin }) => adwin)),
      'Page–Hinkley': weeksText(played.map(({ pageHinkley }) => pageHinkley)),
    }),
  });
}

const TESTED = 400;
const EVERY = 10;

/** How soon the online learner has learned the new relation, and proven that it is better than the old champion. */
function learnerRow() {
  return row({
    ...{ name: 'the online learner', lives: LIVES },
    play(random) {
      const learner = onlineLearner({ width: FEATURES, weighting: 'pnl', least: 20 });
      const life = lifeOf(random, FLIPPED);
      const tested = lifeOf(random, { ...FLIPPED, trades: TESTED, flipped: Infinity });
      const pairs: { challenger: number; incumbent: number; label: 0 | 1 }[] = [];
      let [full, back, blessed] = [0, Infinity, Infinity];
      const limit = Math.log(1 / alphaOfStart(0.01, 2));
      life.forEach((trade, i) => {
        if (i === BEFORE) full = skillOf(learner, tested, (one) => one.chance);
        const asked = askedOf(trade);
        const said = learner.say(asked);
        learner.learn({ ...asked, ...trade }, said);
        if (i < BEFORE || said === null) return;
        const since = i - BEFORE + 1;
        // The champion still says what was right before.
        pairs.push({ challenger: said.p, incumbent: 1 - trade.chance, label: trade.label });
        if (blessed === Infinity && since >= 100 && challengerEvidence(pairs).evidence >= limit)
          blessed = since;
        if (back === Infinity && since % EVERY === 0)
          if (skillOf(learner, tested, (one) => 1 - one.chance) >= 0.65 * full) back = since;
      });
      return { back, blessed };
    },
    cells: (played: readonly { back: number; blessed: number }[]) => ({
      what: 'online learner: trades until 65 % of its skill is back',
      seen: weeksText(played.map(({ back }) => back)),
      goal: '≤ 250',
      'successor’s evidence is enough after': weeksText(played.map(({ blessed }) => blessed)),
      'its goal': '≤ 200',
    }),
  });
}

function askedOf({ values }: Trade) {
  return { values, underlying: null, session_hour: null, account: null };
}

/** By how much the Brier score is better than a coin's, expected by the truth. */
function skillOf(
  learner: ReturnType<typeof onlineLearner>,
  tested: readonly Trade[],
  truth: (trade: Trade) => number,
): number {
  const gains = tested.map((trade) => {
    const [p, q] = [truth(trade), learner.say(askedOf(trade))?.p ?? 0.5];
    return 0.25 - (p * (1 - q) ** 2 + (1 - p) * q ** 2);
  });
  return gains.reduce((sum, one) => sum + one, 0) / gains.length;
}

/** A human who begins to do the opposite, in a market that stays as it was. */
function humanRow() {
  return row({
    ...{ name: 'the human changes', lives: LIVES },
    play(random, seed) {
      const trades = Array.from({ length: 400 }, (_, i) => {
        const z = 0.84 * normal(random) + 0.8;
        const outcome: 0 | 1 = random() < sigmoid(i < 300 ? z : -z) ? 1 : 0;
        const values = Float64Array.of(normal(random), z, normal(random));
        return { p: sigmoid(z), outcome: outcome, known: String(i).padStart(4, '0'), values };
      });
      const rows = trades.map(({ values }) => ({ values, missing: new Set<string>() }));
      const [human] = surpriseDrift('human', trades, `clone-${seed}`);
      const since = typeof human?.since === 'string' ? Number(human.since) : Infinity;
      const [ks] = marketDrift(rows, featuresOf(['one', 'leaning', 'other']));
      return { human: since >= 300 ? since - 299 : Infinity, market: ks?.alarm === true };
    },
    cells: (played: readonly { human: number; market: boolean }[]) => ({
      what: 'the human changes: decisions to the alarm of the human stream',
      seen: weeksText(played.map(({ human }) => human)),
      goal: 'raised, the market’s not',
      'market’s alarms': shareOf(played.map(({ market }) => market)),
      'human’s alarms': shareOf(played.map(({ human }) => human < Infinity)),
    }),
  });
}

const LATELY = 40;
const QUICK = 6;

/** A look at a market of features that differ each time, for a day, for weeks, and with the calendar. */
function marketRow(name: string, moved: number, goal: string) {
  return row({
    ...{ name: `the market ${name}`, lives: 4 * LIVES },
    play(random) {
      let [day, slow, slower] = [0, 0, 0];
      const rows = Array.from({ length: 500 + LATELY }, (_, i) => {
        if (i % 5 === 0) day = normal(random);
        slow = 0.95 * slow + 0.31 * normal(random);
        slower = 0.99 * slower + 0.14 * normal(random);
        const quick = Array.from({ length: QUICK }, () => normal(random));
        quick[0] = (quick[0] as number) + (i >= 500 ? moved : 0);
        const toExpiration = 20 - (Math.floor(i / 5) % 21);
        return {
          values: Float64Array.of(...quick, day, slow, slower, toExpiration),
          missing: new Set<string>(),
        };
      });
      const names = [
        ...Array.from({ length: QUICK }, (_, i) => `quick_${i}`),
        'day',
        'slow',
        'slower',
        'expires',
      ];
      const [ks, psi] = marketDrift(rows, featuresOf(names));
      return { ks: ks?.alarm === true, psi: psi?.alarm === true };
    },
    cells: (played: readonly { ks: boolean; psi: boolean }[]) => ({
      what: `a look at a market that ${name}: alarms by KS`,
      seen: shareOf(played.map(({ ks }) => ks)),
      goal,
      PSI: shareOf(played.map(({ psi }) => psi)),
    }),
  });
}

function featuresOf(names: readonly string[]) {
  return names.map((name) => ({ name, source: 'context' as const }));
}
