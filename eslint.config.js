import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

/** Rooms, and what of ours each may import: the third column of the table of rooms. */
const mayImport = {
  domain: [],
  ingest: ['domain'],
  store: ['domain'],
  models: ['domain'],
  messages: ['domain'],
  activities: ['domain', 'ingest', 'store', 'models', 'messages'],
  workflows: ['domain'],
  api: ['domain', 'store'],
  workers: ['config', 'domain', 'ingest', 'store', 'activities', 'workflows', 'models', 'api', 'messages'],
  cli: ['config', 'domain', 'ingest', 'store', 'activities', 'workflows', 'workers', 'sim', 'messages'],
  sim: ['domain'],
  dashboard: [],
  bench: [
    ...[
      'config',
      'domain',
      'ingest',
      'store',
      'activities',
      'workflows',
      'api',
      'workers',
      'sim',
      'cli',
      'models',
      'messages',
    ],
  ],
};
const rooms = ['config', 'test', ...Object.keys(mayImport)];

/**
 * Rooms within rooms, and which of their neighbours each may import; every one may import the files that lie loose in
 * the room around them. A file that lies loose imports any of them, but in domain/ none.
 */
const ground = ['number', 'time'];
const records = [...ground, 'records'];
const market = [...records, 'market'];
const positions = [...market, 'positions'];
const advice = [...records, 'advice'];
const matching = [...advice, 'matching'];
const within = {
  domain: {
    number: [],
    time: [],
    records: ground,
    market: records,
    positions: market,
    outcomes: positions,
    advice: records,
    matching: advice,
    counterfactual: [...market, 'advice'],
    algorithm: positions,
    evidence: ['number'],
    access: ground,
    metrics: ground,
    preferences: [...matching, 'market', 'positions', 'counterfactual', 'algorithm', 'evidence'],
    registry: [...records, 'algorithm'],
    candidates: [
      ...matching,
      'market',
      'positions',
      'counterfactual',
      'algorithm',
      'evidence',
      'preferences',
      'registry',
    ],
    watching: [...ground, 'algorithm', 'evidence', 'preferences', 'registry', 'candidates'],
    week: [...matching, 'evidence', 'candidates'],
    morning: matching,
    news: matching,
    learning: [...matching, 'market', 'counterfactual', 'algorithm', 'evidence'],
    restatement: [
      ...matching,
      ...['market', 'positions', 'outcomes', 'counterfactual', 'preferences', 'week', 'learning'],
    ],
  },
  store: {
    duckdb: [],
    home: [],
    staging: ['duckdb', 'home'],
    inputs: ['duckdb', 'home', 'staging'],
    lake: ['duckdb', 'home', 'staging'],
    derived: ['duckdb', 'home', 'staging', 'inputs'],
    exports: ['duckdb', 'home', 'staging', 'lake', 'inputs', 'derived'],
    pages: ['duckdb', 'home', 'staging', 'inputs', 'lake', 'derived'],
  },
  api: { door: [], events: [], shapes: [], resources: ['door', 'events', 'shapes'] },
  dashboard: {
    asking: [],
    words: ['asking'],
    keys: ['asking'],
    shell: ['asking'],
    parts: ['asking', 'words', 'keys', 'shell'],
    pages: ['asking', 'words', 'keys', 'shell', 'parts'],
    frame: ['asking', 'words', 'keys', 'shell', 'parts', 'pages'],
  },
  activities: { import: [], loops: [] },
  workers: {
    reads: [],
    running: ['reads'],
    server: ['running'],
    asking: ['running'],
    serving: ['running', 'asking'],
    supervision: ['reads', 'serving', 'running', 'server', 'asking'],
  },
};

/** Libraries that a room stays away from. A pure room has the hash functions of Node, and no randomness. */
const builtin = `^(node:|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})(/|$))`;
const io = [
  `(?!^node:crypto$)${builtin}`,
  { regex: '^node:crypto$', allowImportNames: ['hash'] },
  '^@duckdb/',
  '^@temporalio/',
  '^pino',
  '^commander',
];
const bannedLibraries = {
  domain: io,
  ingest: io,
  sim: io,
  store: ['^@temporalio/'],
  api: ['^@temporalio/', '^@duckdb/'],
  messages: ['^@temporalio/', '^@duckdb/', '^pino', '^commander'],
  activities: ['^@temporalio/(client|worker|workflow)'],
  workflows: [builtin, '^@duckdb/', '^@temporalio/(client|worker|activity)', '^pino'],
  dashboard: [builtin],
};

const tests = ['**/*.test.ts', '**/sample.ts', 'test/**'];
const rims = ['sim/write-sample.ts'];

/** What is refused to every file of a room, whichever room within it the file lies in. */
function refusals(room) {
  const others = rooms.filter((other) => other !== room && !mayImport[room].includes(other));
  const typesOnly = room === 'workflows' ? ['activities', 'messages'] : [];
  const forbidden = others.filter((other) => !typesOnly.includes(other));
  return [
    { regex: `^(\\.\\./)+(${forbidden.join('|')})(/|\\.js)`, message: `${room}/ does not import this room.` },
    ...typesOnly.map((other) => ({
      regex: `^(\\.\\./)+${other}/`,
      allowTypeImports: true,
      message: `${room}/ knows only types of ${other}/.`,
    })),
    ...(bannedLibraries[room] ?? []).map((banned) => ({
      ...(typeof banned === 'string' ? { regex: banned } : banned),
      message: `${room}/ stays away from this library.`,
    })),
  ];
}

/** The borders of a room, and of each room within it. */
function borders(room) {
  const inner = within[room] ?? {};
  const rule = (patterns) => ({
    ignores: [...tests, ...rims],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  });
  const outer = refusals(room);
  const loose =
    room === 'domain'
      ? [
          {
            regex: `^\\./(${Object.keys(inner).join('|')})/`,
            message: 'What lies loose is the ground of domain/.',
          },
        ]
      : [];
  return [
    { files: [`${room}/**/*.{ts,tsx}`], ...rule([...outer, ...loose]) },
    ...Object.entries(inner).map(([name, neighbours]) => {
      const closed = Object.keys(inner).filter((other) => other !== name && !neighbours.includes(other));
      return {
        files: [`${room}/${name}/**/*.{ts,tsx}`],
        ...rule([
          ...outer,
          {
            regex: `^(\\.\\./)+(${closed.join('|')})/`,
            message: `${room}/${name}/ does not import this room.`,
          },
        ]),
      };
    }),
  ];
}

const given = 'A pure room is handed the time, randomness and its surroundings.';
const noSurroundings = [
  'error',
  { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: given },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: given },
  { selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]', message: given },
  { selector: 'MemberExpression[object.name="crypto"]', message: given },
  { selector: 'MemberExpression[object.name="process"]', message: given },
  { selector: 'CallExpression[callee.name="fetch"]', message: given },
  { selector: 'CallExpression[callee.name=/^(Date|setTimeout|setInterval)$/]', message: given },
  { selector: 'MemberExpression[object.name=/^(performance|console|globalThis)$/]', message: given },
  { selector: 'MemberExpression[object.name="Temporal"][property.name="Now"]', message: given },
  {
    selector: 'ImportExpression',
    message: 'A pure room imports what it needs at its top, where its borders are checked.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'data/', 'dashboard/asking/api-types.d.ts'] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowNullish: true, allowBoolean: true },
      ],
      eqeqeq: 'error',
      // Prettier does not wrap comments. Code is as wide as it leaves it.
      'max-len': ['error', { code: 10_000, comments: 120, ignoreUrls: true }],
    },
  },
  ...Object.keys(mayImport).flatMap(borders),
  {
    files: ['domain/**/*.ts', 'ingest/**/*.ts', 'models/**/*.ts', 'sim/**/*.ts', 'workflows/**/*.ts'],
    ignores: [...tests, ...rims],
    rules: { 'no-restricted-syntax': noSurroundings },
  },
);
