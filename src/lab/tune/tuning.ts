import { BotpitError } from '../../errors.js';
import { isSameJson } from '../../lib/shape.js';
import { tallyOf } from '../../stats/index.js';
import { isTunedAlone, type RunPlan, type Task, taskCount } from '../plan.js';
import type { TaskResult } from '../tally.js';
import { firstSettings, Search, type Trial } from './search.js';
import {
  placeOfSetting,
  type Setting,
  settingAt,
  type TuneDesign,
  type TunedParam,
  valuesOf,
} from './space.js';

/** What a tune has come to. Plain data. */
export interface TuningResult {
  readonly params: readonly TunedParam[];
  /** Rounds in all. */
  readonly rounds: number;
  /** Those that are over. */
  readonly course: readonly TunedRound[];
  /** What is predicted of the parameters as they were; one half, beyond doubt, where they are the only opponent. */
  readonly start: Predicted;
  /** What is predicted to be best; the same as `start` where nothing is predicted to be better. */
  readonly best: Predicted;
  /** Every setting that was played, with what it scored. */
  readonly trials: readonly Trial[];
  /** For each parameter, what is predicted where it alone is changed from the best. */
  readonly slices: readonly (readonly Predicted[])[];
}

/** A setting with the score that is predicted of it, from 0 to 1, and its standard deviation. */
export interface Predicted {
  readonly setting: Setting;
  readonly score: number;
  readonly deviation: number;
}

/** After a round: what was predicted to be best then. */
export interface TunedRound extends Predicted {
  /** That had been played. */
  readonly matches: number;
  /** The mean of what the settings of the round scored. */
  readonly tried: number;
}

/** Places of a slice of a parameter that has so many values or more. */
const SLICE = 33;

/** The settings of a tune, round by round, as they follow from the results so far: the same for equal results. */
export class Tuning {
  readonly #plan: RunPlan;
  readonly #design: TuneDesign;
  /** Of all rounds so far, and of the one that is due. */
  readonly #settings: Setting[] = [];
  /** Of each setting, in matches: the points that it has scored. */
  readonly #points: number[] = [];
  readonly #course: TunedRound[] = [];
  #search: Search | undefined;
  #result: TuningResult | undefined;
  /** Tasks that count. */
  #counted = 0;

  constructor(plan: RunPlan, design: TuneDesign) {
    this.#plan = plan;
    this.#design = design;
    const { params, perRound, settings } = design;
    const count = Math.min(perRound, settings);
    // The one that is known is there for all to be seen against.
    this.#settings.push(startOf(params), ...firstSettings(params, count - 1, this.#seed(0)));
  }

  /** Tasks whose settings are known; the others wait for results of these. */
  get known(): number {
    return Math.min(taskCount(this.#plan), this.#settings.length * this.#tasksOfSetting);
  }

  /** None for the trial matches before the run. */
  settingOf(task: number): Setting | undefined {
    return this.#settings[Math.floor(task / this.#tasksOfSetting)];
  }

  /**
   * Takes the results of the tasks in their order.
   * @throws BotpitError `lab/run-file` where another setting was played than is due
   */
  add({ task, setting, tallies }: TaskResult, { matches }: Task): void {
    const index = Math.floor(task / this.#tasksOfSetting);
    if (!isSameJson(setting, this.#settings[index]))
      throw new BotpitError(
        'lab/run-file',
        `series ${task} was played with other parameters than those due`,
        {
          hint: 'The file was damaged or edited. Play the run again, with another file.',
        },
      );
    for (const { pairs } of tallies) {
      const { wins, draws } = tallyOf(pairs);
      this.#points[index] = (this.#points[index] ?? 0) + (wins + draws / 2) / matches;
    }
    this.#counted = task + 1;
    if (this.#counted === this.known) this.#endRound();
  }

  /** Null before the first round is over. */
  result(): TuningResult | null {
    const search = this.#search;
    if (search === undefined) return null;
    this.#result ??= {
      params: this.#design.params,
      rounds: Math.ceil(this.#design.settings / this.#design.perRound),
      course: [...this.#course],
      start: this.#start(search),
      best: this.#best(search),
      trials: this.#trials(),
      slices: this.#design.params.map((param, i) => this.#slice(search, param, i)),
    };
    return this.#result;
  }

  get #tasksOfSetting(): number {
    return this.#plan.slots.length * this.#design.repeats;
  }

  #seed(round: number): string {
    return `${this.#plan.seed}/tune/${round}`;
  }

  #trials(): Trial[] {
    const over = this.#counted / this.#tasksOfSetting;
    return this.#settings.slice(0, over).map((setting, i) => ({
      setting,
      score: (this.#points[i] ?? 0) / this.#tasksOfSetting,
    }));
  }

  #endRound(): void {
    const { params, perRound, settings } = this.#design;
    const round = this.#course.length;
    const trials = this.#trials();
    const { matches, series } = this.#plan;
    const ofSetting = (matches * this.#plan.slots.length) / settings;
    const search = new Search(params, trials, ofSetting, this.#seed(round), this.#search);
    const fresh = trials.slice(round * perRound);
    this.#course.push({
      ...this.#best(search),
      matches: 2 * series * this.#counted,
      tried: fresh.reduce((sum, { score }) => sum + score, 0) / fresh.length,
    });
    this.#search = search;
    this.#result = undefined;
    const left = Math.min(perRound, settings - this.#settings.length);
    if (left > 0) this.#settings.push(...search.next(left, this.#seed(round + 1)));
  }

  /** Against itself, a strategy scores one half. */
  #start(search: Search): Predicted {
    const setting = startOf(this.#design.params);
    return isTunedAlone(this.#plan) ? { setting, score: 0.5, deviation: 0 } : predicted(search, setting);
  }

  /** The best, if it is better than the start. */
  #best(search: Search): Predicted {
    const [start, best] = [this.#start(search), predicted(search, search.best)];
    return best.score > start.score ? best : start;
  }

  #slice(search: Search, param: TunedParam, index: number): Predicted[] {
    const { params } = this.#design;
    const best = placeOfSetting(params, this.#best(search).setting);
    const isNumber = param.type === 'number' || param.type === 'integer';
    const count = Math.min(SLICE, valuesOf(param));
    return Array.from({ length: count }, (_, i) => {
      const place = best.map((one, k) => (k !== index ? one : isNumber ? i / Math.max(1, count - 1) : i));
      return predicted(search, settingAt(params, place));
    });
  }
}

function startOf(params: readonly TunedParam[]): Setting {
  return Object.fromEntries(params.map(({ name, default: value }) => [name, value]));
}

/** The model knows no bounds, but a score has them. */
function predicted(search: Search, setting: Setting): Predicted {
  const { score, deviation } = search.predict(setting);
  return { setting, score: Math.min(1, Math.max(0, score)), deviation };
}
