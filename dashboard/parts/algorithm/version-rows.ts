import { wordsOf } from '../../asking/words-of.js';
import type { Answer } from '../../asking/api.js';
import { numberText, percentText } from '../../words/numbers.js';

/** The rows of the tables algorithm_versions and algorithm_changes, as far as the pages show them. */
export interface VersionRow {
  version: string;
  parent: string | null;
  patch: { changes: { path: string; from?: unknown; to?: unknown }[] } | null;
  candidate_id: string | null;
  created_at: string | null;
  origin: string;
}

export interface ChangeRow {
  change_id: string;
  kind: string;
  from_version: string | null;
  to_version: string;
  effective_from: string | null;
  at: string | null;
  by: string | null;
  why: string | null;
  watch_until: string | null;
  validation: {
    divergence_before: number | null;
    divergence_after: number | null;
    low: number | null;
    high: number | null;
    proposal: string;
  } | null;
  outcome: string | null;
}

type Versions = Answer<'/algorithm/versions'>;

export function versionRows({ versions }: Versions): readonly VersionRow[] {
  return versions as unknown as readonly VersionRow[];
}

export function changeRows({ changes }: Versions): readonly ChangeRow[] {
  return changes as unknown as readonly ChangeRow[];
}

/** What became of a change, as it was said last. */
export function becameText({ outcome, validation, watch_until }: ChangeRow): string {
  const state =
    outcome === null
      ? ''
      : `${wordsOf(outcome)}${watch_until && outcome === 'watching' ? ` until ${watch_until}` : ''}`;
  if (validation === null) return state;
  const { divergence_before: before, divergence_after: after, low, high, proposal } = validation;
  // A row keeps the tables' unit: shares.
  const of = (share: number | null) => (share === null ? '–' : percentText(share * 100));
  const interval =
    low === null || high === null
      ? ''
      : ` (by ${numberText(low * 100, { digits: 1, signed: true })} to ${numberText(high * 100, { digits: 1, signed: true })})`;
  return `${state}${state === '' ? '' : ': '}divergence ${of(before)} → ${of(after)}${interval}; proposes ${wordsOf(proposal)}`;
}
