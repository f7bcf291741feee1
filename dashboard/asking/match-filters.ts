import type { Query } from './api.js';

export type MatchQuery = Query<'/matches'>;

const FILTERS = [
  ...['q', 'match_type', 'symbol', 'start_date', 'end_date', 'account', 'reason_code', 'reviewed'],
  ...['flag', 'min_confidence', 'max_confidence', 'include_excluded', 'respect_epoch'],
] as const;

type Given = Readonly<Record<string, string | undefined>>;

/** What of an address says which matches are meant, by the API's names. */
export function filtersIn(query: Given): Given {
  return Object.fromEntries(FILTERS.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
}

/** The same, and their order, as the list takes them: texts, as they stand in an address. */
export function matchQuery(query: Given): MatchQuery {
  return { ...filtersIn(query), ...(query['order'] && { order: query['order'] }) } as MatchQuery;
}
