import { vetoesOf, type GuardedAdvice, type Guarding } from '../../domain/algorithm/guardrails.js';
import { differsByRegime, guardingOf } from '../../domain/registry/guarding.js';
import { versionOf } from '../../domain/registry/registry.js';
import type { VersionRow } from '../../domain/registry/registry-rows.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Columns } from '../duckdb/columns.js';
import type { DoubleColumns } from '../duckdb/nearest-doubles.js';
import type { Reader } from '../duckdb/warehouse.js';
import { readOffScale } from '../inputs/share-evidence.js';
import { turns } from '../turns.js';
import { knownMornings, type KnownMornings } from './known-mornings.js';
import { latestRevision } from './latest-revision.js';

/** A version of the registry whose guardrails are asked. */
export interface AskedVersion {
  version: string;
  /** Whose advice it is asked about: ours, or another's. */
  algorithm: 'reference' | 'other';
  created_at: string | null;
}

/**
 * Asks the guardrails of every version about all advice that its algorithm sent: the temporary table `version_vetoes`
 * has those that speak against it, of the advice and versions where any do. What sent advice is known by its version;
 * one that the registry lacks is another's.
 */
export async function askVersions(warehouse: Reader): Promise<AskedVersion[]> {
  const rows = await warehouse.rows<VersionRow>(
    'SELECT * FROM algorithm_versions ORDER BY created_at, version',
  );
  const asked = rows.map((row) => ({
    ...{ version: row.version, created_at: row.created_at },
    ...{ algorithm: versionOf(row).algorithm, guarding: guardingOf(row) },
  }));
  const types = { scenario_id: 'VARCHAR', version: 'VARCHAR', vetoes: 'VARCHAR[]' };
  const inRegimes = differsByRegime({ versions: rows, changes: [] });
  await warehouse.temporary('version_vetoes', types, spoken(warehouse, asked, inRegimes));
  return asked;
}

type Asked = AskedVersion & { guarding: Guarding };

async function* spoken(
  warehouse: Reader,
  asked: readonly Asked[],
  inRegimes: boolean,
): AsyncGenerator<Columns, void> {
  const [days] = await warehouse.rows<{ from: IsoDate | null; to: IsoDate | null; symbols: string[] | null }>(
    `SELECT min(trading_date) AS "from", max(trading_date) AS "to", list_sort(list(DISTINCT underlying)) AS symbols FROM scenarios`,
  );
  if (days === undefined || days.from === null || days.to === null || asked.length === 0) return;
  const { from, to, symbols } = days;
  const offScale = inRegimes ? await readOffScale(warehouse, { through: null }) : new Map<string, never>();
  const known = await knownMornings(warehouse, {
    symbols: symbols ?? [],
    range: { from, to },
    offScale,
    inRegimes,
  });
  const advice = warehouse.doubles(
    `WITH latest AS (SELECT * FROM recommendations AS r ${latestRevision('r')})
     SELECT scenario_id, s.trading_date, s.algorithm_version, r.action, s.underlying, r."right", r.expiration, r.premium
     FROM scenarios AS s JOIN latest AS r USING (recommendation_id) WHERE s.algorithm_version IS NOT NULL`,
  );
  for await (const chunk of advice) yield await spokenIn(chunk, asked, known);
}

async function spokenIn(
  chunk: DoubleColumns,
  asked: readonly Asked[],
  known: KnownMornings,
): Promise<Columns> {
  const found = { scenario_id: [] as string[], version: [] as string[], vetoes: [] as (readonly string[])[] };
  const ours = new Set(
    asked.flatMap(({ version, algorithm }) => (algorithm === 'reference' ? [version] : [])),
  );
  const ids = chunk['scenario_id'] as readonly string[];
  const turn = turns();
  for (const [row, scenario_id] of ids.entries()) {
    await turn();
    const value = (name: string) => chunk[name]?.[row];
    const premium = value('premium') as number;
    const advice = {
      ...{ action: value('action'), underlying: value('underlying'), right: value('right') },
      ...{ expiration: value('expiration'), premium: Number.isNaN(premium) ? null : premium },
    } as GuardedAdvice;
    const session = value('trading_date') as IsoDate;
    const sentBy = ours.has(value('algorithm_version') as string) ? 'reference' : 'other';
    for (const { version, algorithm, guarding } of asked) {
      if (algorithm !== sentBy) continue;
      const vetoes = vetoesOf(advice, {
        session,
        parameters: guarding,
        known: known(session)(advice.underlying),
      });
      if (vetoes.length === 0) continue;
      found.scenario_id.push(scenario_id);
      found.version.push(version);
      found.vetoes.push(vetoes);
    }
  }
  return found;
}
