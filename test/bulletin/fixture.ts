import { readFileSync } from 'node:fs';

/** A published figure of 2007 as exact whole numbers. */
export interface Published {
  readonly id: string;
  readonly value?: number;
  readonly published: string;
  readonly num?: number;
  readonly den?: number;
  readonly pct?: string;
  readonly yoy?: string;
  readonly overPlan?: string;
  readonly base?: number;
  readonly period?: string;
  readonly asOf?: string;
  readonly unit: string;
}

export const fixture = JSON.parse(readFileSync('test/bulletin/bulletin-2007.json', 'utf8')) as readonly Published[];
