import { resolve } from 'node:path';
import { defineConfig } from 'vite';

export const DESKS = ['kiosk', 'office', 'recruiter', 'intermediary', 'me'];

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, '../../dist/web'),
    emptyOutDir: false,
    target: 'es2023',
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
    rollupOptions: {
      input: [resolve(import.meta.dirname, 'index.html'), ...DESKS.map((desk) => resolve(import.meta.dirname, `${desk}/index.html`))],
    },
  },
});
