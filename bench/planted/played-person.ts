import type { CandidateRow } from '../../domain/candidates/candidate-row.js';
import type { PatternRow } from '../../domain/preferences/pattern-row.js';
import type { UnderlyingPart } from '../../domain/preferences/underlying-parts.js';
import type { PlantedPerson } from '../../sim/planted/person.js';

/** A pattern on a Saturday, of those found and those of all underlyings. */
export interface ToldPattern extends Pick<
  PatternRow,
  | 'kind'
  | 'action'
  | 'scope_kind'
  | 'scope'
  | 'round'
  | 'cell'
  | 'effect'
  | 'unit'
  | 'found'
  | 'cost_low'
  | 'cost_high'
  | 'cost_status'
> {
  /** The week, counted from 1. */
  n: number;
  parts: Pick<UnderlyingPart, 'underlying' | 'changed' | 'in_pattern'>[];
}

/** A candidate as its latest revision has it. */
export interface ToldCandidate extends Pick<
  CandidateRow,
  'candidate_id' | 'kind' | 'action' | 'scope_kind' | 'underlyings' | 'patch' | 'status'
> {
  /** Of any revision. */
  flags: string[];
}

/** A patch that was implemented. */
export interface ToldPatch extends ToldCandidate {
  /** The week from which on it is in force, counted from 1. */
  from: number;
}

/** What became of a person, as far as a table looks at it. */
export interface PlayedPerson {
  person: PlantedPerson;
  seed: number;
  /** Decisions of each week, and their chosen divergence. */
  decisions: number[];
  divergence: (number | null)[];
  patterns: ToldPattern[];
  candidates: ToldCandidate[];
  /** In order. */
  implemented: ToldPatch[];
  /** How many patches their condition took back. */
  takenBack: number;
  trueCosts: (number | null)[];
}
