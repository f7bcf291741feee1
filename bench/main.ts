import { benchImport } from './import-million.js';
import { benchLongExports } from './long-exports.js';
import { benchNightly } from './nightly.js';
import { benchStart } from './bin-start.js';

for (const bench of [benchStart, benchNightly, benchImport, benchLongExports]) console.log(await bench());
