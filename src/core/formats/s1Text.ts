import { textFormat } from './textRow';
import { S1_TURNS } from './thinkingText';

/** The text that s1 is fine-tuned on: `<|im_start|>think\n…\n<|im_start|>answer\nAnswer: …`. */
export const s1Text = textFormat('s1-text', 's1 SFT text: <|im_start|>think … <|im_start|>answer', S1_TURNS);
