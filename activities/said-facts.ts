import { hasKeyOf, type Carried, type KeyedRequest } from '../domain/keyed-request.js';
import type { MatchFact } from '../domain/matching/match-fact.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import { reconciledRanges } from '../store/derived/matches.js';
import { factsHeeded } from '../store/derived/linked-inputs.js';
import { intend } from '../store/home/advice-intents.js';
import { setEpoch } from '../store/home/epoch.js';
import { reviewWeek } from '../store/home/week-reviews.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Fact, Facts } from '../store/home/journal.js';
import { appendMatchFacts, matchFactsIn } from '../store/home/match-facts.js';
import type { Store } from '../store/open-store.js';
import { meantBy, type Saying } from './meant-facts.js';

/** What people say, written down at once: no step is waited for, and none is run. */
export interface SaidFacts {
  /** Gives the lines that the journal has more: none where it was said before. Throws as `recordFacts` does. */
  say(saying: Saying): Promise<readonly MatchFact[]>;
  /** What is meant by it at a moment, not written yet. Throws as `recordFacts` does. */
  meant(saying: Saying, moment: { warehouse: Reader; journal: Facts }): Promise<readonly MatchFact[]>;
  /** Writes down what is meant; gives the lines that the journal has more, and the journal with them. */
  keep(facts: readonly MatchFact[]): Promise<{ added: readonly MatchFact[]; journal: Facts }>;
  /** Begins another epoch. */
  setEpoch(epoch: { min_valid_date: IsoDate | null; at: string; by: string } & Carried): Promise<void>;
  /** What a person says of a week as it was published. */
  reviewWeek(review: Parameters<typeof reviewWeek>[1]): Promise<void>;
  /** What a person means to do about advice; gives whether it is new. */
  intend(intent: Parameters<typeof intend>[1]): Promise<boolean>;
  /** What was written down when a request came with this key of the same bearer; empty where nothing was. */
  saidWith(keyed: KeyedRequest): Promise<Fact[]>;
  /** What has to be reconciled for matches to take into account all that was said; null for nothing. */
  unheeded(): Promise<DateRange | null>;
}

export function saidFacts(
  opened: () => Promise<Store>,
  { named }: { named: (error: unknown) => unknown },
): SaidFacts {
  async function on<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await opened();
    try {
      return await work(store);
    } catch (error) {
      throw named(error);
    }
  }
  return {
    say: (saying) =>
      on(async ({ warehouse, journal }) => {
        const { facts } = await warehouse.snapshot((reader) =>
          meantBy({ warehouse: reader, journal }, saying),
        );
        return appendMatchFacts(journal, facts);
      }),
    async meant(saying, moment) {
      try {
        return (await meantBy(moment, saying)).facts;
      } catch (error) {
        throw named(error);
      }
    },
    keep: (facts) => on(async ({ journal }) => ({ added: await appendMatchFacts(journal, facts), journal })),
    setEpoch: (epoch) => on(({ journal }) => setEpoch(journal, epoch)),
    reviewWeek: (review) => on(({ journal }) => reviewWeek(journal, review)),
    intend: (intent) => on(({ journal }) => intend(journal, intent)),
    saidWith: (keyed) =>
      on(({ journal }) => Promise.resolve(journal.entries.filter((line) => hasKeyOf(line, keyed)))),
    unheeded: () =>
      on(({ warehouse, journal }) =>
        warehouse.snapshot(async (reader) => {
          const isHeeded = (await factsHeeded(reader)) >= matchFactsIn(journal).count;
          return isHeeded ? null : ((await reconciledRanges(reader)).at(-1) ?? null);
        }),
      ),
  };
}
