/** What was said of a person beside what was planted in them. */
import { V3_3 } from '../../domain/algorithm/algorithm-parameters.js';
import type { Json } from '../../domain/algorithm/canonical-json.js';
import type { Patch } from '../../domain/algorithm/parameter-patch.js';
import { symbolsOf, type PlantedPerson } from '../../sim/planted/person.js';
import { meanOf } from '../../sim/result.js';
import { counts, percentText, shareText } from './figures.js';
import type { PlayedPerson, ToldCandidate, ToldPattern } from './played-person.js';

type Habit = PlantedPerson['habits'][number];

/** An underlying can be named from so many changes on. */
const LEAST_CHANGES = 2;

/** Whether a pattern is the habit: of its kind and action, in its direction, by its weekday, of its underlyings. */
export function isOf(habit: Habit, told: ToldPattern): boolean {
  if (!isAbout(habit, told)) return false;
  switch (habit.kind) {
    case 'expiration_shift':
      return isSameSide(told.effect, habit.weeks) && isAmong(told, habit);
    case 'strike_shift':
      return isSameSide(told.effect, habit.steps) && isAmong(told, habit);
    case 'weekday_refusal':
      return told.cell === String(habit.weekday);
    // Of some underlyings these are told by underlying; of all, by underlying as well.
    case 'no_roll':
    case 'underlying_refusal':
      return isAmong(told, habit) && (habit.underlyings === null || told.scope_kind === 'underlying');
    default:
      return true;
  }
}

function isSameSide(effect: number | null, planted: number): boolean {
  return effect !== null && Math.sign(effect) === Math.sign(planted);
}

function isAmong({ scope_kind, scope }: ToldPattern, { underlyings }: Habit): boolean {
  return scope_kind !== 'underlying' || (underlyings ?? [scope]).includes(scope);
}

/** The week in which a habit was first found; Infinity where it was not. */
export function foundWeek({ patterns }: PlayedPerson, habit: Habit): number {
  return patterns.find((told) => told.found && isOf(habit, told))?.n ?? Infinity;
}

/** What was ever found that nobody planted, once each. */
export function unplantedFindings({ person, patterns }: PlayedPerson): string[] {
  const others = patterns.filter((told) => told.found && !person.habits.some((habit) => isOf(habit, told)));
  return [...new Set(others.map(nameOf))];
}

/** Of what was ever found of a person, how much was not planted, on average over people; and what that was. */
export function falseDiscoveries(people: readonly PlayedPerson[]): string[] {
  const shares = people.map((one) => unplantedFindings(one).length / Math.max(1, findings(one)));
  const told = shares.filter((share) => share > 0).length;
  const mean = percentText(meanOf(shares));
  const of = shareText(told, people.length);
  return [
    `not planted: ${mean} of what was ever found of a person (goal ≤ 5 %), in ${of}`,
    ...counts(people.flatMap(unplantedFindings)).map((which) => `  ${which}`),
  ];
}

function findings({ patterns }: PlayedPerson): number {
  return new Set(patterns.filter(({ found }) => found).map(nameOf)).size;
}

function nameOf({ kind, action, scope_kind, scope, cell, unit }: ToldPattern): string {
  const of = scope_kind === 'overall' ? '' : ` of ${scope}`;
  return `${kind} ${action}${of}${unit === 'weekday' ? ` on day ${cell}` : ''}`;
}

export interface Naming {
  /** Of each underlying that the habit is of, the week in which it was first named; Infinity where it was not. */
  weeks: number[];
  /** The week in which the last of those was named that ever showed the changes it takes; Infinity: never. */
  all: number;
  /** Underlyings that were ever named and are not the habit's. */
  wrong: number;
}

/** How the underlyings of a habit were named, in the pattern of all underlyings. */
export function namingOf({ patterns, person }: PlayedPerson, habit: Habit): Naming {
  const own = habit.underlyings ?? symbolsOf(person.market.underlyings);
  const weeks = new Map<string, number>();
  const able = new Set<string>();
  for (const told of patterns) {
    if (!told.found || told.scope_kind !== 'overall' || !isOf(habit, told)) continue;
    for (const { underlying, changed, in_pattern } of told.parts) {
      if (changed >= LEAST_CHANGES) able.add(underlying);
      if (in_pattern && !weeks.has(underlying)) weeks.set(underlying, told.n);
    }
  }
  const weekOf = (underlying: string) => weeks.get(underlying) ?? Infinity;
  const ableOwn = own.filter((underlying) => able.has(underlying));
  return {
    weeks: own.map(weekOf),
    all: ableOwn.length === 0 ? Infinity : Math.max(...ableOwn.map(weekOf)),
    wrong: [...weeks.keys()].filter((underlying) => !own.includes(underlying)).length,
  };
}

/** Whether all that was planted is found, and all its underlyings are named. */
export function isAllTold(played: PlayedPerson): boolean {
  return played.person.habits.every(
    (habit) =>
      foundWeek(played, habit) < Infinity &&
      (habit.underlyings === null || namingOf(played, habit).weeks.every((week) => week < Infinity)),
  );
}

/** Patches that were implemented and that nobody planted. */
export function unplantedPatches({ person, implemented }: PlayedPerson): string[] {
  return implemented.flatMap((candidate) => {
    const same = person.habits.filter((habit) => isAbout(habit, candidate));
    const reasons = same.map((habit) => wrongOf(candidate, habit));
    const wrong = reasons.includes(null) ? null : (reasons[0] ?? 'another habit');
    return wrong === null ? [] : [`${candidate.kind} ${candidate.action}: ${wrong}`];
  });
}

/** The week from which on the first patch of a habit is in force; Infinity where there is none. */
export function patchWeek({ implemented }: PlayedPerson, habit: Habit): number {
  return implemented.find((candidate) => isAbout(habit, candidate))?.from ?? Infinity;
}

function isAbout({ kind, action }: Habit, of: Pick<ToldPattern, 'kind' | 'action'>): boolean {
  return kind === of.kind && (action ?? of.action) === of.action;
}

function wrongOf({ scope_kind, underlyings, patch }: ToldCandidate, habit: Habit): string | null {
  if (scope_kind === 'regime') return 'by regime';
  const size = 'weeks' in habit ? habit.weeks : 'steps' in habit ? habit.steps : null;
  if (size !== null && Math.sign(directionOf(patch)) !== Math.sign(size)) return 'the other way';
  if (habit.underlyings === null) return null;
  if (underlyings.length === 0) return 'for all underlyings';
  const others = underlyings.filter((underlying) => !habit.underlyings?.includes(underlying));
  return others.length === 0 ? null : `for ${others.length} underlyings that it is not of`;
}

/** Which way a patch of a shift goes. */
function directionOf(text: string): number {
  const { changes } = JSON.parse(text) as Patch;
  const steps = changes.map(({ path, from, to }) => {
    const before = path.includes('dte') ? V3_3.dte.min : 0;
    return (numberIn(to) ?? before) - (numberIn(from) ?? before);
  });
  return steps.find((step) => step !== 0) ?? 0;
}

function numberIn(value: Json): number | null {
  if (typeof value === 'number') return value;
  const isRange = typeof value === 'object' && value !== null && 'min' in value;
  return isRange && typeof value.min === 'number' ? value.min : null;
}
