/**
 * What test files have as `@duckdb/node-api`: the stores that they open have one thread. With more of them the one that
 * asks spins until the others have ended, which over so few rows takes a quarter of all processor time, and test files
 * run side by side anyway. Programs that tests start have as many threads as there are cores.
 */
const api = require('@duckdb/node-api/lib/index.js');

const create = api.DuckDBInstance.create.bind(api.DuckDBInstance);
api.DuckDBInstance.create = (path, options) => create(path, { threads: '1', ...options });

module.exports = api;
