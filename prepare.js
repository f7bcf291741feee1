/**
 * What `npm install` and `npm ci` end with, in the project's folder, and the first `npx tradeloop` there: compiles it,
 * where the compiler was installed with it and what is compiled is older than its sources.
 */
import { execSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build writes last. */
const BUILT = 'dist/workflows/bundle.js';
/** Where no source lies. */
const NO_SOURCES = new Set(['node_modules', 'dist', 'data', 'docs', 'notebooks', 'test']);
const SOURCE = /\.([jt]sx?|css|html)$|^package(-lock)?\.json$|^tsconfig.*\.json$/;

if (existsSync('node_modules/typescript')) {
  if (!isUpToDate()) execSync('npm run build', { stdio: 'inherit' });
} else if (!existsSync('dist/cli/main.js'))
  process.stderr.write(
    'tradeloop is not compiled, since its compiler was left out: ' +
      'run "npm ci", which compiles, and then "npm prune --omit=dev"; or bring a compiled dist/ along\n',
  );

/** A program that runs has its files in `dist`: they are not written anew for nothing. */
function isUpToDate() {
  return existsSync(BUILT) && newestIn('.') < statSync(BUILT).mtimeMs;
}

function newestIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !NO_SOURCES.has(name))
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return newestIn(path);
      return entry.isFile() && SOURCE.test(entry.name) ? statSync(path).mtimeMs : 0;
    })
    .reduce((a, b) => Math.max(a, b), 0);
}
