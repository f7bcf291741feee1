import { waitedFor, type WaitedFor } from '../domain/advice/awaited-accounts.js';
import { NotFound } from '../domain/errors.js';
import { formatDecimal, type Decimal } from '../domain/number/decimal.js';
import type { ToldMatch } from '../domain/matching/match-words.js';
import type { IsoDate } from '../domain/time/dates.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { behind, shortOfTrades } from '../store/derived/behind.js';
import { lotSums } from '../store/derived/lot-sums.js';
import { QUEUES } from '../store/derived/review-queue.js';
import { weeksTouched } from '../store/derived/weeks-touched.js';
import { tableRows } from '../store/exports/table-rows.js';
import type { Home } from '../store/home/home.js';
import { readRegistry } from '../store/home/model-registry.js';
import type { Facts } from '../store/home/journal.js';
import type { Manifest } from '../store/home/manifest.js';
import { accountCoverage, coveredLess } from '../store/inputs/account-coverage.js';
import { contentsOf, coverageOf, datesOf, madeThrough, progressOf } from '../store/inputs/description.js';
import { knownThrough } from '../store/inputs/known-through.js';
import { pendingAdvice } from '../store/inputs/pending-advice.js';
import { currentVersion, listedVersions, versionDetail, versionDifferences } from './algorithm-reads.js';
import { decisionNamed } from './decide-candidate.js';
import { championTrouble } from './champion-trouble.js';
import { deploymentsNow } from './deployment-steps.js';
import { importsToRetract, ofAccount } from './import/imports-to-retract.js';
import { refuseFuture } from './known-days.js';
import { importNamed, listedImports } from './listed-imports.js';
import { wouldGo } from '../store/lake/retraction.js';
import { candidatesOfId } from './match-candidates.js';
import { matchDetail } from './match-detail.js';
import { morningOf } from './morning.js';
import type { Reads } from './named-reads.js';
import { READS } from './read-names.js';
import { candidateDetail, listedCandidates } from './listed-candidates.js';
import { listedFeatures } from './listed-features.js';
import { reportOfLearning } from './learning-report.js';
import { listedModels, modelCard, modelDetail, modelNamed } from './listed-models.js';
import { listedPatterns, patternDetail } from './listed-patterns.js';
import { predictionsOf } from './predict.js';
import { reviewedWeek } from './reviewed-week.js';
import { candidatesUnderReview } from './review-steps.js';
import { currentDefault } from './scenarios.js';
import { requireKnown } from './require-known.js';
import { behindSentence, shortSentence } from './up-to-date.js';
import { questionsNow } from './week-questions.js';

/** What reads are made from. */
export interface ReadStore {
  storeId: string;
  home: Home;
  journal: Facts;
  manifest: Pick<Manifest, 'entries'>;
  warehouse: Reader;
  /** What of the running system keeps dying, and why, a line each. */
  keepsDying: () => Promise<readonly string[]>;
}

/** The reads, each of which `read` asks of a store as it is at one moment. */
export function readsThrough(read: <T>(work: (reads: Reads) => Promise<T>) => Promise<T>): Reads {
  const named = READS.map((name) => [
    name,
    (input: never) => read((reads) => (reads[name] as (given: never) => Promise<unknown>)(input)),
  ]);
  return Object.fromEntries(named) as Reads;
}

export function readsOf(store: ReadStore): Reads {
  const { storeId, warehouse } = store;

  async function waitingFor(): Promise<WaitedFor[]> {
    const { reconciled_through } = await madeThrough(warehouse);
    if (reconciled_through === null) return [];
    return waitedFor(await pendingAdvice(warehouse), await accountCoverage(warehouse), reconciled_through);
  }

  return {
    async describe() {
      const { outcomes: _outcomes, ...contents } = await contentsOf(warehouse);
      return {
        store_id: storeId,
        ...contents,
        ...(await datesOf(warehouse)),
        known_through: await knownThrough(store),
        ...(await progressOf(warehouse)),
        accounts: await coverageOf(warehouse),
      };
    },
    waitingFor,
    async behind({ accounts = [] }) {
      const stale = behindSentence(await behind(warehouse));
      if (stale !== null) return { sentence: stale };
      const short = await shortOfTrades(warehouse, accounts);
      return { sentence: short && shortSentence(short) };
    },
    async tableRows(query) {
      for (const named of ['account', 'underlying'] as const)
        await requireKnown(
          warehouse,
          named,
          (query.where ?? []).flatMap(([column, value]) => (column === named && value !== '' ? [value] : [])),
        );
      const where = query.where?.flatMap(([column, value]) =>
        column === 'underlying' ? ofUnderlying(value) : [[column, value] as const],
      );
      return { table: query.table, ...(await tableRows(store, { ...query, where })) };
    },
    async matches({ types = [], underlyings = [], queues = [], ids, ...which }) {
      await requireKnown(warehouse, 'underlying', underlyings);
      const where = [
        ...types.map((type) => ['match_type', type] as const),
        ...underlyings.flatMap((name) => ofUnderlying(name)),
      ];
      const also = queues.map((queue) => QUEUES[queue]);
      const { rows, total } = await tableRows(store, { table: 'matches', where, also, ids, ...which });
      const place = new Map(ids?.map((id, at) => [id, at]));
      const matches = rows.toSorted(
        (a, b) => (place.get(a['match_id'] as string) ?? 0) - (place.get(b['match_id'] as string) ?? 0),
      );
      return { matches: matches as unknown as ToldMatch[], total };
    },
    questions: async () => ({ questions: await questionsNow(store) }),
    review: ({ week }) => reviewedWeek(store, week),
    match: ({ id }) => matchDetail(store, id),
    considered: ({ id }) => candidatesOfId(store, id),
    async lots({ account, underlying }) {
      await requireKnown(warehouse, 'account', [account]);
      await requireKnown(warehouse, 'underlying', [underlying]);
      const where = [
        ...(account === undefined ? [] : [['account', account] as const]),
        ...(underlying === undefined ? [] : ofUnderlying(underlying)),
      ];
      const { rows, total } = await tableRows(store, { table: 'lots', where });
      const { outcomes_through: as_of } = await madeThrough(warehouse);
      if (as_of === null) return { lots: [], total: 0, expired: 0, as_of, covered_less: [], sums: [] };
      const sums = await lotSums(warehouse, {
        account: account ?? null,
        underlyings: underlying === undefined ? null : [underlying, underlying.toUpperCase()],
        asOf: as_of,
      });
      const exact = (value: Decimal | null) => (value === null ? null : formatDecimal(value));
      return {
        lots: rows,
        total,
        expired: rows.filter(({ expiration }) => expiration !== null && (expiration as IsoDate) <= as_of)
          .length,
        as_of,
        covered_less: (await coveredLess(warehouse, as_of)).filter(
          (one) => account === undefined || one.account === account,
        ),
        sums: sums.map(({ shares, contracts, paid, received, ...sum }) => ({
          ...sum,
          shares: exact(shares),
          contracts: exact(contracts),
          paid: formatDecimal(paid),
          received: formatDecimal(received),
        })),
      };
    },
    imports: () => Promise.resolve({ imports: listedImports(store) }),
    import: ({ id }) => Promise.resolve(importNamed(listedImports(store), id)),
    async accounts() {
      const covered = new Map((await coverageOf(warehouse)).map((one) => [one.account, one]));
      const inUse = new Map((await accountCoverage(warehouse)).map((one) => [one.account, one.in_use]));
      const waiting = new Map((await waitingFor()).map((one) => [one.account, one]));
      const accounts = [...new Set([...covered.keys(), ...waiting.keys()])].sort().map((account) => {
        const { covered_from = null, covered_through = null } = covered.get(account) ?? {};
        const { matches, since } = waiting.get(account) ?? {};
        return {
          account,
          covered_from,
          covered_through,
          in_use: inUse.get(account) ?? false,
          waiting: matches === undefined || since === undefined ? null : { matches, since },
        };
      });
      return { accounts, known_through: await knownThrough(store) };
    },
    morning: ({ day }) => morningOf(store, day),
    patterns: (query) => listedPatterns(store, query),
    pattern: ({ id }) => patternDetail(store, id),
    candidates: ({ statuses }) => listedCandidates(store, statuses),
    candidate: (query) => candidateDetail(store, query),
    decision: (asked) => Promise.resolve(decisionNamed(store.journal, asked)),
    reviews: async () => ({ candidates: await candidatesUnderReview(store) }),
    algorithmVersions: () => listedVersions(store),
    algorithmVersion: ({ version }) => Promise.resolve(versionDetail(store, version)),
    algorithmDifferences: (names) => Promise.resolve(versionDifferences(store, names)),
    currentAlgorithm: ({ date }) => currentVersion(store, date),
    features: () => listedFeatures(warehouse),
    defaultFeatures: async () => ({ specification: await currentDefault(warehouse) }),
    async learning({ asOf }) {
      if (asOf !== undefined) await refuseFuture(store, asOf);
      return { report: await reportOfLearning(store, asOf) };
    },
    models: () => listedModels(store),
    model: ({ id }) => modelDetail(store.home, id),
    modelCard: ({ id }) => modelCard(store.home, id),
    deployments: async () => ({ deployments: await deploymentsNow(store) }),
    championTrouble: async () => ({ trouble: await championTrouble(store) }),
    deployment: async ({ id }) => {
      const model_id = await modelNamed(store.home, await readRegistry(store.home), id);
      const all = await deploymentsNow(store);
      return { model_id, deployment: all.find((one) => one.model_id === model_id) ?? null };
    },
    predict: ({ id, asked }) => predictionsOf(store, id, asked),
    async retraction({ fileSha256, account }) {
      const { seqs, accounts } = importsToRetract(store, { fileSha256, account });
      if (seqs.length === 0)
        throw new NotFound(
          `no import of a file with sha256 ${fileSha256}${ofAccount(account)}${underOthers(store, fileSha256)}`,
        );
      const imports = listedImports(store).filter(({ id }) => seqs.includes(id));
      const { records, going } = await wouldGo(warehouse, store.home, seqs);
      const weeks = await weeksTouched(warehouse, { going, seqs });
      return { accounts, imports, records, weeks };
    },
  };
}

/** Where it is imported for other accounts than the one that was named. */
function underOthers(store: ReadStore, fileSha256: string): string {
  const { accounts } = importsToRetract(store, { fileSha256 });
  return accounts.length === 0 ? '' : `; it is imported for ${accounts.join(', ')}`;
}

/** As it is written, and in capitals, as most are. */
function ofUnderlying(name: string): (readonly [string, string])[] {
  return [
    ['underlying', name],
    ['underlying', name.toUpperCase()],
  ];
}
