import { Ambiguous, InvalidInput, NotFound } from '../domain/errors.js';
import {
  adviceBeginning,
  executionsBeginning,
  type NamedAdvice,
  type NamedExecution,
} from '../store/inputs/records-named.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { requireWhole } from './require-whole.js';

/** The latest revision of the advice of an id, or of the beginning of one. Throws InvalidInput, NotFound, Ambiguous. */
export async function adviceNamed(warehouse: Reader, id: string): Promise<NamedAdvice> {
  const found = await adviceBeginning(warehouse, id);
  requireWhole(
    id,
    found.map(({ recommendation_id }) => recommendation_id),
  );
  const [first, ...others] = found;
  if (first === undefined) throw new NotFound(`no advice ${JSON.stringify(id)}`);
  if (others.length > 0)
    throw new Ambiguous(
      `several pieces of advice have an id that begins with ${JSON.stringify(id)}: ${idsOf(found.map((one) => one.recommendation_id))}`,
    );
  return first;
}

/**
 * The execution of an id, or of the beginning of one, that may answer a piece of advice. Throws NotFound, Ambiguous, or
 * InvalidInput where it is of another account or underlying, or too little of its id was given.
 */
export async function executionNamed(
  warehouse: Reader,
  id: string,
  { recommendation_id, account, underlying }: NamedAdvice,
): Promise<NamedExecution> {
  const all = await executionsBeginning(warehouse, id);
  requireWhole(
    id,
    all.map(({ execution_id }) => execution_id),
  );
  const whole = all.filter(({ execution_id }) => execution_id === id);
  const named = whole.length > 0 ? whole : all;
  const [any] = named;
  if (any === undefined) throw new NotFound(`no execution ${JSON.stringify(id)}`);
  const inAccount = named.filter((one) => account === null || one.account === account);
  const fitting = inAccount.filter((one) => one.underlying === underlying);
  const [first, ...others] = fitting;
  if (first === undefined) {
    const what =
      inAccount.length === 0
        ? `is in account ${any.account}, advice ${recommendation_id} for ${account}`
        : `is in ${inAccount[0]?.underlying}, advice ${recommendation_id} on ${underlying}`;
    throw new InvalidInput(`execution ${any.execution_id} ${what}`);
  }
  if (others.length > 0)
    throw new Ambiguous(
      `several executions have ${JSON.stringify(id)} as their id or its beginning: ` +
        idsOf(fitting.map((one) => `${one.execution_id} in account ${one.account}`)),
    );
  return first;
}

const NAMED_AT_MOST = 5;

function idsOf(ids: readonly string[]): string {
  const shown = ids.slice(0, NAMED_AT_MOST).join(', ');
  return ids.length > NAMED_AT_MOST ? `${shown} and others` : shown;
}
