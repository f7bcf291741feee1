import type { Source, TableMapping, TimeSource } from './mapping.js';

/** What is taken where nothing says so and nobody is asked. */
const CURRENCY = 'USD';
const ZONE = 'America/New_York';

/** The mapping with dollars and New York's clock where these are to be filled in, marked as assumed. */
export function withDefaults(mapping: TableMapping): TableMapping {
  const { cash_flows: cash } = mapping;
  return {
    ...mapping,
    ...(cash ? { cash_flows: { ...cash, fields: filled(cash.fields) } } : {}),
    fields: filled(mapping.fields),
  };
}

function filled(fields: TableMapping['fields']): TableMapping['fields'] {
  return Object.fromEntries(
    Object.entries(fields).map(([name, source]) => [name, source && assumed(name, source)]),
  );
}

function assumed(name: string, source: Source): Source {
  if (name === 'currency' && source.value === '') return { value: CURRENCY, assumed: true };
  const time = source as TimeSource;
  return time.zone === '' ? { ...time, zone: ZONE, assumed: ['zone', ...(time.assumed ?? [])] } : source;
}
