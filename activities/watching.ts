import type { Replayer } from '../domain/candidates/replay.js';
import {
  registryOf,
  versionNamed,
  versionOf,
  versionsCarrying,
  type Registry,
} from '../domain/registry/registry.js';
import { changeTo } from '../domain/registry/change-of-version.js';
import type { ChangeRow } from '../domain/registry/registry-rows.js';
import { sessionOnOrAfter } from '../domain/time/calendar.js';
import { addDays, earlierOf, type IsoDate } from '../domain/time/dates.js';
import { weekOf, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { instantAt } from '../domain/time/zone.js';
import { watchOf, type Watch, type WatchedChange } from '../domain/watching/watched-change.js';
import { registryIn } from '../store/derived/algorithm.js';
import { publishedCandidates } from '../store/derived/candidates.js';
import { factsOf, type Fact, type Facts } from '../store/home/journal.js';
import { versionsOf, type PrepareReplay } from './candidates.js';
import type { SaturdayContext, WeekWatcher } from './patterns.js';

/** Who takes back a change whose condition is met. */
const BY = 'tradeloop';
/** When a week is looked at, in New York. */
const LOOKED_AT = '12:00:00';
const SATURDAY = 5;

/** A watcher of changes, with the facts of each week that it saw. */
export type ChangeWatcher = WeekWatcher & {
  made: ReadonlyMap<IsoWeek, readonly Fact[]>;
  /** The week in which a change was taken back; what follows is of another algorithm, and is not seen. */
  takenBackIn(this: void): IsoWeek | null;
  /** What is in force as of the week that was seen last. */
  registry(this: void): Registry;
};

/**
 * Watches implementations as weeks are looked at, in their order: one whose condition is met is taken back from the
 * next session on, or proposed to be; one whose watch is over is validated until a person answers.
 */
export function changeWatcher(
  { journal, prepareReplay }: { journal: Facts; prepareReplay: PrepareReplay },
  weeks: readonly IsoWeek[],
): ChangeWatcher {
  let registry = registryIn(journal);
  const watching = watchedIn(journal, registry);
  const proposals = new Map(watching.map(({ change }) => [change.change_id, proposalIn(change)]));
  const made = new Map<IsoWeek, Fact[]>();
  const replayers = new Map<string, Replayer>();
  let takenBack: IsoWeek | null = null;

  async function replayerOf({ change }: WatchedChange, { answers }: SaturdayContext): Promise<Replayer> {
    const ready = replayers.get(change.change_id);
    if (ready !== undefined) return ready;
    const base = versionNamed(registry, change.from_version ?? '');
    if (base === undefined) throw new Error(`the registry lacks ${change.from_version}`);
    const version = versionOf(base);
    const prepared = await prepareReplay({
      algorithm: version.algorithm,
      versions: versionsOf(version.algorithm, registry, answers),
    });
    const replayer = prepared.replayer(version);
    replayers.set(change.change_id, replayer);
    return replayer;
  }

  return {
    weeks: new Set(watching.length === 0 ? [] : weeks),
    made,
    takenBackIn: () => takenBack,
    registry: () => registry,
    async see({ week }, context) {
      if (takenBack !== null) return;
      const facts: Fact[] = [];
      const at = instantAt(addDays(weekRange(week).from, SATURDAY), LOOKED_AT);
      const effectiveFrom = sessionOnOrAfter(addDays(weekRange(week).to, 1));
      for (const watched of watching) {
        const { change, decision } = watched;
        if (change.effective_from > weekRange(week).to || takenBack !== null) continue;
        const decisions = context.decisions.filter((one) => one.week <= week);
        const replay = await replayerOf(watched, context);
        const watch = watchOf(watched, { week, decisions, replay });
        if (watch.breach !== null && decision.on_breach === 'revert') {
          takenBack = week;
          const said = { at, by: BY, effectiveFrom };
          const { from_version, candidate_id, decision_id } = change;
          const row = changeTo(registry, said, {
            kind: 'auto_revert',
            to_version: from_version as string,
            ...{ candidate_id, decision_id, why: watch.breach },
          });
          registry = registryOf({ ...registry, changes: [...registry.changes, row] });
          facts.push({ fact: 'algorithm_change', at, by: BY, row });
          continue;
        }
        const validation = toPublish(watch);
        if (validation === null || proposals.get(change.change_id) === validation.proposal) continue;
        proposals.set(change.change_id, validation.proposal);
        facts.push({ fact: 'validation_published', at, by: BY, change_id: change.change_id, validation });
      }
      made.set(week, facts);
    },
  };
}

/** What is told of a watch: once it is over, and before where its condition is met. */
function toPublish({ breach, validation, isOver }: Watch): Watch['validation'] | null {
  if (breach !== null) return { ...validation, proposal: 'roll_back' };
  return isOver ? validation : null;
}

function proposalIn({ validation }: ChangeRow): string | null {
  return validation === null ? null : (JSON.parse(validation) as Watch['validation']).proposal;
}

/** The first day whose replay a watched change looks at; null where none is watched. */
export function watchedSince(journal: Facts): IsoDate | null {
  const days = watchedIn(journal, registryIn(journal)).map(({ change }) => change.effective_from);
  return days.length === 0 ? null : weekRange(weekOf(days.reduce(earlierOf))).from;
}

/** The changes that are watched, each with what was decided and shown. */
function watchedIn(journal: Facts, registry: Registry): WatchedChange[] {
  const watching = registry.changes.filter(
    ({ kind, outcome }) => kind === 'implement' && outcome === 'watching',
  );
  if (watching.length === 0) return [];
  const decisions = factsOf(journal, 'candidate_decided').map(({ row }) => row);
  const candidates = publishedCandidates(journal);
  return watching.flatMap((change): WatchedChange[] => {
    const decision = decisions.find(({ decision_id }) => decision_id === change.decision_id);
    const candidate = candidates.find(
      ({ candidate_id, revision }) =>
        candidate_id === decision?.candidate_id && revision === decision.revision,
    );
    if (decision === undefined || candidate === undefined) return [];
    return [
      {
        change: { ...change, effective_from: change.effective_from as IsoDate },
        candidate,
        decision,
        carrying: versionsCarrying(registry, candidate.candidate_id),
      },
    ];
  });
}
