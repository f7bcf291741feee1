/**
 * SQL of the weights of preferences by agreement, a relation of `scenario_id, basis, weight`. A preference weighs what
 * earlier ones of its basis, account, underlying and action say of it: twice the chance of its answer by theirs, with
 * one of either answer added, so that it weighs 1 where there is none. An earlier one counts from when it was known.
 * `preferences` is a relation of `scenario_id, basis, account, underlying, action, follows`, and of `asked` and `known`
 * in milliseconds.
 */
export function weightsByAgreement(preferences: string): string {
  return `(
    SELECT scenario_id, basis, 2 * (CASE WHEN follows THEN followed ELSE earlier - followed END + 1) / (earlier + 2) AS weight
    FROM (
      SELECT scenario_id, basis, follows, is_known, count(*) FILTER (is_known) OVER before AS earlier,
        count(*) FILTER (is_known AND follows) OVER before AS followed
      FROM (
        SELECT *, asked AS moment, false AS is_known FROM ${preferences} UNION ALL
        SELECT *, known AS moment, true AS is_known FROM ${preferences})
      WINDOW before AS (
        PARTITION BY basis, account, underlying, action ORDER BY moment RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
    WHERE NOT is_known)`;
}
