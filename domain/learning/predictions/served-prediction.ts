/** What a model says of a piece of advice. */
export interface ServedPrediction {
  recommendation_id: string;
  model_id: string;
  spec_id: string;
  features: Record<string, number>;
  /** The features that were not known, and have the value that stands for it. */
  missing: readonly string[];
  /** P(following pays). */
  p_win: number;
  action: string;
  /** The guardrails that speak against following; with one the final action is to skip. */
  vetoes: readonly string[];
  final_action: string;
}
