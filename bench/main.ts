import { benchImport } from './import-million.js';
import { benchNightly } from './nightly.js';
import { benchStart } from './bin-start.js';

for (const bench of [benchStart, benchNightly, benchImport]) console.log(await bench());
