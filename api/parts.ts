import type { Scope } from '../domain/access/scope.js';
import type { Considered } from '../domain/matching/candidates.js';
import type { MatchFact } from '../domain/matching/match-fact.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import type { Facts } from '../store/home/journal.js';
import type { Manifest } from '../store/home/manifest.js';

/** What of a match only matching itself knows. */
export interface NamedReads {
  match(input: { id: string }): Promise<{ runner_up: Considered | null; facts: readonly MatchFact[] }>;
}

/** The store as it is at one moment: what an answer is made from. */
export interface Moment {
  home: Home;
  journal: Facts;
  manifest: Pick<Manifest, 'entries'>;
  warehouse: Reader;
  /** Names what is read: equal names, equal contents. */
  generation: string;
  reads: NamedReads;
}

/** The store, asked at one moment at a time. */
export interface Moments {
  /** `signal` ends a read that takes too long. */
  at<T>(work: (moment: Moment) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** What a moment that began now would be named; undefined where that is not known yet. */
  generation(): string | undefined;
}

/** Who asks, once their token was found to be in force. */
export interface Bearer {
  id: string;
  name: string;
  scope: Scope;
}

export interface Tokens {
  /** The bearer of what stands behind `Bearer`; undefined for whatever does not let in. */
  check(text: string): Promise<Bearer | undefined>;
}

export interface Log {
  info(fields: object, line: string): void;
  error(fields: object, line: string): void;
}

/** What the API is handed. */
export interface ApiParts {
  /** Names the home that answers. */
  storeId: string;
  moments: Moments;
  tokens: Tokens;
  /** The hosts that are ours, with their ports, in lower case: what `Host` may say. */
  hosts: ReadonlySet<string>;
  clock: () => Date;
  log: Log;
  version: string;
}
