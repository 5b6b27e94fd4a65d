import { cron } from './cron.js';
import { docker } from './docker.js';
import { github } from './github.js';
import { kubernetes } from './kubernetes.js';
import type { Plan, Recipe } from './plan.js';
import { systemd } from './systemd.js';

export { type Plan, planOf, type Recipe } from './plan.js';

export type RecipeKind = 'cron' | 'systemd' | 'github' | 'docker' | 'kubernetes';

/** A file that runs a project unattended, by what reads it. No recipe holds a secret: it says where the key is, never what it is. */
export const RECIPES: Readonly<Record<RecipeKind, (plan: Plan) => Recipe>> = {
  cron,
  systemd,
  github,
  docker,
  kubernetes,
};

/** What there is a recipe for. */
export const RECIPE_KINDS = Object.keys(RECIPES) as readonly RecipeKind[];
