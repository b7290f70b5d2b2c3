import type { ScorerProtocol } from '../trace/trace';

/** The protocol of a scorer by what it is called; null: its name does not tell. The bundled one is known by its tokens. */
export function protocolByName(names: string): ScorerProtocol | null {
  if (/shepherd/i.test(names)) return 'math-shepherd';
  if (/rlhflow|(?:mistral|deepseek)-?(?:prm-)?data/i.test(names)) return 'rlhflow';
  if (/qwen2\.5-math-.*prm/i.test(names)) return 'qwen-prm';
  if (/skywork.*prm/i.test(names)) return 'skywork-prm';
  return null;
}
