import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cellProcess, type Stratum } from '../domain/evidence/stratum-evidence.js';
import { integerBetween, seededRandom, type Random } from '../domain/number/random.js';
import { lookedWeeks } from '../domain/preferences/patterns.js';
import type { Ask, WeekDecision } from '../domain/preferences/week-decision.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { shiftWeek, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { ratioTable, sideBySide, timed, type Contender } from './side-by-side.js';

const run = promisify(execFile);

const FIRST: IsoWeek = '2020-W02';
const YEAR_WEEKS = 52;
const YEARS = 5;
const DECISIONS = 40;
const UNDERLYINGS = Array.from({ length: 24 }, (_, at) => `U${String(at + 1).padStart(2, '0')}`);
const WEEKS = 10_000;
const HYPOTHESES = 150;
const ROUNDS = 5;

/**
 * Patterns of a Saturday, of five years beside one: all decisions are counted and the last week's rows are made, as the
 * step does of which the weeks before are stored; then with all Saturdays looked at, as it does where none is. Then the
 * evidence of many hypotheses over many weeks, from counts.
 */
export async function benchPatterns(): Promise<string> {
  const decided = [1, YEARS].map((years) => ({ years, inputs: inputsOf(years * YEAR_WEEKS) }));
  const [year, years, fromNothing, yearsFromNothing] = await sideBySide(
    [...decided.map(lastSaturday), ...decided.map(allSaturdays)],
    ROUNDS,
  );
  if (!year || !years || !fromNothing || !yearsFromNothing) return '';
  return [
    ratioTable('Patterns of a Saturday (aim: 5 years ≤ 2×, < 1,000 ms)', year, [years]),
    ratioTable('The same with no week stored: all Saturdays are looked at', fromNothing, [yearsFromNothing]),
    await fromCounts(),
  ].join('\n');
}

interface Decided {
  years: number;
  inputs: ReturnType<typeof inputsOf>;
}

function lastSaturday({ years, inputs }: Decided): Contender {
  const firstFound = new Map(
    lastOf(lookedWeeks(inputs))?.habits.flatMap(({ evidence, firstFoundWeek }) =>
      firstFoundWeek === null || firstFoundWeek === inputs.through
        ? []
        : [[evidence.hypothesis.pattern_id, firstFoundWeek]],
    ),
  );
  const seen = { before: inputs.through, firstFound };
  return {
    name: `the last Saturday of ${years} years of ${DECISIONS} decisions a week`,
    run: () => timed(() => Promise.resolve(lastOf(lookedWeeks({ ...inputs, seen }))?.rows())),
  };
}

function allSaturdays({ years, inputs }: Decided): Contender {
  return {
    name: `${years} years of Saturdays, the last one's rows`,
    run: () => timed(() => Promise.resolve(lastOf(lookedWeeks(inputs))?.rows())),
  };
}

function lastOf<T>(items: Iterable<T>): T | undefined {
  let last: T | undefined;
  for (const item of items) last = item;
  return last;
}

/** Weeks of somebody who follows most advice, and opens a week later. */
function inputsOf(weeks: number) {
  const random = seededRandom(1);
  const all = Array.from({ length: weeks }, (_, at) => shiftWeek(FIRST, at));
  const decisions = all.flatMap((week) =>
    Array.from({ length: DECISIONS }, () => decisionIn(week, random)).sort((a, b) =>
      firstSession(a) < firstSession(b) ? -1 : 1,
    ),
  );
  return { underlyings: UNDERLYINGS, starts: [], decisions, through: all.at(-1) as IsoWeek };
}

function firstSession({ asks }: WeekDecision): string {
  return asks[0]?.session ?? '';
}

function decisionIn(week: IsoWeek, random: Random): WeekDecision {
  const { from, to } = weekRange(week);
  const sessions = sessionsBetween(from, to);
  const first = integerBetween(random, 0, sessions.length - 1);
  const action = (['open', 'open', 'roll', 'close', 'hold'] as const)[integerBetween(random, 0, 4)] ?? 'open';
  const isAnswered = random() < 0.8;
  const asked = sessions.slice(
    first,
    isAnswered ? integerBetween(random, first, sessions.length) + 1 : undefined,
  );
  const asks = asked.map((session, at): Ask => ({
    ...{ session, askedBefore: at, answered: isAnswered && at === asked.length - 1 },
    premium: action === 'open' || action === 'close' ? integerBetween(random, 5, 200) / 100 : null,
    captured: action === 'hold' ? random() : null,
    earningsIn: integerBetween(random, 1, 60),
  }));
  const isLater = action === 'open' && random() < 0.7;
  return {
    ...{ week, action, asks, versions: ['v3.3'], weeksBefore: 0, priceOnly: false, matter: '', leaves: null },
    underlying: UNDERLYINGS[integerBetween(random, 0, UNDERLYINGS.length - 1)] as string,
    refused: action === 'hold' ? isAnswered : !isAnswered,
    modified: action !== 'hold' && isAnswered && isLater,
    change: isAnswered && action !== 'hold' ? { weeks: isLater ? 1 : 0, strikes: 0, quantityRatio: 1 } : null,
    ...{
      hours: isAnswered ? random() * 6 : null,
      notional: 10_000,
      regimes: ['dte_middle', 'volatility_low'],
    },
    judged: action === 'hold' ? null : { difference: random() - 0.5, on: to },
  };
}

/** ln E of each hypothesis after each week, beside numpy and scipy where there are both. */
async function fromCounts(): Promise<string> {
  const counts = countsOf();
  let sum = 0;
  const ours = {
    name: 'counts → ln E, each hypothesis after each week',
    run: () =>
      timed(() => {
        sum = sumOfEvidence(counts);
        return Promise.resolve();
      }),
  };
  const title = `Evidence of refusals, ${WEEKS.toLocaleString('en')} weeks × ${HYPOTHESES} hypotheses (aim: numpy ≥ 3×)`;
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const file = join(directory, 'counts');
  await writeFile(file, Buffer.from(counts.buffer));
  const script = fileURLToPath(new URL('../../bench/python/strata.py', import.meta.url));
  const peer = async () => {
    const { stdout } = await run('python3', [script, file, String(WEEKS), String(HYPOTHESES)]);
    return JSON.parse(stdout) as { ms: number; sum: number };
  };
  const found = await peer().catch((error: unknown) => {
    console.log(`left out: numpy and scipy (${String(error).trim().split('\n').at(-1)})`);
    return undefined;
  });
  const peers = found ? [{ name: 'numpy, scipy', run: async () => (await peer()).ms }] : [];
  const [own, other] = await sideBySide([ours, ...peers], 3);
  await rm(directory, { recursive: true });
  if (!own) return '';
  const lines = [ratioTable(title, own, other ? [other] : [])];
  if (found) lines.push(`  sums of all ln E: ${sum.toFixed(6)}, numpy ${found.sum.toFixed(6)}`, '');
  return lines.join('\n');
}

/** Four numbers a week and hypothesis, as a stratum has them. */
function countsOf(): Int32Array {
  const random = seededRandom(2);
  const counts = new Int32Array(4 * WEEKS * HYPOTHESES);
  for (let at = 0; at < counts.length; at += 4) {
    const decisions = integerBetween(random, 4, 40);
    const refused = integerBetween(random, 0, decisions >> 1);
    const inCell = integerBetween(random, 0, decisions >> 1);
    const most = Math.min(inCell, refused);
    counts.set([decisions, refused, inCell, Math.round(random() * random() * most)], at);
  }
  return counts;
}

function sumOfEvidence(counts: Int32Array): number {
  const processes = Array.from({ length: HYPOTHESES }, () => cellProcess(1));
  let sum = 0;
  for (let week = 0; week < WEEKS; week++)
    for (let one = 0; one < HYPOTHESES; one++) {
      const process = processes[one] as (typeof processes)[number];
      process.add(0, stratumAt(counts, 4 * (week * HYPOTHESES + one)));
      sum += process.log();
    }
  return sum;
}

function stratumAt(counts: Int32Array, at: number): Stratum {
  const [decisions, refused, inCell, refusedInCell] = counts.subarray(at, at + 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  return { decisions, refused, inCell, refusedInCell };
}
