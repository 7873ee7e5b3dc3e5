import type { MergeRule } from '../catalog/target-field.ts';
import { listSeparator } from './clean-text.ts';
import { compareDurations } from './duration-text.ts';

const classificationOrder = ['public', 'internal', 'confidential', 'restricted'];

type Merge = (left: string, right: string) => string;

const merges: Readonly<Record<MergeRule, Merge>> = {
  list: unionOfItems,
  union: unionOfItems,
  concat: (left, right) => (left === right ? left : `${left}\n${right}`),
  max: (left, right) => (Number(right) > Number(left) ? right : left),
  sum: (left, right) => String(Math.round((Number(left) + Number(right)) * 10_000) / 10_000),
  latest: (left, right) => (right > left ? right : left),
  most_restrictive: (left, right) =>
    classificationOrder.indexOf(right) > classificationOrder.indexOf(left) ? right : left,
  any_true: (left, right) => (left === 'true' || right === 'true' ? 'true' : 'false'),
  longest: (left, right) => (compareDurations(right, left) > 0 ? right : left),
};

function unionOfItems(left: string, right: string): string {
  if (!left.includes(listSeparator) && !right.includes(listSeparator))
    return left === right ? left : `${left}${listSeparator}${right}`;
  return [...new Set([...left.split(listSeparator), ...right.split(listSeparator)])].join(listSeparator);
}

/** Value of a field fed by several source columns, from two of their canonical values in column order. */
export function mergeValues(rule: MergeRule, left: string, right: string): string {
  return merges[rule](left, right);
}
