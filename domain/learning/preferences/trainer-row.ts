/** What TRL's trainers take: pairs for DPO, single completions with whether they were preferred for KTO. */
export const PREFERENCE_FORMATS = ['trl-dpo', 'trl-kto'] as const;
export type PreferenceFormat = (typeof PREFERENCE_FORMATS)[number];
/** Texts, or messages with their roles. */
export const PREFERENCE_STYLES = ['standard', 'conversational'] as const;
export type PreferenceStyle = (typeof PREFERENCE_STYLES)[number];

/** What of a row of `preferences` a trainer takes: of a pair both, else what there is and whether it was preferred. */
interface Preferred {
  prompt: string;
  chosen?: unknown;
  rejected?: unknown;
  completion?: unknown;
  label?: unknown;
}

/**
 * A row of `preferences` with exactly the keys that a trainer loads: `prompt, chosen, rejected`, or `prompt,
 * completion, label`. The names and shapes are those of TRL's dataset formats, "preference" and "unpaired preference".
 * Trainers put a completion right behind its prompt, so that a prompt that is a text ends its line.
 */
export function trainerRow(
  { prompt, chosen, rejected, completion, label }: Preferred,
  { format, style }: { format: PreferenceFormat; style: PreferenceStyle },
): Record<string, unknown> {
  const said = (role: 'user' | 'assistant', content: unknown) =>
    style === 'standard' ? content : [{ role, content }];
  const asked = style === 'standard' ? `${prompt}\n` : said('user', prompt);
  return format === 'trl-dpo'
    ? { prompt: asked, chosen: said('assistant', chosen), rejected: said('assistant', rejected) }
    : { prompt: asked, completion: said('assistant', completion), label };
}
