import { DATASETS, fieldsOf, type Dataset } from './records.js';

/** Below this share of a dataset's required fields a set of names does not stand for it. */
const LEAST_SHARE = 0.6;

const known = DATASETS.map((dataset) => {
  const fields = fieldsOf(dataset);
  return {
    dataset,
    names: new Set(fields.map(({ name }) => name)),
    // The account may be said by the user instead.
    required: fields.filter(({ name, required }) => required && name !== 'account').map(({ name }) => name),
  };
});

/**
 * The dataset that records with these fields belong to: of those whose required fields are mostly there (the account
 * aside, which the user may say), the one that knows most of the names, then the one that has the largest share of what
 * it requires. Undefined when no dataset, or more than one, fits.
 */
export function datasetOf(fieldNames: Iterable<string>): Dataset | undefined {
  const given = new Set(fieldNames);
  const candidates = known
    .map(({ dataset, names, required }) => ({
      dataset,
      share: required.filter((name) => given.has(name)).length / required.length,
      named: [...given].filter((name) => names.has(name)).length,
    }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.named - a.named || b.share - a.share);
  const [best, second] = candidates;
  if (!best || (second && second.share === best.share && second.named === best.named)) return undefined;
  return best.dataset;
}

/**
 * The required fields of a dataset that are not among these names; a file without such a column has no valid record.
 */
export function missingFields(dataset: Dataset, fieldNames: Iterable<string>): string[] {
  const given = new Set(fieldNames);
  const required = known.find((one) => one.dataset === dataset)?.required ?? [];
  return required.filter((name) => !given.has(name));
}
