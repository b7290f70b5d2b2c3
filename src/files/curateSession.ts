/** A curation under way: reads a pool, decides it under rules that change, and shows its rows. Runs in a thread. */
import type { CurationConfig } from '../core/curate/curationConfig';
import { canDecide, decide, type Decision } from '../core/curate/decision';
import { dropWords } from '../core/curate/droppedRow';
import { funnelOf } from '../core/curate/funnel';
import { outcomeOf, type ShownBy } from '../core/curate/outcome';
import { NO_DOMAIN, FLAG } from '../core/curate/poolSignals';
import { readPoolRow } from '../core/curate/poolRow';
import { orderRows, WHOLE_POOL, type RowLook } from '../core/curate/rowOrder';
import type { CurationNews, RowPage, RowText, ShownRow } from '../core/curate/shownCuration';
import { expectedAnswer } from '../core/formats/expectedAnswer';
import { errors, messageOf } from '../core/errors';
import { curatePool, MANIFEST, warningsOfSets, type Manifest } from './curatePool';
import { NO_TOOLS, openTools } from './curationTools';
import { LineWriter } from './lineWriter';
import { poolFiles } from './pool';
import { PoolReading } from './poolReading';
import { RuleExamples } from './ruleExamples';
import { takeFolder } from './takeFolder';
import { TextSearch } from './textSearch';

/** News while the pool is read rest this much longer than they took to make: most of the time is for reading. */
const REST_FACTOR = 6;
const LEAST_REST_MS = 150;
/** Characters of a question in the table. */
const LONGEST_QUESTION = 300;
/** Rows of a page at most. */
const MOST_ROWS = 500;

export interface CurationOrder {
  /** Files and folders. */
  readonly paths: readonly string[];
  readonly config: CurationConfig;
  /** Paths of the configuration are relative to it. */
  readonly configFolder: string;
}

/** A question that a model could be asked. */
export interface PoolQuestion {
  readonly key: string;
  readonly question: string;
}

export class CurateSession {
  #order: CurationOrder;
  #reading: PoolReading | null = null;
  #decision: Decision | null = null;
  #examples: RuleExamples | null = null;
  #search: TextSearch | null = null;
  #look = WHOLE_POOL;
  #listed: Int32Array = new Int32Array(0);
  #version = 0;
  #failure: string | null = null;
  #changed: readonly string[] = [];
  /** Counts what was asked for: work for an older one stops. */
  #asked = 0;
  #telling: Promise<void> = Promise.resolve();
  #writing: AbortController | null = null;

  /** @param tell hears of every change */
  constructor(
    order: CurationOrder,
    private readonly tell: (news: CurationNews) => void,
  ) {
    this.#order = order;
  }

  /** Reads the pool from its beginning. Settles when it is read, or something else is to be read. Does not reject. */
  async read(): Promise<void> {
    const asked = ++this.#asked;
    this.#reading?.stop();
    try {
      const { paths, config, configFolder } = this.#order;
      const opened = await openTools(config, configFolder);
      const reading = await PoolReading.open(await poolFiles(paths), opened, config);
      if (asked !== this.#asked) return await reading.dispose();
      await this.#replace(reading);
      let due = performance.now() + LEAST_REST_MS;
      let isTelling = false;
      await reading.run(() => {
        if (isTelling || performance.now() < due) return;
        isTelling = true;
        const begun = performance.now();
        void this.#tellAll().then(() => {
          due = performance.now() + Math.max(LEAST_REST_MS, REST_FACTOR * (performance.now() - begun));
          isTelling = false;
        });
      });
    } catch (error) {
      if (asked !== this.#asked) return;
      // There is always something to show, and be it that nothing is there.
      if (!this.#reading) await this.#replace(await PoolReading.open([], NO_TOOLS, this.#order.config));
      this.#failure = messageOf(error);
    }
    await this.#tellAll();
  }

  /** Decides by other rules; reads the pool again only where they ask what was not looked at. */
  async configure(config: CurationConfig, configFolder: string): Promise<void> {
    const before = this.#order;
    this.#order = { ...before, config, configFolder };
    const reading = this.#reading;
    const isEnough =
      reading !== null &&
      this.#failure === null &&
      (before.configFolder === configFolder || samePaths(before.config, config)) &&
      canDecide(reading.reader.signals, reading.config, config);
    if (isEnough) await this.#tellAll();
    else void this.read();
  }

  async look(look: RowLook): Promise<void> {
    this.#look = look;
    const text = look.text.trim();
    if (text === '') this.#search = null;
    else if (this.#search?.text !== text && this.#reading) this.#search = new TextSearch(text, this.#reading);
    await this.#tellAll();
  }

  /** Rows of the table from a place on. */
  async rows(from: number, count: number): Promise<RowPage> {
    const version = this.#version;
    const reading = this.#reading;
    const decision = this.#decision;
    const numbers = [...this.#listed.subarray(from, from + Math.min(count, MOST_ROWS))];
    if (!reading || !decision) return { version, from, rows: [] };
    const texts = await shownRows(reading, numbers);
    return {
      version,
      from,
      rows: numbers.map((row, i) => shownRow(row, texts[i] ?? { problem: '' }, decision, reading)),
    };
  }

  /** A row in full. @throws WaitpointError `badInput` where it is not there any more */
  async text(row: number): Promise<RowText> {
    const reading = this.#mustRead();
    const place = reading.places.of(row);
    const { entry } = await reading.line(row);
    const read = 'value' in entry ? readPoolRow(entry.value, this.#order.config) : entry;
    if ('problem' in read) {
      if (reading.reader.signals.flags.at(row) & FLAG.unreadable)
        return {
          place,
          question: read.problem,
          trace: null,
          answer: null,
          solution: null,
          source: '',
          id: null,
        };
      throw errors.badInput(`${place} is not what was read any more: ${read.problem} Read the pool again.`);
    }
    const { question, trace, answer, solution, source, id } = read;
    return { place, question, trace, answer, solution, source, id };
  }

  /** A row as its file has it: JSON, and the path of the file. @throws WaitpointError `badInput` */
  async source(row: number): Promise<{ json: string; path: string; line: number }> {
    const reading = this.#mustRead();
    const { json, line } = await reading.line(row);
    const path = reading.files[reading.places.fileOf(row)]?.path ?? '';
    if (json === null) throw errors.badInput(`${reading.places.of(row)} could not be read: it is no trace.`);
    return { json, path, line };
  }

  /** Rows that could be read and have no domain, each question once. */
  async withoutDomain(): Promise<PoolQuestion[]> {
    const reading = this.#mustRead();
    const { signals } = reading.reader;
    const questions: PoolQuestion[] = [];
    for (let row = 0; row < signals.rows; row++) {
      if (signals.domain.at(row) !== NO_DOMAIN || signals.isRepeat(row)) continue;
      const key = signals.keyOf(row);
      const [shown] = key === null ? [] : await reading.shown(row);
      if (key !== null && shown && !('problem' in shown)) questions.push({ key, question: shown.question });
    }
    return questions;
  }

  /**
   * Writes the questions that have a right answer as a dataset, each once.
   * @returns how many there are
   * @throws WaitpointError
   */
  async writeQuestions(path: string): Promise<number> {
    const reading = this.#mustRead();
    const { signals } = reading.reader;
    const writer = await LineWriter.open(path);
    let written = 0;
    try {
      for (let row = 0; row < signals.rows; row++) {
        if (signals.isRepeat(row) || signals.keyOf(row) === null) continue;
        const { entry } = await reading.line(row);
        const read = 'value' in entry ? readPoolRow(entry.value, this.#order.config) : entry;
        const answer = 'problem' in read ? null : expectedAnswer(read.solution);
        if ('problem' in read || answer === null) continue;
        await writer.write(JSON.stringify({ question: read.question, answer, domain: read.domain }));
        written++;
      }
      if (written > 0) await writer.finish();
    } finally {
      if (written === 0) await writer.discard();
    }
    return written;
  }

  /** As the command line writes it. @throws WaitpointError; AbortError where it was cancelled */
  async write(out: string, onProgress: (done: number, total: number | null) => void): Promise<Manifest> {
    const lock = await takeFolder(out, MANIFEST);
    this.#writing = new AbortController();
    try {
      return await curatePool({ ...this.#order, out, onProgress, signal: this.#writing.signal });
    } finally {
      this.#writing = null;
      lock.release();
    }
  }

  cancelWriting(): void {
    this.#writing?.abort();
  }

  /** Stops reading; what was read stays. */
  async stop(): Promise<void> {
    if (!this.#reading || this.#reading.isDone) return;
    this.#asked++;
    this.#reading.stop();
    this.#failure = 'Reading was stopped. What follows stands for the rows read by then.';
    await this.#tellAll();
  }

  /** Looks whether the pool is still what was read. */
  async check(): Promise<void> {
    const changed = [...((await this.#reading?.changed()) ?? []), ...(await this.#added())];
    if (changed.join('\n') === this.#changed.join('\n')) return;
    this.#changed = changed;
    await this.#tellAll();
  }

  /** Files that have come since. */
  async #added(): Promise<string[]> {
    const known = new Set(this.#reading?.files.map(({ path }) => path));
    const files = await poolFiles(this.#order.paths).catch(() => []);
    return this.#reading ? files.flatMap(({ path, name }) => (known.has(path) ? [] : name)) : [];
  }

  async dispose(): Promise<void> {
    this.#asked++;
    this.cancelWriting();
    await this.#reading?.dispose();
  }

  #mustRead(): PoolReading {
    if (!this.#reading) throw errors.badInput(this.#failure ?? 'The pool is not read yet.');
    return this.#reading;
  }

  async #replace(reading: PoolReading): Promise<void> {
    const before = this.#reading;
    this.#reading = reading;
    this.#examples = new RuleExamples(reading);
    this.#search = this.#search && new TextSearch(this.#search.text, reading);
    this.#failure = null;
    this.#changed = [];
    await this.#telling;
    await before?.dispose();
  }

  /** One at a time: each tells of everything there is by then. */
  #tellAll(): Promise<void> {
    this.#telling = this.#telling.then(() => this.#tellNow()).catch(() => undefined);
    return this.#telling;
  }

  async #tellNow(): Promise<void> {
    const reading = this.#reading;
    if (!reading) return;
    const { reader, opened } = reading;
    const { config } = this.#order;
    const decision = decide(reader.signals, config);
    const search = this.#search;
    if (search?.isBehind) void this.#searchOn(search);
    const hasText = search && ((row: number) => search.hasText(row));
    this.#decision = decision;
    this.#listed = orderRows(reader.signals, decision, this.#look, hasText);
    this.#version++;
    const funnel = funnelOf(decision, reader, config);
    const examples = (await this.#examples?.of(config)) ?? null;
    if (reading !== this.#reading || !examples) return;
    this.tell({
      version: this.#version,
      config,
      reading: reading.isDone || this.#failure !== null ? null : reading.progress,
      failure: this.#failure,
      funnel,
      examples,
      listed: this.#listed.length,
      look: this.#look,
      searched: search?.isBehind ? search.searched : null,
      changed: this.#changed,
      warnings: warningsOfSets(opened.sets, config.decontamination.words),
    });
  }

  /** The block that is searched now; of one search at a time. */
  #isSearching: TextSearch | null = null;

  async #searchOn(search: TextSearch): Promise<void> {
    if (this.#isSearching === search) return;
    this.#isSearching = search;
    let toldAt = performance.now();
    try {
      while (search === this.#search && search.isBehind) {
        await search.step();
        if (performance.now() - toldAt < LEAST_REST_MS * 2) continue;
        await this.#tellAll();
        toldAt = performance.now();
      }
    } catch {
      // Its spool was closed: the pool is read again, and so is the search.
      return;
    } finally {
      if (this.#isSearching === search) this.#isSearching = null;
    }
    if (search === this.#search) await this.#tellAll();
  }
}

/** Whether all paths that a configuration names are the same, wherever it lies. */
function samePaths(one: CurationConfig, other: CurationConfig): boolean {
  const named = ({ difficulty, decontamination, diversity, handover }: CurationConfig): number =>
    difficulty.graders.filter((grader) => typeof grader !== 'string').length +
    decontamination.against.length +
    (diversity.domainsFile === undefined ? 0 : 1) +
    handover.selected.length +
    handover.dropped.length;
  return named(one) + named(other) === 0;
}

/** Rows that stand side by side in the pool are read together. */
async function shownRows(reading: PoolReading, rows: readonly number[]): Promise<ShownBy[]> {
  const texts: ShownBy[] = [];
  for (let i = 0; i < rows.length;) {
    const first = rows[i] ?? 0;
    let count = 1;
    while (rows[i + count] === first + count) count++;
    texts.push(...(await reading.shown(first, count)));
    i += count;
  }
  return texts;
}

function shownRow(row: number, text: ShownBy, decision: Decision, { reader, places }: PoolReading): ShownRow {
  const { key, domain, length, result } = outcomeOf(row, text, decision, reader, (other) => places.of(other));
  const question = 'problem' in text ? null : beginning(text.question);
  const dropped = 'dropped' in result ? result.dropped : null;
  return {
    ...{ row, key, place: places.of(row), question, domain, length },
    selected: 'selected' in result ? result.selected : null,
    dropped: dropped && { stage: dropped.stage, rule: dropped.rule },
    reason: dropped ? dropWords(dropped) : '',
  };
}

const beginning = (text: string): string =>
  text.length > LONGEST_QUESTION ? `${text.slice(0, LONGEST_QUESTION)}…` : text;
