/** What `npm run build` ends with: lets the program run. */
import { chmodSync } from 'node:fs';

chmodSync('dist/cli/main.js', 0o755);
