/** What people say about matches: beside each match, and how many of these facts the matches take into account. */
export const name = 'facts about matches';

export const statements: readonly string[] = [
  'ALTER TABLE matches ADD COLUMN reason_recorded_at VARCHAR DEFAULT NULL',
  'ALTER TABLE matches ADD COLUMN linked_by VARCHAR DEFAULT NULL',
  'CREATE TABLE match_facts_heeded (facts INTEGER)',
];
