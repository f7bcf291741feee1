/**
 * SQL that keeps of each piece of advice in a relation the latest revision: the last sent, and of several of one moment
 * one.
 */
export function latestRevision(alias: string): string {
  return `QUALIFY row_number() OVER (
    PARTITION BY ${alias}.recommendation_id ORDER BY rtrim(${alias}.sent_at, 'Z') DESC, ${alias}.record_id DESC) = 1`;
}
