import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { MissingDependency } from '../../domain/errors.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.js';
import type { RunFile } from '../running/run-file.js';

type Attribute = (typeof SEARCH_ATTRIBUTES)[number];

/** Temporal's numbers and names for the types that ours have. */
const TYPES = {
  KEYWORD: { number: 2, name: 'Keyword' },
  KEYWORD_LIST: { number: 7, name: 'KeywordList' },
} as const;

/** gRPC's codes for who is not known, what is not allowed, and what a cluster does not offer to its users. */
const NOT_ALLOWED = new Set([16, 7, 12]);

export function typeName(type: Attribute['type']): string {
  return TYPES[type].name;
}

/**
 * Registers our search attributes on a server that does not know them all. Without them no run could begin: throws
 * MissingDependency, with the command that registers them, where tradeloop may not, and where one of these names is
 * something else there.
 */
export async function registerSearchAttributes(
  { operatorService }: Pick<Connection, 'operatorService'>,
  { address, namespace }: Pick<RunFile, 'address' | 'namespace'>,
): Promise<void> {
  const where = `namespace ${JSON.stringify(namespace)} at ${address}`;
  const refused = (attributes: readonly Attribute[], doing: string) => (error: unknown) => {
    if (!isGrpcServiceError(error) || !NOT_ALLOWED.has(Number(error.code))) throw error;
    throw new MissingDependency(
      `${where} needs the search attributes ${attributes.map(told).join(', ')}, and tradeloop may not ${doing} (${error.details}). ` +
        `Whoever may runs: ${commandFor(attributes, address, namespace)}`,
    );
  };
  const { customAttributes } = await operatorService
    .listSearchAttributes({ namespace })
    .catch(refused(SEARCH_ATTRIBUTES, 'see which it has'));
  const missing = SEARCH_ATTRIBUTES.filter(({ name }) => !(name in customAttributes));
  const other = SEARCH_ATTRIBUTES.filter(
    ({ name, type }) => name in customAttributes && Number(customAttributes[name]) !== TYPES[type].number,
  );
  if (other.length > 0)
    throw new MissingDependency(
      `${where} has search attributes of other types under names of ours: it should have ${other.map(told).join(', ')}. Use another namespace`,
    );
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(({ name, type }) => [name, TYPES[type].number]));
  await operatorService
    .addSearchAttributes({ namespace, searchAttributes })
    .catch(refused(missing, 'register them'));
}

function told({ name, type }: Attribute): string {
  return `${name} (${typeName(type)})`;
}

function commandFor(attributes: readonly Attribute[], address: string, namespace: string): string {
  const named = attributes.map(({ name, type }) => `--name ${name} --type ${typeName(type)}`);
  return `temporal operator search-attribute create --address ${address} --namespace ${namespace} ${named.join(' ')}`;
}
