/**
 * The features of many scenarios from the bars of a warehouse, in a process of its own so that its peak of memory is
 * its own: `node features-run.js WAREHOUSE INTO`. Writes the values as doubles, scenario by scenario, and prints
 * `{"ms", "megabytes"}` as JSON.
 */
import { writeFile } from 'node:fs/promises';
import { defaultSpecification } from '../domain/learning/features/default-specification.js';
import { featureValues, type AskedDecision } from '../domain/learning/features/feature-values.js';
import { labelledPast } from '../domain/learning/features/labelled-past.js';
import { openDatabase } from '../store/duckdb/warehouse.js';
import { readFeatureBars } from '../store/inputs/market.js';
import { peakMegabytes } from './peak-megabytes.js';
import { timed } from './side-by-side.js';

const [, , path = '', into = ''] = process.argv;
const specification = {
  ...defaultSpecification([]),
  features: defaultSpecification([]).features.filter(({ source }) => source === 'bars'),
};

/** Of a piece of advice only its name and its time matter to bars. */
const NOTHING: Omit<AskedDecision, 'sent_at' | 'underlying'> = {
  ...{ account: null, action: 'buy', right: null, strike: null, expiration: null, quantity: null },
  ...{ premium: null, bid: null, ask: null, underlying_price: null, context: {} },
};

const warehouse = await openDatabase(path);
let values = new Float64Array();
const ms = await timed(async () => {
  const asked = await warehouse.columns('SELECT underlying, sent_at FROM asked ORDER BY id');
  const underlyings = asked['underlying'] as string[];
  const sent = asked['sent_at'] as string[];
  const bars = await readFeatureBars(warehouse, {
    ...{ symbols: [...new Set(underlyings)].sort(), from: '0001-01-01', to: '9999-12-31' },
    offScale: new Map(),
  });
  const world = { bars, events: new Map(), past: labelledPast([]) };
  const width = specification.features.length;
  values = new Float64Array(width * sent.length);
  sent.forEach((sent_at, i) => {
    const decision = { ...NOTHING, sent_at, underlying: underlyings[i] as string };
    values.set(featureValues(specification, decision, world).values, i * width);
  });
});
await warehouse.close();
await writeFile(into, new Uint8Array(values.buffer));
console.log(JSON.stringify({ ms, megabytes: peakMegabytes() }));
