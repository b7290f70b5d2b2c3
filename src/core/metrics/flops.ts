/**
 * What evaluating tokens costs, as Kaplan et al. (2001.08361) and Snell et al. (2408.03314) estimate it: two operations a
 * parameter and token. Attention over the context is left out; it is small while contexts are short.
 * @param parameters of the model; null: not known
 */
export function inferenceFlops(parameters: number | null, tokens: number): number | null {
  return parameters === null ? null : 2 * parameters * tokens;
}
