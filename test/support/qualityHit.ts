import {
  qualityFlags,
  qualityRule,
  qualityText,
  type QualityInput,
  type QualityRule,
  type RuleModes,
} from '../../src/core/curate/qualityRules';

/** The first rule that drops a row, and what it hit; null: it is kept. */
export function qualityHit(
  input: QualityInput,
  modes: RuleModes,
): { readonly rule: QualityRule; readonly text: string } | null {
  const rule = qualityRule(qualityFlags(input), modes);
  return rule && { rule, text: qualityText(rule, input, modes[rule]) };
}
