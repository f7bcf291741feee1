/** What was said of a scenario, and what came of it. */
export interface Scored {
  scenario_id: string;
  /** P(label is 1). */
  p: number;
  label: 0 | 1;
}
