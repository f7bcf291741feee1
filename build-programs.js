/**
 * The programs: what something starts by its path, as a process or a thread. Of ours each is one file, since to load a
 * hundred small ones takes longer than most of what a command does; what it imports only when it comes to it lies
 * beside it. Packages stay where they were installed.
 */
import { chmodSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

const TO = 'dist';
const PROGRAMS = [
  ...['cli/main', 'workers/control', 'workers/data', 'workers/train'],
  ...['activities/import/text-thread', 'activities/loops/loop-thread', 'activities/training-thread'],
  'cli/simulate-thread',
  // For whoever builds or tests.
  ...['workers/bundle-workflows', 'workflows/registered', 'workers/server/get-server', 'sim/write-sample'],
  ...['bench/main', 'bench/bare-server', 'bench/features-run', 'bench/hourly-run', 'bench/long-export-run'],
  ...[
    'bench/loop-delay',
    'bench/off-policy-run',
    'bench/peak-memory',
    'bench/policies-run',
    'bench/learning/main',
    'bench/planted/main',
  ],
  'bench/planted/play-thread',
];

const began = Date.now();
await Promise.all(
  PROGRAMS.map((program) =>
    build({
      ...{ entryPoints: [`${program}.ts`], outdir: join(TO, dirname(program)), sourcesContent: false },
      ...{ bundle: true, splitting: true, packages: 'external', plugins: [placesFrom(dirname(program))] },
      ...{ format: 'esm', platform: 'node', target: 'es2022', sourcemap: true },
    }),
  ),
);
chmodSync(`${TO}/cli/main.js`, 0o755);
removeOlder(TO);

/** What an earlier build left: a program that runs keeps what it has until there is something in its place. */
function removeOlder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeOlder(path);
    else if (statSync(path).mtimeMs < began) rmSync(path);
  }
}

/** `import.meta.url` stays that of a module of its own, whose place in `dist` is that of its source in the project. */
function placesFrom(folder) {
  return {
    name: 'places',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const place = relative(folder, relative('.', path)).replace(/\.ts$/, '.js');
        const source = await readFile(path, 'utf8');
        const url = `new URL(${JSON.stringify(place)}, import.meta.url).href`;
        return { contents: source.replaceAll('import.meta.url', url), loader: 'ts' };
      });
    },
  };
}
