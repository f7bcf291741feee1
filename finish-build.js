/** What `npm run build` ends with: puts beside the compiled files what the compiler leaves, and lets the program run. */
import { chmodSync, copyFileSync } from 'node:fs';

for (const file of ['index.html', 'page.css']) copyFileSync(`dashboard/${file}`, `dist/dashboard/${file}`);
chmodSync('dist/cli/main.js', 0o755);
