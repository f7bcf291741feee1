import type { components } from './api-types.js';
import type { Answer } from './api.js';

/** What the pages show, as the API's document has it. */
export type Match = components['schemas']['Match'];
export type MatchAnswer = Answer<'/matches/{id}'>;
export type MatchExplained = Answer<'/matches/{id}/explain'>;
export type Facets = Answer<'/facets'>;
export type AdviceSide = components['schemas']['AdviceSide'];
export type TradeSide = components['schemas']['TradeSide'];
export type Question = components['schemas']['Question'];
export type Candidate = components['schemas']['Candidate'];
export type Decision = components['schemas']['Decision'];
export type Run = components['schemas']['Run'];
export type ReviewAnswer = Answer<'/review'>;
export type Pattern = components['schemas']['Pattern'];
export type WeeklySummary = components['schemas']['WeeklySummary'];
export type WeekAnswer = Answer<'/weekly-summaries/{year}/{week}'>;
export type Model = components['schemas']['Model'];
export type ModelsAnswer = Answer<'/models'>;
export type EvaluationsAnswer = Answer<'/models/{model}/evaluations'>;
export type DivergenceAnswer = Answer<'/analytics/divergence-rate'>;
export type HealthAnswer = Answer<'/data-health'>;
export type ImportReport = components['schemas']['ImportReport'];
