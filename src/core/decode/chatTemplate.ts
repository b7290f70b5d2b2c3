/**
 * Renders the chat template of a model file. It is a program by a stranger, and runs where the editor does: what it
 * evaluates is counted, and one that goes on for ever, or builds more than anyone could read, is broken off.
 */
import { Environment, Interpreter, Template } from '@huggingface/jinja';

/** The longest known ones, with their tools, have 30,000 characters. */
const MOST_CHARACTERS = 512 * 1024;

/**
 * Work that one rendering may do, about a second of it. A conversation of a thousand turns in the format of a model
 * with tools takes less than a hundredth.
 */
const MOST_WORK = 10_000_000;

/** An expression or statement, against one of the values that a list or an object holds. */
const WORK_OF_EVALUATION = 10;

/** A round of a loop, even of one without a body: the library makes a scope and nine variables for it. */
const WORK_OF_ROUND = 50;

/** Characters that are as much work as a value. */
const CHARACTERS_OF_WORK = 100;

/** Characters of any one text: contexts end far below. */
const LONGEST_TEXT = 16 * 1024 * 1024;

/** Numbers of one `range`. */
const LONGEST_RANGE = 100_000;

type Statement = Parameters<Interpreter['evaluate']>[0];
type Value = ReturnType<Interpreter['evaluate']>;

/**
 * @param variables what the template may name
 * @throws Error saying what is wrong with the template
 */
export function renderTemplate(template: string, variables: Readonly<Record<string, unknown>>): string {
  if (template.length > MOST_CHARACTERS)
    throw new Error(`it has ${template.length} characters, of ${MOST_CHARACTERS} at most`);
  const scope = new Environment();
  const given = { ...constants, ...functions, ...variables };
  const known = Object.entries(given).map(([name, value]) => scope.set(name, value));
  const result: unknown = new CountedInterpreter(scope, known).run(new Template(template).parsed).value;
  return String(result);
}

const constants = { true: true, false: false, none: null, True: true, False: false, None: null };

const functions = {
  raise_exception: (message: unknown): never => {
    throw new Error(String(message));
  },
  range: (start: number, stop?: number, step = 1): number[] => {
    const [first, end] = typeof stop === 'number' ? [start, stop] : [0, start];
    const length = Math.max(0, Math.ceil((end - first) / step));
    if (!(length <= LONGEST_RANGE)) throw new Error(`it counts further than ${LONGEST_RANGE}`);
    return Array.from({ length }, (_, i) => first + i * step);
  },
  // The library's own, which it gives to whole templates only.
  strftime_now: (format: string): string =>
    new Template('{{ strftime_now(format) }}').render({ format: String(format) }),
};

class CountedInterpreter extends Interpreter {
  private work = 0;
  /** What was given: it is as large as it is, and looking through it again and again would count for nothing. */
  private readonly given = new Set<unknown>();
  /** Expressions whose value a loop goes through. */
  private readonly loopedOver = new Set<unknown>();

  constructor(scope: Environment, given: readonly Value[]) {
    super(scope);
    for (const value of given) this.give(value);
  }

  override evaluate(statement: Statement, environment: Environment): Value {
    this.spend(WORK_OF_EVALUATION);
    if (isLoop(statement)) this.loopedOver.add(statement.iterable.lhs ?? statement.iterable);
    const value = super.evaluate(statement, environment);
    this.weigh(value);
    if (this.loopedOver.has(statement)) this.spend(WORK_OF_ROUND * lengthOf(value.value));
    return value;
  }

  /** Lists may hold themselves twice, and those again: few steps make what no filter ever writes to its end. */
  private weigh(value: Value): void {
    const left: unknown[] = [value.value];
    while (left.length > 0) {
      const one = left.pop();
      if (typeof one === 'string') {
        if (one.length > LONGEST_TEXT) throw new Error(`it writes more than ${LONGEST_TEXT} characters`);
        this.spend(one.length / CHARACTERS_OF_WORK);
      }
      if (this.given.has(one)) continue;
      for (const held of heldBy(one)) {
        this.spend(1);
        left.push(held.value);
      }
    }
  }

  private give({ value }: Value): void {
    if (typeof value !== 'object' || value === null) return;
    this.given.add(value);
    for (const held of heldBy(value)) this.give(held);
  }

  private spend(work: number): void {
    this.work += work;
    if (this.work > MOST_WORK) throw new Error('it does not come to an end');
  }
}

interface Loop {
  /** `lhs`: what stands before the `if` of a loop. */
  readonly iterable: { readonly lhs?: unknown };
}

function isLoop(statement: Statement): statement is NonNullable<Statement> & Loop {
  return statement?.type === 'For';
}

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return value instanceof Map ? value.size : 0;
}

/** Values inside a list or an object of the library. */
function heldBy(value: unknown): Iterable<Value> {
  if (Array.isArray(value)) return value as Value[];
  return value instanceof Map ? (value as Map<string, Value>).values() : [];
}
