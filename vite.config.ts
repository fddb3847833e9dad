/** The pages: `npx vite` serves them with the API of a running Linli behind, `npx vite build` writes dist/web. */
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = path.join(import.meta.dirname, 'src/web')
const linli = process.env.LINLI_URL ?? 'http://127.0.0.1:3000'

export default defineConfig({
  root,
  plugins: [react()],
  // Phones that are handed down in a family: some six years old.
  build: {
    outDir: path.join(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    target: ['es2020', 'chrome87', 'safari14'],
    // Inlined files would be `data:` in style and script, which the content security policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        resident: path.join(root, 'index.html'),
        work: path.join(root, 'work/index.html'),
        embed: path.join(root, 'embed/index.html'),
      },
    },
  },
  server: { proxy: { '/api': linli } },
})
