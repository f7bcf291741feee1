import { openSteps } from '../activities/make-steps.js';
import { readsOf } from '../activities/reads.js';
import { makeApi } from '../api/make-api.js';
import type { Moments } from '../api/parts.js';
import type { Parameters, Reader } from '../store/duckdb/warehouse.js';
import { homePaths } from '../store/home/home.js';

/** A statement, and what its names are bound to: texts, whole numbers, lists of texts, nulls. */
export interface Statement {
  sql: string;
  values: Readonly<Record<string, unknown>>;
}

/** What the API gives for an address, and the SQL that it runs for it. */
export interface RecordedAnswer {
  document: unknown;
  statements: Statement[];
}

const HOST = 'localhost:8000';
const NOT_HERE = () => Promise.reject(new Error('only reads are recorded'));

/** Asks a home's API, without a server, for each address twice: the second time as often after. */
export async function recordedAnswers(
  homeDir: string,
  paths: readonly string[],
): Promise<Map<string, RecordedAnswer>> {
  const opened = await openSteps(homeDir);
  let statements: Statement[] = [];
  const noting = (reader: Reader): Reader => {
    const noted = <R>(run: (sql: string, parameters?: Parameters) => R) => {
      return (sql: string, parameters?: Parameters) => {
        statements.push({ sql, values: (parameters ?? {}) as Statement['values'] });
        return run(sql, parameters);
      };
    };
    return {
      rows: noted<ReturnType<Reader['rows']>>((sql, parameters) =>
        reader.rows(sql, parameters),
      ) as Reader['rows'],
      columns: noted((sql, parameters) => reader.columns(sql, parameters)),
      chunks: noted((sql, parameters) => reader.chunks(sql, parameters)),
      doubles: noted((sql, parameters) => reader.doubles(sql, parameters)),
      temporary: (table, types, chunks) => reader.temporary(table, types, chunks),
    };
  };
  const moments: Moments = {
    ...opened.moments,
    at: (work, signal) =>
      opened.moments.at((moment) => {
        const warehouse = noting(moment.warehouse);
        const store = { ...moment, warehouse, keepsDying: () => Promise.resolve([]) };
        return work({ ...store, reads: readsOf(store) });
      }, signal),
  };
  const api = makeApi({
    ...{
      storeId: 'bench',
      moments,
      facts: opened.facts,
      messages: opened.messages,
      home: homePaths(homeDir),
    },
    ...{ hosts: new Set([HOST]), startedAt: '', pages: new Map() },
    commands: {
      ...{
        ask: NOT_HERE,
        decide: NOT_HERE,
        changeAlgorithm: NOT_HERE,
        changeModel: NOT_HERE,
        runs: NOT_HERE,
        runsSince: NOT_HERE,
      },
      ...{ restate: NOT_HERE, run: NOT_HERE, runWith: NOT_HERE, cancel: NOT_HERE, system: NOT_HERE },
    },
    tokens: {
      check: () => Promise.resolve({ id: 'bench', name: 'bench', scope: 'admin' }),
      exchange: NOT_HERE,
    },
    clock: () => new Date(),
    log: { info: () => undefined, error: (fields) => console.error(fields) },
    version: '',
  });
  const headers = { host: HOST, authorization: 'Bearer any' };
  const answers = new Map<string, RecordedAnswer>();
  for (const path of paths)
    for (let asked = 0; asked < 2;) {
      statements = [];
      const response = await api.request(`http://${HOST}${path}`, { headers });
      const document: unknown = await response.json();
      if (response.status === 503) continue;
      asked += 1;
      if (response.status !== 200) throw new Error(`${path}: ${JSON.stringify(document)}`);
      answers.set(path, { document, statements });
    }
  await opened.close();
  return answers;
}
