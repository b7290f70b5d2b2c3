/** node-llama-cpp from nothing to the first token, as its documentation does it. Arguments: auto|off, model, prompt. */
import { getLlama } from 'node-llama-cpp';

const [, , gpu, modelPath = '', prompt = ''] = process.argv;
const llama = await getLlama({ gpu: gpu === 'off' ? false : 'auto', build: 'never', skipDownload: true });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 1024, threads: 1 });
const tokens = context.getSequence().evaluate(model.tokenize(prompt, true), { temperature: 0 });
await tokens.next();
process.send?.('first token', () => process.exit(0));
