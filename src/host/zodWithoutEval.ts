/** Imported first: zod otherwise looks for `eval` and browser globals when schemas are made, which VS Code logs. */
import { config } from 'zod';

config({ jitless: true });
