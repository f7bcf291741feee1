/**
 * What `npm install` and `npm ci` end with, in the project's folder: compiles it, where the compiler was installed with
 * it.
 */
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (existsSync('node_modules/typescript')) execSync('npm run build', { stdio: 'inherit' });
else if (!existsSync('dist/cli/main.js'))
  process.stderr.write(
    'tradeloop is not compiled, since its compiler was left out: ' +
      'run "npm ci", which compiles, and then "npm prune --omit=dev"; or bring a compiled dist/ along\n',
  );
