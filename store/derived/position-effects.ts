/**
 * What only the position says of trades that are matched: how much of an option's trade without a label closed what was
 * held, and which share trades an assignment or exercise made.
 */
import { groupBy } from '../../domain/group-by.js';
import { formatDecimal, type Decimal } from '../../domain/number/decimal.js';
import { deliveredShares } from '../../domain/outcomes/deliveries.js';
import { closedQuantities, isWithoutLabel } from '../../domain/positions/closed-quantities.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import { isTrade } from '../../domain/records/records.js';
import { earlierOf, laterOf, type IsoDate } from '../../domain/time/dates.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { Columns } from '../duckdb/columns.js';
import type { Reader } from '../duckdb/warehouse.js';
import { executionsOfContracts, OF_EXECUTION } from '../inputs/contract-executions.js';
import { turns } from '../turns.js';

/**
 * SQL that is true of executions whose position says what other records do not: trades without a label, and ends that
 * deliver shares.
 */
export const DECIDED_BY_POSITION = `("right" IS NOT NULL AND action IN ('buy', 'sell', 'assign', 'exercise'))`;

/**
 * The columns `closes` and `is_delivery` of executions as they are matched, by what is known by `asOf`; a column is
 * missing where it says nothing of any of them. They depend on records from the beginning of each contract on:
 * {@link DECIDED_BY_POSITION} is stale where they change.
 */
export async function positionEffects(
  warehouse: Reader,
  executions: Columns,
  asOf: IsoDate,
): Promise<Columns> {
  const named = executions as Partial<ReadColumns>;
  const { record_id = [] } = named;
  const closed = await closedBy(warehouse, named);
  const delivered = await deliveredIn(warehouse, named, asOf);
  return {
    ...(closed.size === 0 ? {} : { closes: record_id.map((id) => closed.get(id) ?? null) }),
    ...(delivered.size === 0 ? {} : { is_delivery: record_id.map((id) => delivered.has(id)) }),
  };
}

/** The columns that are looked at. */
type ReadColumns = {
  [
    N in 'record_id' | 'account' | 'action' | 'underlying' | 'right' | 'strike' | 'expiration'
  ]: readonly StoredExecution[N][];
} & { trading_date: readonly IsoDate[] };

async function closedBy(
  warehouse: Reader,
  {
    action = [],
    underlying = [],
    right = [],
    strike = [],
    expiration = [],
    trading_date = [],
  }: Partial<ReadColumns>,
): Promise<Map<string, Decimal | null>> {
  const contracts = new Map<string, number>();
  let through = '0001-01-01';
  for (let i = 0; i < action.length; i++) {
    if (!isWithoutLabel({ action: action[i] as StoredExecution['action'], right: right[i] ?? null }))
      continue;
    contracts.set(`${underlying[i]}\n${right[i]} ${strike[i]} ${expiration[i]}`, i);
    through = laterOf(through, trading_date[i] as IsoDate);
  }
  const closed = new Map<string, Decimal | null>();
  if (contracts.size === 0) return closed;
  const places = [...contracts.values()];
  const executions = await executionsOfContracts(
    warehouse,
    {
      contracts: `(SELECT unnest($underlyings) AS underlying, unnest($rights) AS "right",
        unnest($strikes)::DECIMAL(38, 10) AS strike, unnest($expirations)::DATE AS expiration)`,
      through: '$through::DATE',
    },
    {
      underlyings: places.map((i) => underlying[i] as string),
      rights: places.map((i) => right[i] as string),
      strikes: places.map((i) => formatDecimal(strike[i] as Decimal)),
      expirations: places.map((i) => expiration[i] as IsoDate),
      through,
    },
  );
  const turn = turns();
  for (const quantities of closedQuantities(executions)) {
    for (const [id, quantity] of quantities) closed.set(id, quantity);
    await turn();
  }
  return closed;
}

/**
 * Of deliveries at one strike, session after session, those so many days around may decide which share trade belongs to
 * which.
 */
const DELIVERIES_DAYS = 100;

async function deliveredIn(
  warehouse: Reader,
  { action = [], account = [], underlying = [], right = [], trading_date = [] }: Partial<ReadColumns>,
  asOf: IsoDate,
): Promise<Set<string>> {
  const positions = new Map<string, number>();
  let [from, to] = ['9999-12-31', '0001-01-01'];
  for (let i = 0; i < action.length; i++) {
    if (right[i] !== null || !isTrade(action[i] as StoredExecution['action'])) continue;
    positions.set(`${account[i]}\n${underlying[i]}`, i);
    from = earlierOf(from, trading_date[i] as IsoDate);
    to = laterOf(to, trading_date[i] as IsoDate);
  }
  if (positions.size === 0) return new Set();
  const places = [...positions.values()];
  const parameters = {
    accounts: places.map((i) => account[i] as string),
    underlyings: places.map((i) => underlying[i] as string),
    from,
    to,
    asOf,
  };
  const ends = `(SELECT account, underlying, "right", strike, expiration, trading_date FROM executions
    SEMI JOIN (SELECT unnest($accounts) AS account, unnest($underlyings) AS underlying) USING (account, underlying)
    WHERE action IN ('assign', 'exercise') AND trading_date <= $asOf::DATE
      AND trading_date BETWEEN $from::DATE - ${DELIVERIES_DAYS} AND $to::DATE + ${DELIVERIES_DAYS})`;
  const shares = await warehouse.rows<StoredExecution>(
    `SELECT ${OF_EXECUTION} FROM executions AS e SEMI JOIN ${ends} AS ends
     ON e.account = ends.account AND e.underlying = ends.underlying
       AND e.trading_date BETWEEN ends.trading_date AND ends.trading_date + ${NEXT_SESSION_DAYS}
     WHERE e."right" IS NULL AND e.trading_date <= $asOf::DATE ORDER BY e.record_id`,
    parameters,
  );
  const delivered = new Set<string>();
  if (shares.length === 0) return delivered;
  const ofContracts = groupBy(
    await executionsOfContracts(warehouse, { contracts: ends, through: '$asOf::DATE' }, parameters),
    (one) => one.account,
  );
  const turn = turns();
  for (const [own, trades] of groupBy(shares, (one) => one.account)) {
    for (const id of deliveredShares(ofContracts.get(own) ?? [], trades)) delivered.add(id);
    await turn();
  }
  return delivered;
}
