import type { Module } from '../module.js';

/** Lists as sheets, over HTTP (`http.ts`); nothing of it is in the schema. */
export const exports: Module = { name: 'exports', entities: [], resolvers: [], policy: new Map() };
