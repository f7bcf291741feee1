import { BOUND } from './test/bound-globals.js';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '/duckdb/open-warehouse\\.js$': '<rootDir>/test/open-warehouse.js',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@duckdb/node-api$': '<rootDir>/test/one-thread.cjs',
  },
  transform: {
    '^.+\\.ts$': [
      '<rootDir>/test/transform.js',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' },
    ],
  },
  // What packages have names of their own for, and what is falsy, cannot be injected.
  sandboxInjectedGlobals: BOUND.filter(
    (name) => globalThis[name] && !['Buffer', 'isNaN', 'process'].includes(name),
  ),
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  globalSetup: '<rootDir>/test/begin-run.js',
  globalTeardown: '<rootDir>/test/end-run.js',
  // A third for two cores: tests of processes wait for them half of the time.
  maxWorkers: 3,
  testTimeout: 120_000,
};
