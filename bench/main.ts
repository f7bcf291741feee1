import { benchApi } from './api.js';
import { benchImport } from './import-million.js';
import { benchLongExports } from './long-exports.js';
import { benchManyFiles } from './many-files.js';
import { benchMatching } from './matching.js';
import { benchNightly } from './nightly.js';
import { benchOffPolicy } from './off-policy.js';
import { benchPatterns } from './patterns.js';
import { benchPolicies } from './policies.js';
import { benchSimulate } from './simulate.js';
import { benchStart } from './bin-start.js';
import { benchHourly } from './hourly.js';
import { benchFeatures } from './features.js';
import { benchRetrain } from './retrain.js';
import { benchScoring } from './scoring.js';
import { benchReplay } from './replay.js';
import { benchWideNight } from './wide-night.js';

const BENCHES = {
  start: benchStart,
  nightly: benchNightly,
  'wide-night': benchWideNight,
  matching: benchMatching,
  patterns: benchPatterns,
  replay: benchReplay,
  import: benchImport,
  'many-files': benchManyFiles,
  'long-exports': benchLongExports,
  simulate: benchSimulate,
  scoring: benchScoring,
  features: benchFeatures,
  hourly: benchHourly,
  'off-policy': benchOffPolicy,
  policies: benchPolicies,
  retrain: benchRetrain,
  api: benchApi,
};

/** All of them, or those that are named. */
const named = process.argv.slice(2);
for (const [name, bench] of Object.entries(BENCHES))
  if (named.length === 0 || named.includes(name)) console.log(await bench());
