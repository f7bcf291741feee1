/**
 * What one would write instead, for one's own use: `node bare-server.js WAREHOUSE ANSWERS`. For each address in the
 * file ANSWERS it runs the same SQL on the same data and gives a document of the same size. No token, no snapshot, no
 * limit. Prints its port.
 */
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance, INTEGER, LIST, listValue, VARCHAR } from '../store/duckdb/node-api.js';
import type { RecordedAnswer, Statement } from './recorded-answers.js';

const [, , warehouse = '', answersPath = ''] = process.argv;
const answers = new Map(JSON.parse(readFileSync(answersPath, 'utf8')) as [string, RecordedAnswer][]);
const instance = await DuckDBInstance.create(warehouse, { access_mode: 'READ_ONLY' });
const free: DuckDBConnection[] = [];

const server = createServer((request, response) => void answer(request.url ?? '', response));
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());

async function answer(url: string, response: ServerResponse): Promise<void> {
  const recorded = answers.get(url);
  const connection = free.pop() ?? (await instance.connect());
  let rows = 0;
  for (const statement of recorded?.statements ?? []) rows += await run(connection, statement);
  free.push(connection);
  response.writeHead(recorded ? 200 : 404, { 'content-type': 'application/json', 'x-rows': String(rows) });
  response.end(JSON.stringify(recorded?.document));
}

/** Gives how many rows there are. */
async function run(connection: DuckDBConnection, { sql, values }: Statement): Promise<number> {
  const named = Object.entries(values);
  const bound = Object.fromEntries(
    named.map(([name, value]) => [name, Array.isArray(value) ? listValue(value) : (value as string | null)]),
  );
  const types = Object.fromEntries(named.map(([name, value]) => [name, typeOf(value)]));
  const result = await connection.runAndReadAll(sql, bound, types);
  return result.getRowObjects().length;
}

function typeOf(value: unknown) {
  return Array.isArray(value) ? LIST(VARCHAR) : typeof value === 'number' ? INTEGER : VARCHAR;
}
